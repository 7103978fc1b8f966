"""Tables without rules: rows whose words leave the same gutters free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.reading_order import Line, PlacedWord
from ingestion.tables.heading import names_columns
from ingestion.tables.rows import PlacedCell, TableRow, row_line, spot_of
from ingestion.treatment.rules import Rules

_GAP = 1.1
"""Of the line height: a wider gap within a row may be a gutter."""
_GUTTER = 0.55
"""Of the line height: what all rows of a table leave free between two columns."""
_NEXT_ROW = 2.6
"""Of the line height: the furthest that the next row's baseline stands below."""
_MOST_SINGLE = 2
"""Rows of one cell that may follow one another within a table."""
_WRAPPED = 0.87
"""Of the usual way from row to row: a line that is nearer to the one above goes on with its row."""
_FULL = 0.6
"""Of the columns: a line that fills as many starts a row."""
_MOST_WRAPS = 5
_MIN_RULES = 3
"""Between the lines of a table: with as many, rows are ruled off from one another."""
_MIN_CELLS = 3
_MOST_LETTERS = 45
"""Usual length of a cell; what says more is running text."""
_STRAIGHT = 0.6
"""Of a column's cells: as many start, end or have their middle at one place."""
_SAME_EDGE = 0.5
"""Of the line height."""

Gutter = tuple[float, float]


def with_aligned_tables(lines: Sequence[Line], rules: Rules, numbers: Iterator[int]) -> list[Line]:
    """The lines of a block, those of tables as rows; `numbers` names the tables."""
    found: list[Line] = []
    index = 0
    while index < len(lines):
        run = _run_from(lines, index)
        rows = _table(run, rules, numbers) if len(run) > 1 else None
        found += rows or [lines[index]]
        index += len(run) if rows else 1
    return found


def _run_from(lines: Sequence[Line], start: int) -> list[Line]:
    """The rows from a first one on that leave its gutters free; empty where it has none."""
    gutters = _gaps(lines[start])
    taken, single, end = [lines[start]], 0, 1
    if not gutters or _is_row(lines[start]):
        return []
    for line in lines[start + 1 :]:
        if _is_row(line) or line.baseline - taken[-1].baseline > _NEXT_ROW * max(line.height, taken[-1].height):
            break
        kept = _left_free(gutters, line)
        if any(not any(left <= one and two <= right for one, two in kept) for left, right in gutters):
            break
        taken.append(line)
        if _gaps(line):
            gutters, single, end = kept, 0, len(taken)
        else:
            single += 1
            if single > _MOST_SINGLE:
                break
    return taken[:end]


def _is_row(line: Line) -> bool:
    return any(isinstance(word, TableRow) for word in line.words)


def _gaps(line: Line) -> list[Gutter]:
    return [
        (word.right, other.left) for word, other in pairwise(line.words) if other.left - word.right > _GAP * line.height
    ]


def _left_free(gutters: Sequence[Gutter], line: Line) -> list[Gutter]:
    """What of the gutters a line leaves free too, where that is still wide enough."""
    free = zip([-1e9, *(word.right for word in line.words)], [*(word.left for word in line.words), 1e9], strict=True)
    common = [(max(left, start), min(right, end)) for start, end in free for left, right in gutters]
    return sorted((left, right) for left, right in common if right - left >= _GUTTER * line.height)


def _table(run: Sequence[Line], rules: Rules, numbers: Iterator[int]) -> list[Line] | None:
    """The run as rows of a table; None where it is none."""
    words = [word for line in run for word in line.words]
    left, _, right, _ = spot_of(words)
    gutters = [(left, right)]
    for line in run:
        gutters = _left_free(gutters, line)
    edges = [left, *((start + end) / 2 for start, end in gutters if left < start and end < right), right + 1]
    cut = [[_between(line, *sides) for sides in pairwise(edges)] for line in run]
    full = sum(sum(map(bool, row)) > 1 for row in cut)
    columns = len(edges) - 1
    if columns < 2 or full < 2 or not all(_is_straight(column) for column in zip(*cut, strict=True)):
        return None
    if median(sum(len(word.text) for word in cell) for row in cut for cell in row if cell) > _MOST_LETTERS:
        return None
    rows = _with_wraps(run, cut, rules)
    texts = [[" ".join(word.text for line in cell for word in line.words) for cell in row] for row in rows]
    is_headed = names_columns(texts[0], texts[1:])
    if full == 2 and columns == 2 and not is_headed:
        return None
    number = next(numbers)
    tops = [min(line.top for cell in row for line in cell) for row in rows]
    bottoms = [max(line.bottom for cell in row for line in cell) for row in rows]
    return [
        row_line(
            [
                PlacedCell(tuple(cell), (sides[0], top, sides[1], bottom))
                for cell, sides in zip(row, pairwise(edges), strict=True)
            ],
            number,
            is_headed and index == 0,
        )
        for index, (row, top, bottom) in enumerate(zip(rows, tops, bottoms, strict=True))
    ]


def _between(line: Line, left: float, right: float) -> tuple[PlacedWord, ...]:
    return tuple(word for word in line.words if left <= (word.left + word.right) / 2 < right)


def _is_straight(column: Sequence[tuple[PlacedWord, ...]]) -> bool:
    """Whether the cells of a column start, end or are centred at one place."""
    cells = [cell for cell in column if cell]
    if len(cells) < _MIN_CELLS:
        return True
    near = _SAME_EDGE * median(cell[0].bottom - cell[0].top for cell in cells)
    lefts, rights = [cell[0].left for cell in cells], [cell[-1].right for cell in cells]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    return any(
        sum(abs(place - median(places)) <= near for place in places) >= _STRAIGHT * len(cells)
        for places in (lefts, rights, middles)
    )


def _with_wraps(
    run: Sequence[Line], cut: Sequence[Sequence[tuple[PlacedWord, ...]]], rules: Rules
) -> list[list[list[Line]]]:
    """Rows of cells of lines: a line that only carries on the cells of the row above is part of it."""
    filled = [sum(map(bool, row)) for row in cut]
    pitches = [line.baseline - before.baseline for before, line in pairwise(run)]
    to_rows = [pitch for pitch, count in zip(pitches, filled[1:], strict=True) if count >= max(2, _FULL * len(cut[0]))]
    usual = median(to_rows) if to_rows else 0.0
    ruled = [_ruled_off(before, line, rules) for before, line in pairwise(run)]
    by_rules = sum(ruled) >= _MIN_RULES
    rows: list[list[list[Line]]] = []
    first = 0
    for index, row in enumerate(cut):
        goes_on = (
            index > 0
            and filled[index] < filled[first]
            and index - first < _MOST_WRAPS
            and not ruled[index - 1]
            and (by_rules or pitches[index - 1] < _WRAPPED * usual)
            and all(before for before, cell in zip(rows[-1], row, strict=True) if cell)
        )
        if not goes_on:
            first = index
            rows.append([[] for _ in row])
        for cell, words in zip(rows[-1], row, strict=True):
            if words:
                cell.append(Line(words))
    return rows


def _ruled_off(before: Line, line: Line, rules: Rules) -> bool:
    """Whether a rule runs between two lines."""
    between = (
        rule for rule in rules.level if before.baseline - 0.3 * before.height < rule.at < line.top + 0.3 * line.height
    )
    return any(rule.start < max(before.left, line.left) + line.height and rule.end > line.left for rule in between)
