"""Drawn boxes to be ticked: where they stand and whether something was put into them, by print or by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.treatment.components import components
from ingestion.treatment.measure import Grey

_SIDES = (1.25, 3.2)
"""Of the height of small letters: how long the sides of a box are."""
_RUN = 0.7
"""Likewise: the shortest stroke that is looked at."""
_THICKEST_SIDE = 0.3
"""Of a box's width, as all that follow."""
_SQUARE = (0.75, 1.33)
_SAME_END = 0.45
"""How far a mark may draw a side on."""
_SIDE_BAND = 0.1
_SIDE_INK = 0.9
"""Part of a side that is drawn: round letters reach 0.75."""
_SOLID = 0.88
"""Part of a blackened box that is ink."""
_SAME_SIZE = 0.35
_GOES_ON = 0.35
"""How far a side may be drawn on beyond its corner; a table's rules go on."""
_CORNER = 0.14
_INSET = 0.16
"""From the frame, what belongs to it."""
_MARKED = 0.05
"""Part of the inside that is ink in a ticked box."""
_REACH = 0.9
"""How far beyond the box a mark made by hand is followed."""
_LARGE_MARK = 0.62
"""Part of the box's width that a mark takes; smaller ones may be a letter that the reader is to judge."""
_COMB_GAP = 0.6
_COMB = 3
"""As many boxes so near to one another are places for single letters."""


@dataclass(frozen=True)
class CheckBox:
    """A box on the levelled page, in its pixels."""

    left: int
    top: int
    right: int
    bottom: int
    ticked: bool
    drawn: Grey
    """255 where the frame and its mark are drawn, over the box and `margin` around it."""
    margin: int

    def paint_over(self, image: Grey, scale: float) -> None:
        """In place, on the page `scale` times as large: the reader would take the box for a letter."""
        left, top = (round((edge - self.margin) * scale) for edge in (self.left, self.top))
        width, height = (round(side * scale) for side in self.drawn.shape[::-1])
        part = image[max(0, top) : top + height, max(0, left) : left + width]
        drawn = cv2.resize(self.drawn, (width, height), interpolation=cv2.INTER_LINEAR)[
            -part.shape[0] :, -part.shape[1] :
        ]
        part[drawn[: part.shape[0], : part.shape[1]] > 0] = np.percentile(part, 90)


def find_check_boxes(ink: Grey, x_height: float) -> tuple[CheckBox, ...]:
    """The boxes on a levelled page's ink (255 on 0), from top to bottom."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    frames = list(_without_combs(list(_frames(ink, np.asarray(whole, dtype=np.uint8), x_height))))
    if not frames:
        return ()
    return tuple(_check_box(ink, frame) for frame in sorted([*frames, *_solid(ink, frames)], key=_top))


Frame = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the lines included."""


def _frames(ink: Grey, whole: Grey, x_height: float) -> Iterator[Frame]:
    """Squares whose four sides are drawn and end at their corners; `whole` is the ink with small gaps closed.

    Sides are looked for with gaps closed and judged without: closed gaps make squares of letters with serifs.
    """
    run = np.ones((1, max(5, round(_RUN * x_height))), np.uint8)
    stats = components(np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, run), dtype=np.uint8)).stats
    low, high = (part * x_height for part in _SIDES)
    lengths, thickness = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (low <= lengths) & (lengths <= high) & (thickness <= np.maximum(3, _THICKEST_SIDE * lengths))
    kept[0] = False
    strokes = stats[kept, :4]
    strokes = strokes[np.argsort(strokes[:, 1], kind="stable")]
    taken: list[Frame] = []
    for index, (left, top, width, _) in enumerate(strokes):
        below = strokes[index + 1 : int(np.searchsorted(strokes[:, 1], top + high, side="right"))]
        if not below.size:
            continue
        down = below[:, 1] + below[:, 3] - top
        fits = (
            (np.abs(below[:, 0] - left) <= _SAME_END * width)
            & (np.abs(below[:, 0] + below[:, 2] - left - width) <= _SAME_END * width)
            & (down >= low)
            & (down <= high)
        )
        for other_left, other_top, other_width, other_thickness in below[fits]:
            between = (max(left, other_left), min(left + width, other_left + other_width))
            frame = _with_sides(whole, int(top), int(other_top + other_thickness), *map(int, between))
            if frame is not None and _is_closed(ink, frame) and not any(_meet(frame, other, 0) for other in taken):
                taken.append(frame)
                yield frame
                break


def _with_sides(ink: Grey, top: int, bottom: int, left: int, right: int) -> Frame | None:
    """The frame between two level strokes, its upright sides looked for where they end: marks may draw them on."""
    around = round(_SAME_END * (bottom - top))
    start = max(0, left - around)
    middle = ink[(top + bottom) // 2]
    if not (middle[start : left + around + 1].any() and middle[max(0, right - around - 1) : right + around].any()):
        return None
    drawn = (ink[top:bottom, start : right + around] > 0).mean(axis=0) >= _SIDE_INK
    sides = np.flatnonzero(drawn) + start
    lefts, rights = sides[np.abs(sides - left) <= around], sides[np.abs(sides + 1 - right) <= around]
    if not lefts.size or not rights.size:
        return None
    frame = (int(lefts[0]), top, int(rights[-1]) + 1, bottom)
    return frame if _SQUARE[0] <= (frame[2] - frame[0]) / (bottom - top) <= _SQUARE[1] else None


def _solid(ink: Grey, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Squares that are ink all over, of the size of boxes on the page; where there is no other box they are bullets."""
    usual = float(np.median([right - left for left, _, right, _ in frames]))
    stats = components(ink).stats
    sides, areas = stats[1:, 2:4], stats[1:, cv2.CC_STAT_AREA]
    alike = (np.abs(sides - usual) <= _SAME_SIZE * usual).all(axis=1) & (areas >= _SOLID * sides.prod(axis=1))
    for left, top, width, height, _ in stats[1:][alike]:
        frame = (int(left), int(top), int(left + width), int(top + height))
        if not any(_meet(frame, other, 0) for other in frames):
            yield frame


def _top(frame: Frame) -> int:
    return frame[1]


def _is_closed(ink: Grey, frame: Frame) -> bool:
    left, top, right, bottom = frame
    width = right - left
    band, corner, on = (max(1, round(part * width)) for part in (_SIDE_BAND, _CORNER, _GOES_ON))
    across, down = slice(left + corner, right - corner), slice(top + corner, bottom - corner)
    sides = (
        ink[max(0, top - band) : top + band + 1, across].any(axis=0),
        ink[bottom - band - 1 : bottom + band, across].any(axis=0),
        ink[down, max(0, left - band) : left + band + 1].any(axis=1),
        ink[down, right - band - 1 : right + band].any(axis=1),
    )
    if any(side.size == 0 or side.mean() < _SIDE_INK for side in sides):
        return False
    beyond = (
        ink[max(0, top - on) : top - band, max(0, left - band) : left + band + 1],
        ink[max(0, top - on) : top - band, right - band - 1 : right + band],
        ink[bottom + band : bottom + on, max(0, left - band) : left + band + 1],
        ink[bottom + band : bottom + on, right - band - 1 : right + band],
    )
    return not any(part.size and part.all(axis=0).any() for part in beyond)


def _meet(one: Frame, other: Frame, apart: float) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > -apart and down > 0


def _without_combs(frames: Sequence[Frame]) -> Iterator[Frame]:
    """Leave out the boxes of a comb, in which a date or a name is written letter by letter."""
    for frame in frames:
        row = {frame}
        grown = True
        while grown:
            near = {
                other
                for other in frames
                for one in row
                if _meet(one, other, _COMB_GAP * (one[2] - one[0])) and abs(one[1] - other[1]) < (one[3] - one[1]) / 3
            }
            grown = not near <= row
            row |= near
        if len(row) < _COMB:
            yield frame


def _check_box(ink: Grey, frame: Frame) -> CheckBox:
    left, top, right, bottom = frame
    width = right - left
    inset, margin = max(2, round(_INSET * width)), round(_REACH * width)
    inside = ink[top + inset : bottom - inset, left + inset : right - inset]
    ticked = _without_specks(inside).mean() / 255 >= _MARKED if inside.size else False
    around = np.pad(ink, margin)[top : bottom + 2 * margin, left : right + 2 * margin]
    return CheckBox(left, top, right, bottom, bool(ticked), _drawn(around, margin, inset), margin)


def _without_specks(ink: Grey) -> Grey:
    labels, stats, _ = components(ink)
    kept = (stats[:, cv2.CC_STAT_AREA] > 2).astype(np.uint8) * 255
    kept[0] = 0
    return np.asarray(kept[labels], dtype=np.uint8)


def _drawn(around: Grey, margin: int, inset: int) -> Grey:
    """The ink of the frame and of a mark that is large or touches it, up to the edge of the cut-out."""
    height, width = (side - 2 * margin for side in around.shape)
    labels, stats, _ = components(around)
    frame = np.zeros(around.shape, dtype=bool)
    frame[margin - 2 : margin + height + 2, margin - 2 : margin + width + 2] = True
    inner = np.zeros_like(frame)
    inner[margin + inset : margin + height - inset, margin + inset : margin + width - inset] = True
    of_frame = _labels_in(labels, frame & ~inner)
    of_mark = {
        label
        for label in _labels_in(labels, inner)
        if max(stats[label][cv2.CC_STAT_WIDTH], stats[label][cv2.CC_STAT_HEIGHT]) >= _LARGE_MARK * width
    }
    # What merely runs by, such as a label that wear has joined to the frame, is kept: only what is near is taken.
    near = np.zeros_like(frame)
    reach = margin // 2
    near[margin - reach : margin + height + reach, margin - reach : margin + width + reach] = True
    drawn = np.isin(labels, list(of_frame | of_mark)) & (frame | near)
    return np.asarray(cv2.dilate(drawn.astype(np.uint8) * 255, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _labels_in(labels: npt.NDArray[Any], where: npt.NDArray[np.bool_]) -> set[int]:
    return {int(label) for label in np.unique(labels[where]) if label}
