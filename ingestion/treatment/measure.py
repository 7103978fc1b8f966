"""What a page looks like, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

_LETTER_ASPECT = (0.15, 2.5)
_MIN_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Measures:
    """All of one page."""

    two_tone: bool
    """Only black and white: a fax or a document scanner's line art."""
    paper: float
    """Median shade of the background, 0 to 255."""
    unevenness: float
    """How much the background varies over the page, 0 to 255: between its 5th and 95th percentile."""
    x_height: float | None
    """Pixels, the usual height of small letters; None on a page with too few letters to tell."""


def measure(grey: Grey) -> Measures:
    """Measure a page."""
    sample = grey[::3, ::3]
    two_tone = bool(((sample < 32) | (sample > 223)).mean() > 0.995)
    background = paper_of(grey)
    low, middle, high = np.percentile(background, (5, 50, 95))
    return Measures(
        two_tone=two_tone,
        paper=float(middle),
        unevenness=float(high - low),
        x_height=letter_height(ink_of(grey, background)),
    )


def paper_of(grey: Grey) -> Grey:
    """The page without its ink, at about an eighth of the size: brightest near every point, then smoothed."""
    factor = max(1, round(max(grey.shape) / 280))
    small = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    return np.asarray(cv2.medianBlur(closed, 15), dtype=np.uint8)


def ink_of(grey: Grey, background: Grey) -> Grey:
    """Ink as 255 on 0: what is clearly darker than the paper around it."""
    paper = cv2.resize(background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.where(grey < paper * 0.72, 255, 0).astype(np.uint8)


def letter_height(ink: Grey) -> float | None:
    """Usual height in pixels of the letters in an image of ink; None when there are too few."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    area = stats[1:, cv2.CC_STAT_AREA]
    aspect = width / np.maximum(height, 1)
    letters = (height >= 4) & (height <= ink.shape[0] / 12) & (area >= 8)
    letters &= (aspect > _LETTER_ASPECT[0]) & (aspect < _LETTER_ASPECT[1])
    heights = height[letters]
    if heights.size < _MIN_LETTERS:
        return None
    return float(np.median(heights))
