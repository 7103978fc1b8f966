"""Headers and footers come back from page to page; a page number fits its page."""

from __future__ import annotations

import pytest

from ingestion.page_frame import with_frames
from records.document import Page, PageSource, Word
from records.geometry import Box
from records.page_layout import RegionKind

BODY = ["Motif : douleur thoracique", "Examen : tension 12/8", "Conclusion : retour au domicile"]


def page(number: int, top: str, bottom: str, body: str) -> Page:
    """A header line, a line in the middle and a footer line."""
    words, text = [], ""
    for line, height in ((top, 0.04), (body, 0.5), (bottom, 0.95)):
        text += "\n" if text else ""
        for at, token in enumerate(line.split()):
            text += " " if at else ""
            words.append(Word(token, Box(0.1 * at, height, 0.1 * at + 0.09, height + 0.01), len(text), 1.0))
            text += token
    return Page(number, 1000, 1400, text, tuple(words), PageSource.OCR)


def named(pages: tuple[Page, ...]) -> list[list[tuple[str, str]]]:
    return [[(region.kind.value, one.text[region.start : region.end]) for region in one.regions] for one in pages]


def test_what_comes_back_frames_the_page_and_stays_in_the_text() -> None:
    tops = ["MERCIER Odile née le 03/02/1961", "MERCIER Odlle née le 03/02/1961", "MERCIER Odile née le 03/02/1961"]
    pages = [page(at + 1, tops[at], f"CHU de Vallonne Page {at + 1}/3", BODY[at]) for at in range(3)]
    framed = with_frames(pages)
    assert named(framed) == [
        [
            ("header", tops[at]),
            ("footer", f"CHU de Vallonne Page {at + 1}/3"),
            ("page_number", f"Page {at + 1}/3"),
        ]
        for at in range(3)
    ]
    assert [one.text for one in framed] == [one.text for one in pages]


@pytest.mark.parametrize("footer", ["Page 1 sur 4", "page : 1/4", "1/4", "- 1 / 4 -", "Feuillet 1"])
def test_a_single_page_may_say_its_number(footer: str) -> None:
    (regions,) = named(with_frames([page(1, "Centre hospitalier", footer, BODY[0])]))
    assert [kind for kind, _ in regions] == ["page_number"]


@pytest.mark.parametrize("footer", ["1", "Service ouvert 7/7 jours", "12/8", "Tél. 04 72 00 00 00", "le 03/02/2024"])
def test_other_numbers_are_no_page_numbers(footer: str) -> None:
    assert named(with_frames([page(1, "Centre hospitalier", footer, BODY[0])])) == [[]]


def test_a_bare_number_counts_the_pages() -> None:
    pages = with_frames([page(at, f"Courrier {BODY[at - 1]}", str(at), BODY[at - 1]) for at in (1, 2, 3)])
    numbers = [[region for region in one.regions if region.kind is RegionKind.PAGE_NUMBER] for one in pages]
    assert [one.text[found[0].start : found[0].end] for one, found in zip(pages, numbers, strict=True)] == [
        "1",
        "2",
        "3",
    ]


def test_lines_of_the_body_are_never_a_frame() -> None:
    pages = [page(at, "", "", "Sodium 139 mmol/L") for at in (1, 2)]
    assert named(with_frames(pages)) == [[], []]
