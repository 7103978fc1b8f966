"""Where on a page there is ink of the size of writing that no sure word accounts for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.ocr.engine import GreyImage, OcrWord
from ingestion.treatment.components import components
from ingestion.treatment.measure import ink_of, paper_of

SURE_WORD = 0.8
"""Words read with this confidence are left alone, and so is their ink."""
_RULE = (10.0, 8.0)
"""Straight ink longer than this is a rule, not writing; across and down, in heights of small letters, as all below."""
_HEIGHT = (0.9, 6.5)
"""Lower spots are dirt, taller ones are signatures, drawings and logos."""
_LEAST_WIDTH = 3.0
_BRIDGE = (2.6, 0.25)
"""Gaps up to this wide are bridged: across, letters and words of a line; down, a dot and its letter."""
_MARGIN = 0.35

Ink = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a line, in pixels of the page, that waits for a better reading."""

    left: int
    top: int
    right: int
    bottom: int
    ink: Ink
    """Within these bounds: 255 where there is ink of the spot itself, 0 elsewhere."""

    def __repr__(self) -> str:
        return f"Spot({self.left}, {self.top}, {self.right}, {self.bottom})"

    def holds(self, word: OcrWord) -> bool:
        """Whether the word's middle lies here."""
        across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= across < self.right and self.top <= down < self.bottom


def unsure_spots(grey: GreyImage, words: Sequence[OcrWord], x_height: float) -> list[Spot]:
    """Stretches of lines that the words leave open, from top to bottom."""
    ink = _without_rules(ink_of(grey, paper_of(grey)), x_height)
    margin = round(_MARGIN * x_height)
    for word in words:
        if word.confidence >= SURE_WORD:
            rows = slice(max(0, word.top - margin), word.bottom + margin)
            ink[rows, max(0, word.left - margin) : word.right + margin] = 0
    reach = [2 * max(1, round(part * x_height / 2)) + 1 for part in _BRIDGE]
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (reach[0], reach[1])))
    labels, stats, _ = components(np.asarray(bridged, dtype=np.uint8))
    spots = []
    for number in range(1, len(stats)):
        left, top, width, height = (int(value) for value in stats[number, :4])
        if not _HEIGHT[0] * x_height <= height <= _HEIGHT[1] * x_height or width < _LEAST_WIDTH * x_height:
            continue
        within = (slice(top, top + height), slice(left, left + width))
        own = np.where(labels[within] == number, ink[within], np.uint8(0))
        spots.append(Spot(left, top, left + width, top + height, own))
    return sorted(spots, key=lambda spot: (spot.top, spot.left))


def _without_rules(ink: Ink, x_height: float) -> Ink:
    left = ink
    for length, (across, down) in ((_RULE[0], (True, False)), (_RULE[1], (False, True))):
        size = max(3, round(length * x_height))
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size if across else 1, size if down else 1))
        rules = cv2.dilate(cv2.morphologyEx(left, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))
        left = np.asarray(cv2.subtract(left, rules), dtype=np.uint8)
    return left
