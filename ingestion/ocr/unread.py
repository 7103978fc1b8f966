"""Print that the engine passed over: what looks like letters where no word was read is read by itself.

Tesseract leaves out numbers that stand alone in wide cells, taking them for dirt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.ocr.engine import Engine, OcrWord, Segmentation
from ingestion.ocr.merge import scaled
from ingestion.treatment.prepare import Prepared
from ingestion.treatment.rules import Strokes

_LETTER_HEIGHTS = (0.55, 2.2)
"""In heights of small letters: lower is dirt, taller are pictures."""
_LETTER_WIDTH = 3.0
_WORD_MARGIN = 0.35
_NEXT_LETTER = 1.1
"""Likewise: letters no further apart stand in one spot."""
_SPOT_HEIGHT = 3.0
_AROUND = 0.7
_MOST_SPOTS = 40
"""A page with more was not passed over here and there: it holds pictures or handwriting."""
_MOST_LETTERS = 30
"""A longer spot is a line, which the engine does not pass over without a reason."""
_SURE_NUMBER, _SURE_WORD = 0.7, 0.85
_X_HEIGHT = 26.0
_DPI_PER_X_HEIGHT = 14.0


@dataclass(frozen=True, slots=True)
class _Spot:
    left: int
    top: int
    right: int
    bottom: int


def read_unread(prepared: Prepared, words: list[OcrWord], engine: Engine) -> list[OcrWord]:
    """The words of a page and those of spots that were passed over, in pixels of the levelled page."""
    strokes, x_height = prepared.strokes, prepared.measures.x_height
    if strokes is None or x_height is None or prepared.is_fax:
        return words
    spots = _spots(words, strokes, x_height)
    if not 0 < len(spots) <= _MOST_SPOTS:
        return words
    scale = _X_HEIGHT / x_height
    dpi = round(_X_HEIGHT * _DPI_PER_X_HEIGHT)
    around = round(_AROUND * x_height)
    found = list(words)
    clear = strokes.taken_from(prepared.shape.level(prepared.grey))
    for number, spot in enumerate(spots):
        top, left = max(0, spot.top - around), max(0, spot.left - around)
        part = clear[top : spot.bottom + around, left : spot.right + around]
        larger = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        framed = np.pad(larger, round(_X_HEIGHT / 2), constant_values=int(np.percentile(larger, 90)))
        read = engine.read(np.asarray(framed, dtype=np.uint8), dpi=dpi, segmentation=Segmentation.LINE)
        shift = round(_X_HEIGHT / 2) / scale
        found += [
            replace(
                word,
                left=round(word.left - shift) + left,
                right=round(word.right - shift) + left,
                top=round(word.top - shift) + top,
                bottom=round(word.bottom - shift) + top,
                line=(-100_000 - number, 0, 0),
            )
            for word in scaled(read, 1 / scale)
            if _is_sure(word)
        ]
    return found


def _is_sure(word: OcrWord) -> bool:
    if any(map(str.isdigit, word.text)):
        return word.confidence >= _SURE_NUMBER
    return word.confidence >= _SURE_WORD and any(map(str.isalpha, word.text))


def _spots(words: Sequence[OcrWord], strokes: Strokes, x_height: float) -> list[_Spot]:
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
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(letters, reach), connectivity=8)
    spots = []
    for left, top, width, height, _ in stats[1:count]:
        if height <= _SPOT_HEIGHT * x_height and width <= _MOST_LETTERS * x_height:
            inset = reach.shape[1] // 2
            spots.append(_Spot(int(left) + inset, int(top), int(left + width) - inset, int(top + height)))
    return spots


def _letters(ink: npt.NDArray[np.uint8], x_height: float) -> npt.NDArray[np.uint8]:
    """The ink of what has the size of a letter."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    low, high = (part * x_height for part in _LETTER_HEIGHTS)
    kept = (height >= low) & (height <= high) & (width <= _LETTER_WIDTH * x_height) & (area >= 0.08 * x_height**2)
    kept[0] = False
    return np.asarray(kept[labels].astype(np.uint8) * 255, dtype=np.uint8)
