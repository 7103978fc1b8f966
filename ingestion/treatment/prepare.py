"""The treatment of a page, chosen from what is measured on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingestion.treatment.check_boxes import CheckBox, find_check_boxes
from ingestion.treatment.fax import clean_ink, soften
from ingestion.treatment.light import flatten
from ingestion.treatment.look import Look
from ingestion.treatment.measure import Grey, Measures, mask
from ingestion.treatment.rules import Rules, Strokes, find_strokes
from ingestion.treatment.straighten import Shape, find_shape, small_letters

_UNEVEN = 14.0
_DIM_PAPER = 205.0
_SMALL_X_HEIGHT = 12.5
_LARGE_X_HEIGHT = 45.0
_MAX_ENLARGEMENT = 4.0
_X_HEIGHT, _FAX_X_HEIGHT = 20.0, 22.0
"""Pixels to which small letters are brought where they are too small or too large."""
_FAX_SOFTNESS = 0.6
"""Pixels, how soft the edges of a cleaned fax are made."""
_NOISY_FAX = 0.3
"""Specks a letter: a two-tone page with fewer came straight from a scanner."""
_DPI_PER_X_HEIGHT = 14.0
_USUAL_X_HEIGHT = 14.0
_HALF = 128
_LONGEST_SIDE = 32_767
"""Pixels; Tesseract refuses what is longer."""


@dataclass(frozen=True)
class Prepared:
    """A page that has been measured; `shown` makes the image for a pass."""

    grey: Grey
    """Evened where that was needed; of a noisy fax, its cleaned ink."""
    is_fax: bool
    shape: Shape
    measures: Measures
    notes: tuple[str, ...]
    strokes: Strokes | None = None
    """The page's rules; where they make cells they are not shown to the reader, who runs them into the figures.
    None where there are too few letters to tell, or nobody looked."""
    boxes: tuple[CheckBox, ...] = ()
    """Boxes to be ticked; not shown to the reader either."""

    def __repr__(self) -> str:
        return f"Prepared({self.measures})"

    @property
    def rules(self) -> Rules:
        """The page's rules in pixels of the levelled page."""
        return self.strokes.rules if self.strokes is not None else Rules()

    def shown(self) -> tuple[Grey, float, int]:
        """The image for Tesseract, how much larger it is than the levelled page, and the resolution to tell it."""
        letters = self.measures.x_height or _USUAL_X_HEIGHT
        scale = 1.0
        if self.measures.x_height is not None and (self.is_fax or not _SMALL_X_HEIGHT <= letters <= _LARGE_X_HEIGHT):
            good = _FAX_X_HEIGHT if self.is_fax else _X_HEIGHT
            scale = min(_MAX_ENLARGEMENT, good / letters, _LONGEST_SIDE / max(self.shape.canvas))
        grey = soften(self.grey, _FAX_SOFTNESS) if self.is_fax else self.grey
        dpi = round(float(np.clip(letters * scale * _DPI_PER_X_HEIGHT, 70, 600)))
        level = self.shape.level(grey, scale)
        if self.strokes is not None and self.strokes.make_cells:
            level = self.strokes.taken_from(level)
        if self.boxes:
            level = level.copy()
        for box in self.boxes:
            box.paint_over(level, scale)
        return level, scale, dpi


def prepare(page: Look) -> Prepared:
    """Treat an upright page."""
    grey, ink, measures = page.grey, page.ink, page.measures
    letters = page.letters
    notes: list[str] = []
    is_fax = measures.two_tone and measures.specks > _NOISY_FAX
    if is_fax:
        ink = grey = clean_ink(grey)
        letters = small_letters(ink, measures.x_height) if measures.x_height is not None else None
        notes.append("fax_cleaned")
    elif measures.unevenness > _UNEVEN or measures.paper < _DIM_PAPER:
        grey = flatten(grey, page.paper)
        notes.append("light_evened")
    shape, strokes = Shape(grey.shape[1], grey.shape[0]), None
    boxes: tuple[CheckBox, ...] = ()
    if measures.x_height is not None and letters is not None:
        shape = find_shape(letters)
        level = ink if shape.is_level else mask(shape.level(255 - ink) < _HALF)
        strokes = find_strokes(level, measures.x_height)
        boxes = find_check_boxes(level, measures.x_height)
    if not shape.is_level:
        notes.append("straightened")
    return Prepared(grey, is_fax, shape, measures, tuple(notes), strokes, boxes)
