"""Which way up a page is: measured where lines run sideways, tried on a strip of it where that is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingestion.ocr import Engine, Segmentation
from ingestion.ocr.engine import sureness
from ingestion.treatment.light import flatten
from ingestion.treatment.look import Look, look_at
from ingestion.treatment.measure import Grey
from ingestion.treatment.prepare import Prepared
from ingestion.treatment.straighten import find_shape, lies_sideways, small_letters

UPRIGHT, LEFT, UPSIDE_DOWN, RIGHT = range(4)
"""Quarter turns counter-clockwise that bring the page upright."""
_STRIP_LINES = 16.0
"""Height of the strip that is tried, in letter heights: some six lines."""
_SUREST_LETTER = 0.55
_CLEARLY_BETTER = 1.25


def sideways_turn(page: Look, engine: Engine) -> int:
    """LEFT or RIGHT when the page lies on its side, else UPRIGHT; upside down is not looked for."""
    if page.letters is None or not lies_sideways(page.letters):
        return UPRIGHT
    return best_turn(page.grey, engine, (UPRIGHT, LEFT, RIGHT))


def best_turn(grey: Grey, engine: Engine, turns: Sequence[int]) -> int:
    """The turn with which a strip of the page reads best; the first one unless another is clearly better."""
    scores = [_readable_letters(np.ascontiguousarray(np.rot90(grey, turn)), engine) for turn in turns]
    best = int(np.argmax(scores))
    return turns[best] if scores[best] > _CLEARLY_BETTER * scores[0] else turns[0]


def _readable_letters(grey: Grey, engine: Engine) -> float:
    """Letters that are read with confidence in the strip of the page with most ink."""
    page = look_at(grey)
    x_height = page.measures.x_height
    if x_height is None:
        return 0.0
    rows = np.cumsum(np.concatenate([[0.0], (page.ink[:, ::4] > 0).mean(axis=1).clip(0, 0.3)]))
    strip = min(grey.shape[0], int(_STRIP_LINES * x_height * 1.5))
    top = int(np.argmax(rows[strip:] - rows[:-strip])) if strip < grey.shape[0] else 0
    part = slice(top, top + strip)
    levelled = find_shape(small_letters(np.ascontiguousarray(page.ink[part]), x_height))
    image, _, dpi = Prepared(flatten(grey, page.paper)[part], False, levelled, page.measures, ()).shown()
    words = engine.read(image, dpi=dpi, segmentation=Segmentation.BLOCK)
    sure = [word for word in words if word.confidence > _SUREST_LETTER and len(word.text) > 1]
    return sum(len(word.text) for word in sure) * sureness(sure)
