"""Logos and barcodes hidden from the optical reader, who would run their edges into the lines beside them.

Both are told by measures that no print has: solid ink far thicker than any stroke, or many tall bars side by side.
All lengths are in heights of small letters.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.treatment.measure import Grey

_THICK = 1.4
"""The stem of a bold heading twice the size of the text is half as thick."""
_LOGO_SIDES = (2.0, 16.0)
"""Larger solid areas are dark bands, photographs or the desk behind the sheet."""
_EDGE = 0.2
_MARGIN = 0.5
_LETTERS_ON_IT = 3
"""White shapes as high as letters: so many, and the dark area is a badge with a word on it."""
_WHITE_LETTER = (0.6, 2.2)

_BAR = 1.8
_BAR_GAP = 1.2
_BARS = 10
_BARCODE_HEIGHT = 14.0
_NOT_BARS = 0.12
"""Mean over a barcode's columns of what part of them is not as the rest: print is near a quarter."""


def without_pictures(grey: Grey, ink: Grey, x_height: float, paper: int) -> Grey:
    """The page with logos and barcodes painted over in the shade of its paper; the page itself if it has none."""
    hidden = _logos(ink, x_height) | _barcodes(ink, x_height)
    if not hidden.any():
        return grey
    cleaned = grey.copy()
    cleaned[hidden] = paper
    return cleaned


def _logos(ink: Grey, x_height: float) -> npt.NDArray[np.bool_]:
    hidden = np.zeros(ink.shape, dtype=bool)
    side = max(3, round(_THICK * x_height))
    solid = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)))
    least, most = (bound * x_height for bound in _LOGO_SIDES)
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    for left, top, width, height in stats[1:count, :4].tolist():
        if max(width, height) > most:
            continue
        reach = round(most)
        area = (
            slice(max(0, top - reach), top + height + reach),
            slice(max(0, left - reach), left + width + reach),
        )
        labels, boxes = cv2.connectedComponentsWithStats(ink[area], connectivity=8)[1:3]
        shape = int(labels[top - area[0].start + height // 2, left - area[1].start + width // 2])
        if shape == 0:
            shape = int(np.bincount(labels[solid[area] > 0]).argmax())
        sides = boxes[shape, cv2.CC_STAT_WIDTH], boxes[shape, cv2.CC_STAT_HEIGHT]
        if least <= min(sides) and max(sides) <= most and not _bears_a_word(ink[area], labels == shape, x_height):
            edge = np.ones((2 * round(_EDGE * x_height) + 1,) * 2, np.uint8)
            hidden[area] |= cv2.dilate((labels == shape).astype(np.uint8), edge) > 0
    return hidden


def _bears_a_word(ink: Grey, shape: npt.NDArray[np.bool_], x_height: float) -> bool:
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    _, _, stats, _ = cv2.connectedComponentsWithStats(255 - ink[box], connectivity=4)
    height, width = ink[box].shape
    inside = (stats[:, 0] > 0) & (stats[:, 1] > 0)
    inside &= (stats[:, 0] + stats[:, 2] < width) & (stats[:, 1] + stats[:, 3] < height)
    heights = stats[:, cv2.CC_STAT_HEIGHT] / x_height
    return int((inside & (heights > _WHITE_LETTER[0]) & (heights < _WHITE_LETTER[1])).sum()) >= _LETTERS_ON_IT


def _barcodes(ink: Grey, x_height: float) -> npt.NDArray[np.bool_]:
    found = np.zeros(ink.shape, dtype=bool)
    bars = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(3, round(_BAR * x_height)), 1), np.uint8))
    together = cv2.morphologyEx(bars, cv2.MORPH_CLOSE, np.ones((1, max(3, round(_BAR_GAP * x_height))), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(together), connectivity=8)
    margin = round(_MARGIN * x_height)
    for index in range(1, count):
        left, top, width, height = (int(value) for value in stats[index, :4])
        if height > _BARCODE_HEIGHT * x_height or width < _BARS:
            continue
        across = bars[top + height // 2, left : left + width] > 0
        if int((across[1:] & ~across[:-1]).sum()) + 1 < _BARS:
            continue
        filled = (ink[top + height // 5 : top + height - height // 5, left : left + width] > 0).mean(axis=0)
        if float(np.minimum(filled, 1 - filled).mean()) < _NOT_BARS:
            rows = slice(max(0, top - margin), top + height + margin)
            found[rows, max(0, left - margin) : left + width + margin] = True
    return found
