"""Everyone can read and work: axe finds nothing, nothing is cut off when enlarged, nothing moves for those who mind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from records.store.stored import Reason, Status

pytestmark = pytest.mark.browser

VISITORS = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "viewport": {"width": 420, "height": 860}},
    {"color_scheme": "dark", "viewport": {"width": 420, "height": 860}, "locale": "en-GB"},
]


@pytest.fixture(scope="module")
def shown(archive: Any, letter: Any) -> dict[str, str]:
    """An address for every kind of page."""
    sheet, fields = letter
    text = archive.lay("note.txt", [replace(sheet.page(), image=None, words=())], fields)
    scan = archive.lay("scan.png", [sheet.page()], fields, pictures=[sheet.png()])
    return {
        "home": "/",
        "nothing older": "/?after=0",
        "scan": f"/documents/{scan}",
        "synthesis": f"/synthesis?document={scan}&document={text}",
        "text": f"/documents/{text}",
        "found": "/recherche?q=depuis:1950",
        "how to search": "/recherche",
        "under way": "/documents/" + archive.lay_unfinished("x.pdf", Status.READING, done=1, total=4),
        "stopped": "/documents/" + archive.lay_stopped("y.pdf", Status.QUARANTINED, Reason("encrypted_file", {})),
    }


def _violations(page: Page) -> str:
    result = Axe().run(page)
    return result.generate_report() if result.violations_count else ""


@pytest.mark.parametrize("visit", VISITORS, indirect=True)
@pytest.mark.parametrize(
    "kind",
    [
        "home",
        "nothing older",
        "scan",
        "text",
        "synthesis",
        "found",
        "how to search",
        "under way",
        "stopped",
    ],
)
def test_axe_finds_nothing(visit: Any, shown: dict[str, str], kind: str) -> None:
    page = visit.go(shown[kind])
    if kind in {"scan", "text"}:
        page.locator(".field .go").nth(5).click()
        expect(page.locator(".callout")).to_be_visible()
    assert _violations(page) == ""


def test_axe_finds_nothing_while_files_are_refused(visit: Any) -> None:
    page = visit.go("/")
    page.locator("#files").set_input_files([{"name": "vide.pdf", "mimeType": "application/pdf", "buffer": b""}])
    expect(page.locator(".delivery[data-status=failed]")).to_be_visible()
    assert _violations(page) == ""
    visit.forgive_refused_loads()


@pytest.mark.parametrize(
    "visit",
    [{"viewport": {"width": 320, "height": 640}}, {"viewport": {"width": 720, "height": 450}}],
    indirect=True,
    ids=["400 percent of 1280", "200 percent of 1440"],
)
@pytest.mark.parametrize("kind", ["home", "scan", "text", "under way", "stopped"])
def test_enlarged_nothing_is_cut_off_sideways(visit: Any, shown: dict[str, str], kind: str) -> None:
    page = visit.go(shown[kind])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in (".masthead", ".reader-head", ".footer", ".bar"):
        for part in page.locator(name).all():
            assert part.evaluate("part => part.scrollWidth <= part.clientWidth + 1"), name


@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_glides_for_those_who_mind(visit: Any, shown: dict[str, str]) -> None:
    page = visit.go(shown["scan"])
    page.locator(".field", has_text="Radiographie").click()
    tops = page.evaluate(
        """() => new Promise((done) => {
            const pane = document.querySelector('.groups'), first = pane.scrollTop;
            requestAnimationFrame(() => requestAnimationFrame(() => done([first, pane.scrollTop])));
        })"""
    )
    assert tops[0] == tops[1]


def test_the_keyboard_reaches_everything_in_a_sensible_order(visit: Any, shown: dict[str, str]) -> None:
    page = visit.go(shown["scan"])
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement;
               return e.className?.baseVal ?? (e.dataset?.zoom || e.className || e.id || e.tagName); }"""
        )
        assert page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none' || "
            "document.activeElement.closest('.spots') !== null"
        ), stop
        stops.append(stop.split(" ")[0])
        if stop == "go":
            break
    assert stops[:2] == ["skip", "brand"]
    assert stops[-9:] == ["in", "fit", "actual", "pages", "spot", "doubts", "SUMMARY", "groups", "go"]


def test_the_skip_link_leads_to_the_content(visit: Any) -> None:
    page = visit.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
