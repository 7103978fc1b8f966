"""Where things stand on a page.

A box is always held as fractions of the page (0 to 1, origin at the top left), so that it fits the page
image at any size on any screen. Pixels and PDF points exist only at the edges, and only here are they
converted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: left, top, right, bottom, each a fraction of the page's width or height."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def from_units(cls, left: float, top: float, right: float, bottom: float, width: float, height: float) -> Box:
        """Build from pixels or points on a page of `width` by `height` of the same unit, clipped to the page."""
        return cls(_fraction(left, width), _fraction(top, height), _fraction(right, width), _fraction(bottom, height))

    def to_units(self, width: float, height: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on a page of `width` by `height`."""
        return self.left * width, self.top * height, self.right * width, self.bottom * height

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def height(self) -> float:
        """Fraction of the page's height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Height of the horizontal middle line, as a fraction of the page's height."""
        return (self.top + self.bottom) / 2


def merge_into_lines(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Merge the boxes of consecutive words into one box a line of print.

    A word belongs to the line before it when their middles are closer than half the smaller height and it
    stands to the right of where that line starts.
    """
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if (
            last is not None
            and abs(last.middle - box.middle) < max(min(last.height, box.height) / 2, 1e-6)
            and box.left >= last.left
        ):
            lines[-1] = last.union(box)
        else:
            lines.append(box)
    return tuple(lines)


def _fraction(position: float, extent: float) -> float:
    return min(1.0, max(0.0, round(position / extent, 5)))
