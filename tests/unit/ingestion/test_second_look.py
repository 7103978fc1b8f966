"""Only badly read lines are read again, each by itself."""

from __future__ import annotations

import numpy as np

from ingestion.ocr.engine import GreyImage, OcrWord, Segmentation
from ingestion.ocr.second_look import look_again

X_HEIGHT = 14.0
PAGE: GreyImage = np.full((1000, 800), 255, dtype=np.uint8)


class Recorder:
    """An engine that reads one word in the middle of whatever it is shown."""

    name = "recorder"

    def __init__(self, text: str, confidence: float) -> None:
        self.text, self.confidence = text, confidence
        self.shown: list[tuple[int, ...]] = []

    def read(self, image: GreyImage, *, dpi: int, segmentation: Segmentation = Segmentation.PAGE) -> list[OcrWord]:
        self.shown.append(image.shape)
        rows, columns = image.shape
        box = (columns // 4, rows // 4, columns * 3 // 4, rows * 3 // 4)
        return [OcrWord(self.text, *box, self.confidence, (1, 1, 1))]


def word(text: str, row: int, confidence: float) -> OcrWord:
    return OcrWord(text, 100, 100 * row, 220, 100 * row + 20, confidence, (1, 1, row))


def texts(words: list[OcrWord]) -> list[str]:
    return [item.text for item in words]


def test_an_unsure_line_is_replaced_by_a_surer_look_at_it_alone() -> None:
    engine = Recorder("Secrétariat", 0.95)
    words = look_again(PAGE, [word("Ordonnance", 2, 0.95), word("5ecretariat", 4, 0.4)], X_HEIGHT, engine)
    assert texts(words) == ["Ordonnance", "Secrétariat"]
    ((rows, columns),) = engine.shown
    assert rows < 100
    assert columns < 400
    assert words[1].line == (1, 1, 4)
    assert 100 <= words[1].left < words[1].right <= 220
    assert 395 <= words[1].top < words[1].bottom <= 425


def test_a_second_look_that_is_no_surer_changes_nothing() -> None:
    words = [word("Secrétariat", 4, 0.6)]
    assert look_again(PAGE, words, X_HEIGHT, Recorder("Secretanat", 0.6)) == words


def test_a_page_read_well_is_not_looked_at_twice() -> None:
    engine = Recorder("rien", 1.0)
    words = [word("Ordonnance", 2, 0.95), word("—", 3, 0.2), word("Cher", 5, 0.8)]
    assert look_again(PAGE, words, X_HEIGHT, engine) == words
    assert engine.shown == []


def test_where_much_of_the_page_is_unsure_single_lines_are_no_remedy() -> None:
    engine = Recorder("rien", 1.0)
    words = [OcrWord("illisible", 0, 40 * row, 780, 40 * row + 30, 0.3, (1, 1, row)) for row in range(20)]
    assert look_again(PAGE, words, X_HEIGHT, engine) == words
    assert engine.shown == []
