"""Lines become the text of a page, with every word, every table and every cell placed in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from ingestion.letters import usual
from ingestion.paragraphs import separated
from ingestion.reading_order import Line, PlacedWord, reading_order
from ingestion.tables.aligned import with_aligned_tables
from ingestion.tables.rows import PlacedCell, TableRow
from ingestion.tables.ruled import with_ruled_tables
from ingestion.treatment.rules import Rules
from records.document import Word
from records.geometry import Box
from records.page_layout import Cell, Table

_NO_RULES = Rules()
_MOST_CELL_LINES = 4
_TEXT_WIDTH = 0.3
"""Of the page: a row with a taller cell as wide as this is a frame around texts, and they are read line by line."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page with its words placed in it."""

    text: str
    words: tuple[Word, ...]
    soft_breaks: tuple[int, ...]
    tables: tuple[Table, ...]

    def __repr__(self) -> str:
        return f"PageText({len(self.words)} words)"


def compose(segments: Iterable[Line], width: float, height: float, rules: Rules = _NO_RULES) -> PageText:
    """Put the pieces of lines of a page of `width` by `height` into reading order and join them.

    `rules` are those of the page, in the unit of the lines.
    """
    writer = _Writer(width, height)
    numbers = count()
    for block in reading_order(with_ruled_tables(list(segments), rules, numbers), width):
        writer.lines(with_aligned_tables(block, rules, numbers))
    return writer.written()


class _Writer:
    """A page's text while it grows."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._parts: list[str] = []
        self._position = 0
        self._words: list[Word] = []
        self._soft: list[int] = []
        self._rows: dict[int, list[tuple[Cell, ...]]] = {}
        self._headers: dict[int, int] = {}

    def lines(self, block: Iterable[Line]) -> None:
        """Lines that follow one another."""
        for line, separator, wraps in separated(list(block), self._width):
            if wraps:
                self._soft.append(self._position)
            self._write(separator if self._parts else "")
            self._line(line)

    def written(self) -> PageText:
        """All of it."""
        tables = tuple(
            Table(tuple(rows), self._headers[number], _around(cell.box for row in rows for cell in row))
            for number, rows in self._rows.items()
        )
        return PageText("".join(self._parts), tuple(self._words), tuple(self._soft), tables)

    def _write(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._position += len(text)

    def _line(self, line: Line) -> None:
        for index, word in enumerate(line.words):
            if index:
                self._write(" ")
            if isinstance(word, TableRow):
                self._row(word)
            else:
                self._word(word)

    def _word(self, word: PlacedWord) -> None:
        top, bottom = word.ink or (word.top, word.bottom)
        box = self._box(word.left, top, word.right, bottom)
        text = usual(word.text)
        self._words.append(Word(text=text, box=box, start=self._position, confidence=round(word.confidence, 4)))
        self._write(text)

    def _row(self, row: TableRow) -> None:
        is_tall = any(self._is_tall(cell) for cell in row.cells)
        cells: list[Cell] = []
        is_first = True
        for cell in row.cells:
            if cell.lines and not is_first:
                self._write("\n" if is_tall else " ")
            start = self._position
            if is_tall and cell.lines:
                self._stacked(cell)
            else:
                for index, line in enumerate(cell.lines):
                    self._write(" " if index else "")
                    self._line(line)
            is_first = is_first and not cell.lines
            cells.append(Cell(start, self._position, self._box(*cell.box)))
        if row.table is not None:
            self._rows.setdefault(row.table, []).append(tuple(cells))
            self._headers[row.table] = self._headers.get(row.table, 0) + row.is_header

    def _stacked(self, cell: PlacedCell) -> None:
        for index, (line, separator, wraps) in enumerate(separated(cell.lines, self._width)):
            if wraps:
                self._soft.append(self._position)
            self._write(separator if index else "")
            self._line(line)

    def _is_tall(self, cell: PlacedCell) -> bool:
        wide = cell.box[2] - cell.box[0] >= _TEXT_WIDTH * self._width
        nested = any(isinstance(line.words[0], TableRow) for line in cell.lines)
        return nested or (wide and len(cell.lines) > _MOST_CELL_LINES)

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        return Box.from_units(left, top, right, bottom, self._width, self._height)


def _around(boxes: Iterable[Box]) -> Box:
    whole, *others = boxes
    for box in others:
        whole = whole.union(box)
    return whole
