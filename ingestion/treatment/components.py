"""Connected spots of ink."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt


class Components(NamedTuple):
    """Spots that hang together, corners included. Number 0 is what is not ink."""

    labels: npt.NDArray[np.int32]
    """For each pixel the number of its spot."""
    stats: npt.NDArray[np.int32]
    """A row a spot: left, top, width, height, area (`cv2.CC_STAT_LEFT` …)."""
    centres: npt.NDArray[np.float64]
    """A row a spot: across and down."""


def components(ink: npt.NDArray[np.uint8]) -> Components:
    """The spots of a mask.

    By blocks of two by two pixels (Grana, Borghesani, Cucchiara: Optimized block-based connected components labeling
    with decision trees, 2010): 10 ms on an A4 page at 200 dpi where OpenCV's default takes 24 on one thread.
    """
    _, labels, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return Components(np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(centres, np.float64))
