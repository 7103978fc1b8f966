"""Print that Tesseract passed over: what looks like letters where no word was read is read by the neural reader.

It leaves out numbers that stand alone in wide cells, taking them for dirt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.ocr.engine import GreyImage, OcrWord, OwnLines
from ingestion.ocr.neural import Area, SecondReader
from ingestion.treatment.components import components
from ingestion.treatment.rules import Strokes

_LETTER_HEIGHTS = (0.55, 2.2)
"""In heights of small letters: lower is dirt, taller are pictures."""
_LETTER_WIDTH = 3.0
_LEAST_INK = 0.08
"""Of a square as high as small letters: a full stop has less."""
_WORD_MARGIN = 0.35
_NEXT_LETTER = 1.1
"""Likewise: letters no further apart stand in one spot."""
_SPOT_HEIGHT = 3.0
_AROUND = 0.7
_MOST_SPOTS = 40
"""A page with more was not passed over here and there: it holds pictures or handwriting."""
_MOST_LETTERS = 30
"""A longer spot is a line, which is not passed over without a reason."""
_SURE_NUMBER, _SURE_WORD = 0.7, 0.85


def read_unread(
    image: GreyImage,
    words: list[OcrWord],
    strokes: Strokes,
    x_height: float,
    load_reader: Callable[[], SecondReader],
) -> list[OcrWord]:
    """The words of a page and those of spots that were passed over; all in pixels of `image`, a levelled page."""
    spots = _spots(words, strokes, x_height)
    if not 0 < len(spots) <= _MOST_SPOTS:
        return words
    around = round(_AROUND * x_height)
    height, width = image.shape
    areas = [
        (max(0, left - around), max(0, top - around), min(width, right + around), min(height, bottom + around))
        for left, top, right, bottom in spots
    ]
    found = load_reader().read_lines(strokes.taken_from(image), areas)
    return words + [replace(word, line=(OwnLines.PASSED_OVER, 0, word.line[2])) for word in found if _is_sure(word)]


def _is_sure(word: OcrWord) -> bool:
    if any(map(str.isdigit, word.text)):
        return word.confidence >= _SURE_NUMBER
    return word.confidence >= _SURE_WORD and any(map(str.isalpha, word.text))


def _spots(words: Sequence[OcrWord], strokes: Strokes, x_height: float) -> list[Area]:
    """Where letters stand that belong to no word."""
    margin = round(_WORD_MARGIN * x_height)
    rest = 255 - strokes.taken_from(np.asarray(255 - strokes.page, dtype=np.uint8))
    for word in words:
        rest[max(0, word.top - margin) : word.bottom + margin, max(0, word.left - margin) : word.right + margin] = 0
    if not rest.any():
        return []
    letters = _letters(rest, x_height)
    if not letters.any():
        return []
    reach = np.ones((1, 2 * round(_NEXT_LETTER * x_height / 2) + 1), np.uint8)
    stats = components(np.asarray(cv2.dilate(letters, reach), dtype=np.uint8)).stats
    spots = []
    for left, top, width, height, _ in stats[1:]:
        if height <= _SPOT_HEIGHT * x_height and width <= _MOST_LETTERS * x_height:
            inset = reach.shape[1] // 2
            spots.append((int(left) + inset, int(top), int(left + width) - inset, int(top + height)))
    return spots


def _letters(ink: npt.NDArray[np.uint8], x_height: float) -> npt.NDArray[np.uint8]:
    """The ink of what has the size of a letter."""
    labels, stats, _ = components(ink)
    width, height, area = (stats[:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    low, high = (part * x_height for part in _LETTER_HEIGHTS)
    kept = (height >= low) & (height <= high) & (width <= _LETTER_WIDTH * x_height) & (area >= _LEAST_INK * x_height**2)
    kept[0] = False
    return np.asarray(kept[labels].astype(np.uint8) * 255, dtype=np.uint8)
