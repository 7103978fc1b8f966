"""Handwriting is noticed where a hand wrote and nowhere else; sure words stay whatever a model says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingestion.handwriting import HandwritingReader, read_handwriting
from ingestion.handwriting.trocr import Reading
from ingestion.ocr.engine import GreyImage, OcrWord
from tests.integration.ingestion.handwriting.strokes import handwritten, page_with, printed, worn

X = 20.0


def reader_that_says(text: str, confidence: float) -> HandwritingReader:
    class Model:
        def read(self, lines: Sequence[GreyImage]) -> list[Reading]:
            return [Reading(text, confidence)] * len(lines)

    return HandwritingReader(Path(), 900, lambda _: Model())


@pytest.mark.parametrize("x_height", [14.0, 20.0, 30.0])
@pytest.mark.parametrize("wear", [0, 1, 2, 3])
def test_joined_strokes_are_handwriting(x_height: float, wear: int) -> None:
    for seed in range(4):
        page = page_with(worn(handwritten(860, x_height, seed), wear, seed))
        assert read_handwriting(page, [], x_height, None).notes == ("handwriting_unread",)


@pytest.mark.parametrize("x_height", [14.0, 20.0, 30.0])
@pytest.mark.parametrize("wear", [0, 1, 2, 3])
def test_print_that_nobody_could_read_is_no_handwriting(x_height: float, wear: int) -> None:
    for seed in range(6):
        page = page_with(worn(printed(860, x_height, seed), wear, seed))
        assert read_handwriting(page, [], x_height, None).notes == ()


def ruled() -> GreyImage:
    page = np.full((600, 1000), 255, np.uint8)
    for row in range(200, 500, 60):
        page[row : row + 3, 100:900] = 0
    page[200:440, 100:103] = page[200:440, 500:503] = 0
    return page


def shaded() -> GreyImage:
    """A cell in halftone, as copied forms have them."""
    page = np.full((600, 1000), 255, np.uint8)
    dots = np.full((70, 400), 255, np.uint8)
    dots[::4, ::4] = dots[1::4, ::4] = dots[::4, 1::4] = dots[2::4, 2::4] = 0
    page[200:270, 100:500] = dots
    return page


def barcode() -> GreyImage:
    page = np.full((600, 1000), 255, np.uint8)
    rng = np.random.default_rng(3)
    page[200:280, 100:500] = np.repeat(rng.choice([0, 255], 100), 4).astype(np.uint8)
    return page


def specks() -> GreyImage:
    rng = np.random.default_rng(5)
    return np.where(rng.random((600, 1000)) < 0.03, 0, 255).astype(np.uint8)


def stamp() -> GreyImage:
    page = np.full((600, 1000), 255, np.uint8)
    for radius in (110, 90):
        cv2.circle(page, (500, 300), radius, 60, 4, cv2.LINE_AA)
    cv2.putText(page, "CHU", (440, 315), cv2.FONT_HERSHEY_DUPLEX, 1.6, 60, 3, cv2.LINE_AA)
    return page


def logo() -> GreyImage:
    page = np.full((600, 1000), 255, np.uint8)
    cv2.fillPoly(page, [np.array([[100, 200], [220, 240], [340, 210], [300, 290], [120, 280]], np.int32)], 40)
    return page


@pytest.mark.parametrize("drawing", [ruled, shaded, barcode, specks, stamp, logo])
def test_other_ink_is_no_handwriting(drawing: callable) -> None:  # type: ignore[valid-type]
    assert read_handwriting(drawing(), [], X, None).notes == ()


def test_a_signature_or_drawing_is_no_line() -> None:
    page = page_with(handwritten(860, 4 * X, 1), at=(60, 100))
    assert read_handwriting(page, [], X, None).notes == ()


def words_on(page: GreyImage, confidence: float) -> list[OcrWord]:
    """A misreading of everything from 60 to 500, and a printed word beside it, read surely."""
    rows = np.flatnonzero((page < 128).any(axis=1))
    wrong = OcrWord("ael~l", 60, int(rows[0]), 900, int(rows[-1]), confidence, (1, 1, 1))
    return [wrong, OcrWord("Traitement", 5, 300, 55, 330, 0.95, (1, 1, 1))]


def test_a_surer_reading_takes_the_place_of_unsure_words_on_their_line() -> None:
    page = page_with(handwritten(860, X, 2))
    words = words_on(page, 0.4)
    found = read_handwriting(page, words, X, reader_that_says("Doliprane 1000 mg", 0.9))
    assert found.notes == ("handwriting_read",)
    assert [word.text for word in found.words] == ["Traitement", "Doliprane", "1000", "mg"]
    assert {word.line for word in found.words} == {(1, 1, 1)}
    first, second, third = found.words[1:]
    assert 60 <= first.left < first.right <= second.left < second.right <= third.left < third.right <= 920
    assert {word.confidence for word in found.words[1:]} == {0.9}
    ((left, top, right, bottom),) = found.spots
    assert left <= first.left
    assert third.right <= right
    assert top < bottom


@pytest.mark.parametrize(
    ("text", "confidence"), [("Doliprane", 0.49), ("~ -", 0.99), ("", 0.99)], ids=["unsure", "no letters", "empty"]
)
def test_a_reading_that_says_little_changes_nothing(text: str, confidence: float) -> None:
    page = page_with(handwritten(860, X, 2))
    words = words_on(page, 0.4)
    found = read_handwriting(page, words, X, reader_that_says(text, confidence))
    assert (found.words, found.notes, found.spots) == (words, ("handwriting_unread",), ())


def test_a_reading_must_be_clearly_surer_than_the_words() -> None:
    page = page_with(handwritten(860, X, 2))
    words = words_on(page, 0.7)
    assert read_handwriting(page, words, X, reader_that_says("Doliprane", 0.74)).words == words
    assert read_handwriting(page, words, X, reader_that_says("Doliprane", 0.76)).words != words


def test_a_sure_word_is_never_replaced() -> None:
    page = page_with(handwritten(860, X, 2))
    words = [replace(word, confidence=0.8) for word in words_on(page, 0.8)]
    found = read_handwriting(page, words, X, reader_that_says("Doliprane", 1.0))
    assert (found.words, found.notes) == (words, ())


def test_handwriting_without_any_word_gets_a_line_of_its_own() -> None:
    page = page_with(handwritten(860, X, 2))
    elsewhere = OcrWord("Service", 60, 40, 200, 60, 0.95, (1, 1, 1))
    found = read_handwriting(page, [elsewhere], X, reader_that_says("Doliprane matin", 0.9))
    lines = [word.line for word in found.words]
    assert lines[1] == lines[2] != lines[0]
