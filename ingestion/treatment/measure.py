"""What a page looks like, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.treatment.components import components

Grey = npt.NDArray[np.uint8]
"""Rows by columns, 0 black to 255 white; ink masks are 255 where there is ink."""

_INK = 0.72
"""Of the paper's shade: darker is ink."""
_FAINT_INK = 0.9
_LEAST_INK = 0.002
"""Part of the page that is ink on any page with text."""
_MID_GREYS_OF_TWO_TONES = 0.3
"""Pixels between black and white for each pixel of ink: more, and the page was scanned in greys."""
_LETTER_ASPECT = (0.15, 2.5)
_MIN_LETTERS = 25
_PAPER_SIDE = 280
_SPECK_AREA = 2


@dataclass(frozen=True, slots=True)
class Measures:
    """All of one page."""

    two_tone: bool
    """Only black and white, as a fax sends it."""
    paper: float
    """Median shade of the background, 0 to 255."""
    unevenness: float
    """How much the background varies over the page, 0 to 255: between its 5th and 95th percentile."""
    x_height: float | None
    """Pixels, the usual height of small letters; None on a page with too few letters to tell."""
    specks: float
    """Dots of one or two pixels for each letter."""


def measure(grey: Grey, background: Grey, ink: Grey) -> Measures:
    """Measure a page of which `paper_of` and `ink_of` are known."""
    low, middle, high = np.percentile(background, (5, 50, 95))
    sample = grey[::3, ::3]
    mid_greys = ((sample > 56) & (sample < 200)).mean()
    x_height, specks = _letters(ink)
    return Measures(
        two_tone=bool(mid_greys < _MID_GREYS_OF_TWO_TONES * (ink[::3, ::3] > 0).mean()),
        paper=float(middle),
        unevenness=float(high - low),
        x_height=x_height,
        specks=specks,
    )


def paper_of(grey: Grey) -> Grey:
    """The page without its ink, made small: brightest near every point, then smoothed."""
    factor = max(1, round(max(grey.shape) / _PAPER_SIDE))
    size = (max(1, grey.shape[1] // factor), max(1, grey.shape[0] // factor))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    return np.asarray(cv2.medianBlur(closed, 15), dtype=np.uint8)


def ink_of(grey: Grey, background: Grey) -> Grey:
    """What is clearly darker than the paper around it; on a page that holds nothing of the kind, what is faintly so."""
    ink = _darker(grey, background, _INK)
    return ink if (ink[::3, ::3] > 0).mean() > _LEAST_INK else _darker(grey, background, _FAINT_INK)


def _darker(grey: Grey, background: Grey, part: float) -> Grey:
    threshold = cv2.resize(
        (background * part).astype(np.uint8), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR
    )
    return mask(grey < threshold)


def mask(where: npt.NDArray[np.bool_]) -> Grey:
    """255 where true, 0 elsewhere."""
    return where.view(np.uint8) * np.uint8(255)


def _letters(ink: Grey) -> tuple[float | None, float]:
    """Median height of what looks like a letter, and specks a letter."""
    stats = components(ink).stats
    width, height, area = (stats[1:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    aspect = width / np.maximum(height, 1)
    letters = (height >= 4) & (height <= ink.shape[0] / 12) & (area >= 8)
    letters &= (aspect > _LETTER_ASPECT[0]) & (aspect < _LETTER_ASPECT[1])
    count = int(letters.sum())
    if count < _MIN_LETTERS:
        return None, 0.0
    return float(np.median(height[letters])), float((area <= _SPECK_AREA).sum()) / count
