"""The treatment of a page, chosen from what is measured on it."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.treatment.fax import clean_ink, soften
from ingestion.treatment.light import flatten
from ingestion.treatment.measure import Grey, Measures, ink_of, measure, paper_of
from ingestion.treatment.straighten import Shape, find_shape

_UNEVEN = 14.0
_DIM_PAPER = 205.0
_SMALL_X_HEIGHT = 12.5
_GOOD_X_HEIGHT = 20.0
_GOOD_FAX_X_HEIGHT = 22.0
_LARGE_X_HEIGHT = 45.0
_MAX_ENLARGEMENT = 4.0
_NOISY_FAX = 0.3
"""Specks a letter: a two-tone page with fewer came straight from a scanner."""
_DPI_PER_X_HEIGHT = 14.0
_USUAL_DPI = 200.0


@dataclass(frozen=True)
class Prepared:
    """A page ready for the optical reader."""

    grey: Grey
    scale: float
    """How much larger than the levelled page."""
    dpi: int
    """What the reader is told, by the size of the letters."""
    shape: Shape
    measures: Measures
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Prepared(scale {self.scale:.2f}, {self.measures})"


def prepare(grey: Grey) -> Prepared:
    """Measure an upright page and treat it."""
    background = paper_of(grey)
    ink = ink_of(grey, background)
    measures = measure(grey, background, ink)
    notes: list[str] = []
    good = _GOOD_X_HEIGHT
    if measures.two_tone and measures.specks > _NOISY_FAX:
        ink = clean_ink(grey)
        treated = soften(ink)
        good = _GOOD_FAX_X_HEIGHT
        notes.append("fax_cleaned")
    elif measures.unevenness > _UNEVEN or measures.paper < _DIM_PAPER:
        treated = flatten(grey, background)
        notes.append("light_evened")
    else:
        treated = grey
    shape = Shape(grey.shape[1], grey.shape[0])
    scale = 1.0
    if measures.x_height is not None:
        shape = find_shape(ink, measures.x_height)
        scale = _scale(measures.x_height, good)
    if not shape.is_level:
        notes.append("straightened")
    dpi = (measures.x_height * scale * _DPI_PER_X_HEIGHT) if measures.x_height else _USUAL_DPI
    return Prepared(
        grey=shape.level(treated, scale),
        scale=scale,
        dpi=round(min(600.0, max(70.0, dpi))),
        shape=shape,
        measures=measures,
        notes=tuple(notes),
    )


def _scale(x_height: float, good: float) -> float:
    if x_height < _SMALL_X_HEIGHT:
        return min(_MAX_ENLARGEMENT, good / x_height)
    if x_height > _LARGE_X_HEIGHT:
        return good / x_height
    return 1.0
