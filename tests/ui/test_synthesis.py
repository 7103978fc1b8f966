"""From the first page to the synthesis of two documents, and from a line of it to the words on the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_ticked_documents_become_a_synthesis_whose_marks_lead_to_the_words(
    visit: Any, archive: Any, letter: Any
) -> None:
    sheet, fields = letter
    scan = archive.lay("compte-rendu.png", [sheet.page()], fields, pictures=[sheet.png()])
    text = archive.lay("courrier.txt", [replace(sheet.page(), image=None, words=())], fields)
    page = visit.go("/")
    for document in (scan, text):
        page.locator(f"input[name=document][value='{document}']").check()
    page.get_by_role("button", name="Synthèse des documents cochés").click()
    expect(page.locator("h1")).to_have_text("QUERVADEC Solène")
    line = page.locator(".card-treatment li").filter(has_text="Lévofloxacine").first
    expect(line).to_contain_text("500 mg")
    line.locator(f"a.source[href^='/documents/{scan}']").first.click()
    expect(page).to_have_url(f"{visit.address}/documents/{scan}#spot-{_place(fields, 'Lévofloxacine')}")


def _place(fields: Any, drug: str) -> int:
    return next(place for place, field in enumerate(fields) if field.value == drug)
