"""Paper made white: shadows, yellow paper and grey scans divided out."""

from __future__ import annotations

import cv2
import numpy as np

from ingestion.treatment.measure import Grey, paper_of


def flatten(grey: Grey) -> Grey:
    """Divide by the background, so that paper is white wherever the light came from."""
    background = cv2.resize(paper_of(grey), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.divide(grey, np.maximum(background, 1), scale=255), dtype=np.uint8)
