"""A table's row on its way through the reading order, where it moves as one word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.reading_order import Line, PlacedWord

Spot = tuple[float, float, float, float]
"""Left, top, right, bottom in the unit of the lines."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """What stands in a cell, line by line, and where the cell is."""

    lines: tuple[Line, ...]
    box: Spot

    def __repr__(self) -> str:
        return f"PlacedCell({len(self.lines)} lines)"

    @property
    def text(self) -> str:
        """Its words, joined by spaces."""
        return " ".join(word.text for line in self.lines for word in line.words)


@dataclass(frozen=True, slots=True)
class TableRow(PlacedWord):
    """A row as one word: wherever it is read, its cells are read one after the other."""

    cells: tuple[PlacedCell, ...] = ()
    table: int | None = None
    """The same for all rows of one table; None for cells side by side that are no table."""
    is_header: bool = False

    def __repr__(self) -> str:
        return f"TableRow({len(self.cells)} cells)"


def row_line(cells: Sequence[PlacedCell], table: int | None, is_header: bool = False) -> Line:
    """The row as a line of the page. Some cell must hold words."""
    words = [word for cell in cells for line in cell.lines for word in line.words]
    row = TableRow(
        text=" ".join(cell.text for cell in cells if cell.lines),
        left=min(word.left for word in words),
        top=min(word.top for word in words),
        right=max(word.right for word in words),
        bottom=max(word.bottom for word in words),
        cells=tuple(cells),
        table=table,
        is_header=is_header,
    )
    return Line((row,))


def spot_of(words: Iterable[PlacedWord]) -> Spot:
    """The smallest box around words."""
    lefts, tops, rights, bottoms = zip(*((w.left, w.top, w.right, w.bottom) for w in words), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
