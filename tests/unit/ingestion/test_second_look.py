"""Only badly read lines are read again, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingestion.ocr.engine import GreyImage, OcrWord
from ingestion.ocr.neural import Area
from ingestion.ocr.second_look import look_again

X_HEIGHT = 14.0
PAGE: GreyImage = np.full((1000, 800), 255, dtype=np.uint8)


class Recorder:
    """A reader that reads one word in the middle of whatever it is shown."""

    def __init__(self, text: str, confidence: float) -> None:
        self.text, self.confidence = text, confidence
        self.shown: list[tuple[int, ...]] = []

    def read(self, image: GreyImage, x_height: float) -> list[OcrWord]:
        self.shown.append(image.shape)
        rows, columns = image.shape
        box = (columns // 4, rows // 4, columns * 3 // 4, rows * 3 // 4)
        return [OcrWord(self.text, *box, self.confidence, (0, 0, 0))]

    def read_lines(self, image: GreyImage, areas: Sequence[Area]) -> list[OcrWord]:
        raise AssertionError("lines were to be looked for first")


def word(text: str, row: int, confidence: float) -> OcrWord:
    return OcrWord(text, 100, 100 * row, 220, 100 * row + 20, confidence, (1, 1, row))


def texts(words: list[OcrWord]) -> list[str]:
    return [item.text for item in words]


def test_an_unsure_line_is_replaced_by_a_likelier_look_at_it_alone() -> None:
    reader = Recorder("Secrétariat", 0.97)
    words = look_again(PAGE, [word("Ordonnance", 2, 0.95), word("5ecrelariat", 4, 0.4)], X_HEIGHT, lambda: reader)
    assert texts(words) == ["Ordonnance", "Secrétariat"]
    ((rows, columns),) = reader.shown
    assert rows < 100
    assert columns < 400
    assert words[1].line == (1, 1, 4)
    assert 100 <= words[1].left < words[1].right <= 220
    assert (words[1].top, words[1].bottom) == (400, 420)


def test_a_line_with_one_hopeless_word_is_looked_at_again() -> None:
    reader = Recorder("Secrétariat", 0.97)
    line = [word("Secrétariat", 4, 0.95), OcrWord("du", 240, 400, 270, 420, 0.3, (1, 1, 4))]
    look_again(PAGE, line, X_HEIGHT, lambda: reader)
    assert len(reader.shown) == 1


def test_a_second_look_that_is_less_likely_changes_nothing() -> None:
    words = [word("Secrétariat", 4, 0.6)]
    assert look_again(PAGE, words, X_HEIGHT, lambda: Recorder("Secrelqnat", 0.9)) == words


def test_a_faint_word_elsewhere_stays() -> None:
    faint = OcrWord("du", 100, 800, 130, 820, 0.2, (1, 1, 8))
    words = look_again(PAGE, [word("5ecrelariat", 4, 0.4), faint], X_HEIGHT, lambda: Recorder("Secrétariat", 0.97))
    assert sorted(texts(words)) == ["Secrétariat", "du"]


def test_for_a_page_read_well_no_reader_is_loaded() -> None:
    words = [word("Ordonnance", 2, 0.95), word("—", 3, 0.2), word("Cher", 5, 0.9)]
    assert look_again(PAGE, words, X_HEIGHT, never) == words


def test_where_much_of_the_page_is_unsure_single_lines_are_no_remedy() -> None:
    words = [OcrWord("illisible", 0, 40 * row, 780, 40 * row + 30, 0.3, (1, 1, row)) for row in range(20)]
    assert look_again(PAGE, words, X_HEIGHT, never) == words


def never() -> Recorder:
    raise AssertionError("no reader was to be loaded")
