"""Print that Tesseract passed over is shown to the second reader, rules and read words are not."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ingestion.ocr.engine import GreyImage, OcrWord
from ingestion.ocr.neural import Area
from ingestion.ocr.unread import read_unread
from ingestion.treatment.rules import find_strokes

X_HEIGHT = 14.0


class Recorder:
    """A second reader that reads the same word in each line."""

    def __init__(self, text: str, confidence: float) -> None:
        self.text, self.confidence = text, confidence
        self.shown: list[Area] = []

    def read(self, image: GreyImage, x_height: float) -> list[OcrWord]:
        raise AssertionError("the whole page was to be left alone")

    def read_lines(self, image: GreyImage, areas: Sequence[Area]) -> list[OcrWord]:
        self.shown += areas
        return [OcrWord(self.text, *area, self.confidence, (0, 0, number)) for number, area in enumerate(areas)]


def look(reader: Recorder, words: list[OcrWord]) -> list[str]:
    page: GreyImage = np.full((300, 600), 255, np.uint8)
    cv2.putText(page, "Sodium", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    cv2.putText(page, "139", (400, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    cv2.rectangle(page, (20, 50), (580, 130), 0, 2)
    strokes = find_strokes(np.asarray(255 - page, dtype=np.uint8), X_HEIGHT)
    return [word.text for word in read_unread(page, words, strokes, X_HEIGHT, lambda: reader)]


SODIUM = OcrWord("Sodium", 38, 75, 160, 104, 0.95, (1, 1, 1))
NUMBER = OcrWord("139", 398, 75, 460, 104, 0.95, (1, 1, 1))


def test_a_number_in_a_wide_cell_is_read_by_itself() -> None:
    reader = Recorder("139", 0.9)
    assert look(reader, [SODIUM]) == ["Sodium", "139"]
    ((left, top, right, bottom),) = reader.shown
    assert 380 < left < 402 < 440 < right < 490
    assert 60 < top < 82 < 100 < bottom < 120


def test_what_is_read_unsurely_is_left_out() -> None:
    assert look(Recorder("139", 0.6), [SODIUM]) == ["Sodium"]
    assert look(Recorder("abc", 0.8), [SODIUM]) == ["Sodium"]


def test_where_every_letter_was_read_nobody_is_asked() -> None:
    reader = Recorder("139", 0.9)
    assert look(reader, [SODIUM, NUMBER]) == ["Sodium", "139"]
    assert reader.shown == []
