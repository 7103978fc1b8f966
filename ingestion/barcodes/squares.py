"""Where on a page a square code may stand: squares as full of ink, and as evenly, as a code is."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.treatment.components import components

_NEIGHBOURHOOD, _DARKER = 51, 20
"""Pixels around a point, and how much darker than their mean ink is."""
_GAP = 5
"""Pixels of white within a code that are closed; lines of print keep apart."""
_LEAST_SIDE, _MOST_SIDE = 15, 160
_MOST_STRETCHED = 3.0
"""Rectangular codes exist; lines of print are longer."""
_INK = (0.2, 0.8)
"""A code is about half black; a picture or a bar is not."""
_MOST = 60


def dense_squares(page: npt.NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each in pixels, the largest first; modules of 1 to 4 pixels close to a square."""
    ink = cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _NEIGHBOURHOOD, _DARKER)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((_GAP, _GAP), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((_LEAST_SIDE, _LEAST_SIDE), np.uint8))
    squares = []
    for left, top, width, height, _ in components(np.asarray(solid, dtype=np.uint8)).stats[1:].tolist():
        if max(width, height) > min(_MOST_SIDE, _MOST_STRETCHED * min(width, height)):
            continue
        share = float(ink[top : top + height, left : left + width].mean()) / 255
        if _INK[0] < share < _INK[1]:
            squares.append((left, top, left + width, top + height))
    return sorted(squares, key=lambda side: (side[0] - side[2]) * (side[3] - side[1]))[:_MOST]
