"""What parts of a page's text are, beside running text: tables with their cells, and what frames the page.

Places are offsets in the page's text, boxes are fractions of the page image, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.geometry import Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the page's text from `start` to `end`, and where on the page the cell stands."""

    start: int
    end: int
    """Equal to `start` for an empty cell."""
    box: Box
    """The frame of a ruled cell; elsewhere its column's width and its row's height."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one length. A cell that spans several columns stands in the first, the others are empty."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    """How many of the first rows name the columns."""
    box: Box

    def texts(self, page_text: str) -> list[list[str]]:
        """What the cells say, in the text of their page."""
        return [[page_text[cell.start : cell.end] for cell in row] for row in self.rows]


class RegionKind(StrEnum):
    """What a stretch of text is to the page rather than to the document's course."""

    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    HANDWRITING = "handwriting"
    """Read by a model of handwriting: to be checked on the page."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the page's text that frames the page, or that was written by hand; it stays part of the text."""

    kind: RegionKind
    start: int
    end: int
    box: Box
