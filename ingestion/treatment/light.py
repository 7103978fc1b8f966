"""Paper made white and ink made dark: shadows, yellow paper, grey scans and faded print."""

from __future__ import annotations

import cv2
import numpy as np

from ingestion.treatment.measure import Grey

_PAPER = 250
_DARKEST_TENTH = 10
_NEVER_ABOVE = 120
"""Shade up to which ink may be taken as black; fainter ink would be noise as well."""


def flatten(grey: Grey, background: Grey) -> Grey:
    """Divide by the background (`paper_of` the page), so that paper is white wherever the light came from."""
    full = cv2.resize(background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.divide(grey, np.maximum(full, 1), scale=255), dtype=np.uint8)


def darken_faint_ink(grey: Grey) -> Grey:
    """Stretch the shades so that the darkest tenth of what is not paper becomes black."""
    sample = grey[::3, ::3]
    marked = sample[sample < _PAPER]
    if marked.size == 0:
        return grey
    black = min(float(np.percentile(marked, _DARKEST_TENTH)), _NEVER_ABOVE)
    shades = (np.arange(256) - black) * (255.0 / (_PAPER - black))
    return np.asarray(cv2.LUT(grey, shades.clip(0, 255).astype(np.uint8)), dtype=np.uint8)
