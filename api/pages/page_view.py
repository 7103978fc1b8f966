"""Where the fields stand: boxes over a page image, or marks in a plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.place import PlaceOnPage
from records.fields import Field
from records.geometry import Box

_MARGIN = 0.0025
"""Space left between a word and its outline, as a fraction of the page."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An outline in percent of the page, as SVG wants it."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Spot:
    """All the outlines of one field on one page."""

    field_id: int
    rectangles: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of plain text and the fields that quote it, the innermost first."""

    text: str
    field_ids: tuple[int, ...]
    begins: tuple[int, ...]
    """The fields whose quote starts here."""
    found: bool = False
    """It is part of the place that the address asks to show."""
    found_begins: bool = False


def spots_on(page: int, fields: Sequence[Field]) -> tuple[Spot, ...]:
    """The spots of a page, large ones first so that a small one inside stays within reach of the mouse."""
    found = []
    for number, field in enumerate(fields):
        boxes = list(_boxes_on(page, field))
        if boxes:
            area = sum((box.right - box.left) * box.height for box in boxes)
            found.append((area, Spot(number, tuple(_rectangle(box) for box in boxes))))
    return tuple(spot for _, spot in sorted(found, key=lambda pair: -pair[0]))


def _boxes_on(page: int, field: Field) -> Iterator[Box]:
    """The field's own boxes, then those of its parts that stand elsewhere (an analyte's name beside its value)."""
    own = field.evidence.boxes if field.evidence and field.evidence.page == page else ()
    yield from own
    for part in field.parts:
        if part.evidence and part.evidence.page == page:
            yield from (box for box in part.evidence.boxes if not any(_holds(outer, box) for outer in own))


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left + _MARGIN
        and outer.top <= inner.top + _MARGIN
        and outer.right >= inner.right - _MARGIN
        and outer.bottom >= inner.bottom - _MARGIN
    )


def _rectangle(box: Box) -> Rectangle:
    left, top = max(0.0, box.left - _MARGIN), max(0.0, box.top - _MARGIN)
    right, bottom = min(1.0, box.right + _MARGIN), min(1.0, box.bottom + _MARGIN)
    return Rectangle(_percent(left), _percent(top), _percent(right - left), _percent(bottom - top))


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.3f}%"


def outlines(boxes: Sequence[Box]) -> tuple[Rectangle, ...]:
    """The outlines of boxes."""
    return tuple(_rectangle(box) for box in boxes)


def stretches(page: int, text: str, fields: Sequence[Field], mark: PlaceOnPage | None = None) -> tuple[Stretch, ...]:
    """A page's text cut wherever a field's quote, or the place to show, starts or ends."""
    quotes = [
        (field.evidence.start, field.evidence.end, number)
        for number, field in enumerate(fields)
        if field.evidence and field.evidence.page == page
    ]
    inner_first = sorted(quotes, key=lambda quote: quote[1] - quote[0])
    found_start, found_end = (min(mark.start, len(text)), min(mark.end, len(text))) if mark else (0, 0)
    edges = (edge for start, end, _ in quotes for edge in (start, end))
    cuts = sorted({0, len(text), found_start, found_end, *edges})
    return tuple(
        Stretch(
            text=text[start:end],
            field_ids=tuple(number for left, right, number in inner_first if left <= start and end <= right),
            begins=tuple(number for left, _, number in quotes if left == start),
            found=found_start <= start and end <= found_end,
            found_begins=start == found_start < found_end,
        )
        for start, end in pairwise(cuts)
    )
