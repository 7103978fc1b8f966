"""The treatment of a page, chosen from what is measured on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingestion.ocr.engine import Segmentation
from ingestion.treatment.fax import clean_ink, soften
from ingestion.treatment.light import darken_faint_ink, flatten
from ingestion.treatment.measure import Grey, Measures, ink_of, measure, paper_of
from ingestion.treatment.straighten import Shape, find_shape

_UNEVEN = 14.0
_DIM_PAPER = 205.0
_SMALL_X_HEIGHT = 12.5
_LARGE_X_HEIGHT = 45.0
_MAX_ENLARGEMENT = 4.0
_NOISY_FAX = 0.3
"""Specks a letter: a two-tone page with fewer came straight from a scanner."""
_DPI_PER_X_HEIGHT = 14.0
_USUAL_X_HEIGHT = 14.0
_LONGEST_SIDE = 32_767
"""Pixels; Tesseract refuses what is longer."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One way of showing a page to the optical reader."""

    x_height: float
    """Pixels to which small letters are brought."""
    fax_x_height: float
    fax_softness: float
    """Pixels, how soft the edges of a cleaned fax are made."""
    segmentation: Segmentation
    any_size: bool = False
    """Whether letters of a good size are resized as well."""
    darken: bool = False
    """Whether faint ink is made dark."""


FIRST = Pass(x_height=20.0, fax_x_height=22.0, fax_softness=0.6, segmentation=Segmentation.PAGE)
SCATTERED = Pass(
    x_height=28.0,
    fax_x_height=26.0,
    fax_softness=0.8,
    segmentation=Segmentation.SPARSE,
    any_size=True,
    darken=True,
)
SOLID = Pass(
    x_height=30.0,
    fax_x_height=18.0,
    fax_softness=0.6,
    segmentation=Segmentation.BLOCK,
    any_size=True,
    darken=True,
)


@dataclass(frozen=True)
class Prepared:
    """A page that has been measured; `shown` makes the image for a pass."""

    grey: Grey
    """Evened where that was needed; of a noisy fax, its cleaned ink."""
    is_fax: bool
    shape: Shape
    measures: Measures
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Prepared({self.measures})"

    def shown(self, way: Pass) -> tuple[Grey, float, int]:
        """The image, how much larger it is than the levelled page, and the resolution to tell the reader."""
        letters = self.measures.x_height or _USUAL_X_HEIGHT
        good = way.fax_x_height if self.is_fax else way.x_height
        scale = 1.0
        if self.measures.x_height is not None and (
            way.any_size or not _SMALL_X_HEIGHT <= letters <= _LARGE_X_HEIGHT or self.is_fax
        ):
            scale = min(_MAX_ENLARGEMENT, good / letters, _LONGEST_SIDE / max(self.shape.canvas))
        grey = soften(self.grey, way.fax_softness) if self.is_fax else self.grey
        if way.darken and not self.is_fax:
            grey = darken_faint_ink(grey)
        dpi = round(float(np.clip(letters * scale * _DPI_PER_X_HEIGHT, 70, 600)))
        return self.shape.level(grey, scale), scale, dpi


def prepare(grey: Grey) -> Prepared:
    """Measure an upright page and treat it."""
    background = paper_of(grey)
    ink = ink_of(grey, background)
    measures = measure(grey, background, ink)
    notes: list[str] = []
    is_fax = measures.two_tone and measures.specks > _NOISY_FAX
    if is_fax:
        ink = grey = clean_ink(grey)
        notes.append("fax_cleaned")
    elif measures.unevenness > _UNEVEN or measures.paper < _DIM_PAPER:
        grey = flatten(grey, background)
        notes.append("light_evened")
    shape = Shape(grey.shape[1], grey.shape[0])
    if measures.x_height is not None:
        shape = find_shape(ink, measures.x_height)
    if not shape.is_level:
        notes.append("straightened")
    return Prepared(grey=grey, is_fax=is_fax, shape=shape, measures=measures, notes=tuple(notes))
