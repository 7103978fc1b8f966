"""A stretch of text has a page, boxes, and never shows its words in a repr."""

from __future__ import annotations

from dataclasses import replace

import pytest

from records.document import Document, Page, PageSource, Word
from records.geometry import Box
from records.page_layout import Cell, Region, RegionKind, Table
from records.serial import document_from_json, document_to_json


def page_of(number: int, *lines: str) -> Page:
    """A page whose words stand on a grid: each line 0.1 below the one before, each character 0.01 wide."""
    words, text = [], "\n".join(lines)
    start = 0
    for row, line in enumerate(lines):
        column = 0
        for token in line.split(" "):
            left, top = column / 100, row / 10
            words.append(Word(token, Box(left, top, left + len(token) / 100, top + 0.05), start + column, 0.9))
            column += len(token) + 1
        start += len(line) + 1
    return Page(number, 1000, 1400, text, tuple(words), PageSource.OCR)


@pytest.fixture
def document() -> Document:
    return Document(
        "ab" * 32, "application/pdf", (page_of(1, "Fracture du", "col fémoral"), page_of(2, "Suites simples"))
    )


def test_a_span_over_two_lines_has_two_boxes(document: Document) -> None:
    page = document.pages[0]
    start = page.text.index("Fracture")
    boxes = page.boxes_between(start, page.text.index("fémoral") + len("fémoral"))
    assert len(boxes) == 2
    assert boxes[0].top < boxes[1].top


def test_a_span_inside_a_word_is_shown_by_the_whole_word(document: Document) -> None:
    (word,) = document.pages[0].words_between(2, 4)
    assert word.text == "Fracture"


def test_a_place_of_the_document_is_found_on_its_page(document: Document) -> None:
    page, page_start = document.page_at(document.text.index("Suites"))
    assert page.number == 2
    assert page.text[document.text.index("Suites") - page_start :].startswith("Suites")


def test_a_document_survives_json(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document


def test_no_repr_shows_what_the_document_says(document: Document) -> None:
    shown = repr(document) + repr(document.pages[0]) + repr(document.pages[0].words[0])
    assert "Fracture" not in shown
    assert "fémoral" not in shown


def test_tables_and_regions_survive_json(document: Document) -> None:
    box = Box(0.1, 0.2, 0.3, 0.4)
    table = Table(((Cell(0, 8, box), Cell(9, 11, box)), (Cell(12, 23, box), Cell(23, 23, box))), 1, box)
    page = replace(document.pages[0], tables=(table,), regions=(Region(RegionKind.HEADER, 0, 11, box),))
    whole = replace(document, pages=(page, document.pages[1]))
    assert document_from_json(document_to_json(whole)) == whole
    assert table.texts(page.text) == [["Fracture", "du"], ["col fémoral", ""]]


def test_pages_stored_before_tables_were_known_are_read(document: Document) -> None:
    stored = document_to_json(document)
    for page in stored["pages"]:
        del page["tables"], page["regions"]
    assert document_from_json(stored) == document
