"""Whether ink looks written by hand, by what hands do not do: end letters on one straight line, above and below.

On drawn lines, from clean to faxed, print began and ended 0.52 to 0.78 of its columns on those two lines and joined
writing 0.19 to 0.31 (`python -m benchmarks.handwriting`). Specks, hatching and logos have edges as uneven as writing;
they fail because they are not made of long thin strokes.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.handwriting.spots import Ink, Spot
from ingestion.treatment.components import components

_ALIGNED = 0.46
"""Share of columns whose ink starts, or ends, within one narrow band, whichever share is smaller: print has more."""
_BAND = 0.3
"""Height of that band, in heights of small letters, as all below."""
_WINDOW = 10.0
"""Lines on a photographed page bend; over this width they are straight."""
_JOINED = 1.5
_LEAST_JOINED = 0.5
"""Share of the ink that must hang together over that width."""
_THICKEST_PEN = 0.75
_DENSEST = 0.35
"""Share of the spot that is ink."""
_MOST_PIECES = 3.0
"""Stretches of ink and holes in it, for each height of small letters across: writing has one or two, halftone eight."""


def looks_handwritten(spot: Spot, x_height: float) -> bool:
    """Whether joined, uneven strokes of a pen make up most of the spot."""
    return (
        _joined(spot.ink, x_height) >= _LEAST_JOINED
        and alignment(spot.ink, x_height) < _ALIGNED
        and (spot.ink > 0).mean() <= _DENSEST
        and _thickness(spot.ink) <= _THICKEST_PEN * x_height
        and _pieces(spot.ink) <= _MOST_PIECES * spot.ink.shape[1] / x_height
    )


def alignment(ink: Ink, x_height: float) -> float:
    """Share of the columns that begin, or that end, in one band of the window around them, the smaller; 0 to 1."""
    width = max(2, round(_WINDOW * x_height))
    windows = [ink[:, left : left + width] for left in range(0, max(1, ink.shape[1] - width // 2), width)]
    band = max(2, round(_BAND * x_height))
    shares = [min(_in_one_band(window, band), _in_one_band(window[::-1], band)) for window in windows if window.any()]
    return float(np.median(shares)) if shares else 1.0


def _in_one_band(ink: Ink, band: int) -> float:
    columns = ink[:, ink.any(axis=0)] > 0
    heights = np.bincount(np.argmax(columns, axis=0), minlength=ink.shape[0])
    return float(np.convolve(heights, np.ones(band)).max() / columns.shape[1])


def _joined(ink: Ink, x_height: float) -> float:
    stats = components(ink).stats
    widths, areas = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_AREA]
    return float(areas[widths > _JOINED * x_height].sum() / max(1, areas.sum()))


def _pieces(ink: Ink) -> int:
    return len(cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0])


def _thickness(ink: Ink) -> float:
    """Of the thickest twentieth of the ink's middle lines, roughly; in pixels."""
    depth: npt.NDArray[np.float32] = np.asarray(cv2.distanceTransform(ink, cv2.DIST_L2, 3), dtype=np.float32)
    return 2.0 * float(np.percentile(depth[ink > 0], 95)) if ink.any() else 0.0
