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
_MOST_SINGLE = 4
"""Rows of one cell that may follow one another within a table."""
_WRAPPED = 1.15
"""How much longer the way to the next row is, at least, than that to the next line of a cell."""
_AS_CLOSE = 1.08
"""Of the usual way from row to row."""
_CARRIED_ON = 0.7
"""Of the lines so near to the one above: as many fill fewer cells than the row they would belong to."""
_MOST_WRAPS = 8
_MIN_RULES = 3
"""Between the lines of a table: with as many, rows are ruled off from one another."""
_MIN_CELLS = 3
_SURELY_FREE = 4
"""Rows that have words on both sides of a narrow gutter: no chance leaves it free in so many."""
_MOST_LETTERS = 45
"""Usual length of a cell; what says more is running text."""
_STRAIGHT = 0.6
"""Of a column's cells: as many start, end or have their middle at one place."""
_SAME_EDGE = 0.5
"""Of the line height."""

Gutter = tuple[float, float]
Words = Sequence[tuple[PlacedWord, ...]]
"""Of one line, by column."""


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
    taken, single, end = [lines[start]], 0, 1  # rows of one cell count once another row follows them
    if not gutters or _is_row(lines[start]):
        return []
    for line in lines[start + 1 :]:
        if _is_row(line) or line.baseline - taken[-1].baseline > _NEXT_ROW * max(line.height, taken[-1].height):
            break
        kept = _left_free(gutters, line, line.height)
        if any(not any(left <= one and two <= right for one, two in kept) for left, right in gutters):
            break
        taken.append(line)
        if _gaps(line):
            gutters, single, end = kept, 0, len(taken)
        else:
            single += 1
            if single > _MOST_SINGLE:
                break
    return taken[: end + _closing(taken, end)]


def _closing(taken: Sequence[Line], end: int) -> int:
    """How many of the lines behind the last full row still belong to the table: one that follows it as closely."""
    if not 1 < end < len(taken):
        return 0
    pitches = [line.baseline - before.baseline for before, line in pairwise(taken[: end + 1])]
    follows = pitches[-1] <= _AS_CLOSE * median(pitches[:-1])
    return int(follows and abs(taken[end].left - taken[end - 1].left) < taken[end].height)


def _is_row(line: Line) -> bool:
    return any(isinstance(word, TableRow) for word in line.words)


def _gaps(line: Line) -> list[Gutter]:
    return [
        (word.right, other.left) for word, other in pairwise(line.words) if other.left - word.right > _GAP * line.height
    ]


def _left_free(gutters: Sequence[Gutter], line: Line, height: float) -> list[Gutter]:
    """What of the gutters a line leaves free too, where that is still wide enough for lines of that height."""
    free = zip([-1e9, *(word.right for word in line.words)], [*(word.left for word in line.words), 1e9], strict=True)
    common = [(max(left, start), min(right, end)) for start, end in free for left, right in gutters]
    return sorted((left, right) for left, right in common if right - left >= _GUTTER * height)


def _table(run: Sequence[Line], rules: Rules, numbers: Iterator[int]) -> list[Line] | None:
    """The run as rows of a table; None where it is none."""
    words = [word for line in run for word in line.words]
    left, _, right, _ = spot_of(words)
    gutters = [(left, right)]
    height = median(line.height for line in run)
    for line in run:
        gutters = _left_free(gutters, line, height)
    middles = [(start + end) / 2 for start, end in gutters if left < start and end < right]
    edges = [left, *(middle for middle in middles if _parts(middle, run, height)), right + 1]
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


def _parts(place: float, run: Sequence[Line], height: float) -> bool:
    """Whether what all rows leave free there parts columns, or is a space that few rows happen to share."""
    gaps = [
        other.left - word.right
        for line in run
        for word, other in pairwise(line.words)
        if word.right <= place <= other.left
    ]
    return len(gaps) >= _SURELY_FREE or (bool(gaps) and median(gaps) > _GAP * height)


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


def _with_wraps(run: Sequence[Line], cut: Sequence[Words], rules: Rules) -> list[list[list[Line]]]:
    """Rows of cells of lines: lines that only carry on the cells of the row above are part of it."""
    joined = _joins(run, cut, _row_ends(run, rules))
    rows: list[list[list[Line]]] = []
    for words, goes_on in zip(cut, [False, *joined], strict=True):
        if not goes_on:
            rows.append([[] for _ in words])
        for cell, part in zip(rows[-1], words, strict=True):
            if part:
                cell.append(Line(part))
    return rows


def _row_ends(run: Sequence[Line], rules: Rules) -> list[bool]:
    """Whether a row seems to end between two lines: where rules run, or else where the way down is the longer one."""
    ruled = [_ruled_off(before, line, rules) for before, line in pairwise(run)]
    if sum(ruled) >= _MIN_RULES:
        return ruled
    pitches = [line.baseline - before.baseline for before, line in pairwise(run)]
    steps = [(wide / max(narrow, 1e-6), wide) for narrow, wide in pairwise(sorted(pitches))]
    step, wide = max(steps, default=(1.0, 0.0))
    return [pitch >= wide for pitch in pitches] if step >= _WRAPPED else [True] * len(pitches)


def _joins(run: Sequence[Line], cut: Sequence[Words], ends: Sequence[bool]) -> list[bool]:
    """Which lines go on with the row above; none of them if too many of those so near are rows of their own."""
    joined: list[bool] = []
    first = 0
    for index, is_end in enumerate(ends, start=1):
        fewer = all(before for before, cell in zip(cut[first], cut[index], strict=True) if cell) and (
            sum(map(bool, cut[index])) < sum(map(bool, cut[first]))
        )
        joined.append(not is_end and fewer and index - first < _MOST_WRAPS)
        if is_end:
            first = index
    near = len(ends) - sum(ends)
    return joined if sum(joined) >= _CARRIED_ON * near else [False] * len(run[1:])


def _ruled_off(before: Line, line: Line, rules: Rules) -> bool:
    """Whether a rule runs between two lines."""
    between = (
        rule for rule in rules.level if before.baseline - 0.3 * before.height < rule.at < line.top + 0.3 * line.height
    )
    return any(rule.start < max(before.left, line.left) + line.height and rule.end > line.left for rule in between)
