"""Two-tone pages from a line: dropped rows and sprinkled dots taken away, stair-steps made soft.

No median here: letters of a 100 dpi fax are one pixel thick, and a median wipes them out.
"""

from __future__ import annotations

import cv2
import numpy as np

from ingestion.treatment.components import components
from ingestion.treatment.measure import Grey, mask

_BLACK = 128
_ROW_FILLED = 0.3
"""Of the width: a row with more ink in long runs is a fault of the line or a rule, not text."""
_RUN = 1 / 12
"""Of the width: what counts as a long run."""
_MAX_RULE_ROWS = 4
_SPECK_AREA = 1
_NEAR_LETTERS = 3
"""Pixels: a dot as near to a letter as this may belong to it (i, accents, full stops)."""


def clean_ink(grey: Grey) -> Grey:
    """The ink (255 on 0) of a two-tone page without thin full rows and lonely dots."""
    ink = mask(grey < _BLACK)
    return _without_specks(_without_rows(ink))


def soften(ink: Grey, softness: float) -> Grey:
    """Ink as black on white with soft edges, as a scan in greys would show it; standard deviation in pixels."""
    return np.asarray(255 - cv2.GaussianBlur(ink, (0, 0), softness), dtype=np.uint8)


def _without_rows(ink: Grey) -> Grey:
    """Erase thin rows of ink across the page; where ink stands above and below, a letter goes through."""
    run = np.ones((1, max(3, int(ink.shape[1] * _RUN))), np.uint8)
    long_runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, run)
    rows = np.flatnonzero((long_runs > 0).mean(axis=1) > _ROW_FILLED)
    cleaned = ink.copy()
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if not 0 < band.size <= _MAX_RULE_ROWS:
            continue
        above = ink[band[0] - 1] if band[0] > 0 else np.zeros_like(ink[0])
        below = ink[band[-1] + 1] if band[-1] + 1 < ink.shape[0] else np.zeros_like(ink[0])
        cleaned[band] = np.minimum(above, below)
    return cleaned


def _without_specks(ink: Grey) -> Grey:
    labels, stats, _ = components(ink)
    small = stats[:, cv2.CC_STAT_AREA] <= _SPECK_AREA
    letters = mask(~small[labels] & (labels > 0))
    side = 2 * _NEAR_LETTERS + 1
    near = cv2.dilate(letters, np.ones((side, side), np.uint8))
    kept = np.zeros(len(stats), dtype=bool)
    kept[np.unique(labels[near > 0])] = True
    return mask((~small | kept)[labels] & (labels > 0))
