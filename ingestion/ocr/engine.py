"""The small interface behind which any optical reader fits."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

GreyImage = npt.NDArray[np.uint8]
"""Rows by columns, 0 black to 255 white."""

LANGUAGES = "fra+eng"


class Segmentation(IntEnum):
    """How the engine is to look for text; the numbers are Tesseract's page segmentation modes."""

    PAGE = 3
    BLOCK = 6


class OwnLines(IntEnum):
    """First numbers of lines that were not seen by a reading of the whole page; Tesseract's blocks begin at 1."""

    NEURAL = 0
    PASSED_OVER = -1
    CHECK_BOX = -2
    HANDWRITING = -3


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word on the image, in pixels. `line` is the same for words that the engine saw on one line of print."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    """Between 0 and 1."""
    line: tuple[int, int, int]

    def __repr__(self) -> str:
        return f"OcrWord({len(self.text)} characters, {self.left}, {self.top}, {self.right}, {self.bottom})"


class Engine(Protocol):
    """An optical reader that may be called from several threads."""

    name: str

    def read(self, image: GreyImage, *, dpi: int, segmentation: Segmentation = Segmentation.PAGE) -> list[OcrWord]:
        """The words of the image, in the engine's reading order."""


def sureness(words: Sequence[OcrWord]) -> float:
    """Mean confidence of the letters of these words; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def doubted(words: Sequence[OcrWord], sure: float) -> float:
    """Part of the letters that stand in words of less confidence than `sure`; 1 where there are no letters."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) for word in words if word.confidence < sure) / letters if letters else 1.0


def words_of_tsv(tsv: str) -> list[OcrWord]:
    """Read Tesseract's table of words.

    Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    words = []
    for row in csv.reader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) < 12 or row[0] != "5" or not row[11].strip():
            continue
        block, paragraph, line = (int(value) for value in row[2:5])
        left, top, width, height = (int(value) for value in row[6:10])
        words.append(
            OcrWord(
                text=row[11].strip(),
                left=left,
                top=top,
                right=left + width,
                bottom=top + height,
                confidence=min(1.0, max(0.0, float(row[10]) / 100)),
                line=(block, paragraph, line),
            )
        )
    return words
