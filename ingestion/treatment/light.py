"""Paper made white: shadows, yellow paper, grey scans."""

from __future__ import annotations

import cv2
import numpy as np

from ingestion.treatment.measure import Grey


def flatten(grey: Grey, background: Grey) -> Grey:
    """Divide by the background (`paper_of` the page), so that paper is white wherever the light came from."""
    full = cv2.resize(background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.divide(grey, np.maximum(full, 1), scale=255), dtype=np.uint8)
