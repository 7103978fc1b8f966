"""Ruled tables: what the rules of a page enclose, cell by cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.reading_order import Line, PlacedWord, rows_of
from ingestion.tables.heading import names_columns
from ingestion.tables.rows import PlacedCell, Spot, row_line
from ingestion.treatment.rules import Rule, Rules

_TOUCH = 0.7
"""Of the letter height: rules that end this near to each other meet."""
_SEPARATES = 0.6
"""Of a cell's side: a rule along less of it parts nothing."""
_EACH_ITS_OWN = 0.6
"""Of the lines between two rules: with so many as full as the fullest, each is a row."""
_MIN_LINES = 3

Place = tuple[int, int]
"""Row and column of the finest grid that the rules make."""


def with_ruled_tables(segments: Sequence[Line], rules: Rules, numbers: Iterator[int]) -> list[Line]:
    """The lines of a page with those that stand between rules gathered in rows; `numbers` names the tables."""
    if not segments or not rules.level or not rules.upright:
        return list(segments)
    letter = median(line.height for line in segments)
    rest = list(segments)
    for level, upright in _networks(rules, _TOUCH * letter):
        grid = _Grid(level, upright, _TOUCH * letter)
        inside, outside = grid.sorted_out(rest)
        rows = list(_rows(grid, inside, numbers))
        if rows:
            rest = outside + rows
    return rest


def _networks(rules: Rules, near: float) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together, smallest first: a table within the cell of another is read before that."""
    waiting = {(way, index) for way, side in enumerate((rules.level, rules.upright)) for index in range(len(side))}
    found: list[tuple[list[Rule], list[Rule]]] = []
    while waiting:
        network, edge = set(), {waiting.pop()}
        while edge:
            way, index = edge.pop()
            network.add((way, index))
            rule = (rules.level, rules.upright)[way][index]
            others = (rules.upright, rules.level)[way]
            meeting = {(1 - way, at) for at, other in enumerate(others) if _meet(rule, other, near)}
            edge |= meeting & waiting
            waiting -= meeting
        level, upright = (
            [side[index] for way, index in sorted(network) if way == own]
            for own, side in enumerate((rules.level, rules.upright))
        )
        if len(level) > 1 and upright:
            found.append((level, upright))
    yield from sorted(found, key=_extent)


def _extent(network: tuple[list[Rule], list[Rule]]) -> float:
    level, upright = network
    across, down = (max(rule.end for rule in side) - min(rule.start for rule in side) for side in (level, upright))
    return across * down


def _meet(one: Rule, other: Rule, near: float) -> bool:
    return one.start - near <= other.at <= one.end + near and other.start - near <= one.at <= other.end + near


class _Grid:
    """The finest grid of a network of rules; places without a rule between them are one cell."""

    def __init__(self, level: Sequence[Rule], upright: Sequence[Rule], near: float) -> None:
        self._level, self._upright, self._near = level, upright, near
        edges = [end for rule in level for end in (rule.start, rule.end)]
        ends = [end for rule in upright for end in (rule.start, rule.end)]
        self.xs = _apart([*(rule.at for rule in upright), min(edges), max(edges)], near)
        self.ys = _apart([*(rule.at for rule in level), min(ends), max(ends)], near)
        self._home = self._cells()

    def _cells(self) -> dict[Place, Place]:
        """The first place of the cell to which each place belongs."""
        home = {(row, column): (row, column) for row in range(len(self.ys) - 1) for column in range(len(self.xs) - 1)}

        def root(place: Place) -> Place:
            while home[place] != place:
                place = home[place]
            return place

        for row, column in home:
            right, below = (row, column + 1), (row + 1, column)
            if right in home and not self._parted(self._upright, self.xs[column + 1], self.ys[row : row + 2]):
                first, second = sorted((root((row, column)), root(right)))
                home[second] = first
            if below in home and not self._parted(self._level, self.ys[row + 1], self.xs[column : column + 2]):
                first, second = sorted((root((row, column)), root(below)))
                home[second] = first
        return {place: root(place) for place in home}

    def _parted(self, rules: Sequence[Rule], at: float, side: Sequence[float]) -> bool:
        start, end = side
        along = sum(
            max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= self._near
        )
        return along >= _SEPARATES * (end - start)

    def rows(self) -> Iterator[list[Place]]:
        """The cells that start in each row, left to right."""
        for number in range(len(self.ys) - 1):
            yield [place for place, home in self._home.items() if place == home and place[0] == number]

    def box(self, cell: Place) -> Spot:
        """Of the whole cell."""
        places = [place for place, home in self._home.items() if home == cell]
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return self.xs[min(columns)], self.ys[min(rows)], self.xs[max(columns) + 1], self.ys[max(rows) + 1]

    def cell_of(self, word: PlacedWord) -> Place | None:
        """The cell in which a word's middle stands."""
        column = bisect_right(self.xs, (word.left + word.right) / 2) - 1
        row = bisect_right(self.ys, (word.top + word.bottom) / 2) - 1
        return self._home.get((row, column))

    def sorted_out(self, segments: Sequence[Line]) -> tuple[dict[Place, list[Line]], list[Line]]:
        """The pieces of lines in each cell, and those in none."""
        inside: dict[Place, list[Line]] = {}
        outside: list[Line] = []
        for segment in segments:
            pieces: list[tuple[Place | None, list[PlacedWord]]] = []
            for word in segment.words:
                cell = self.cell_of(word)
                if not pieces or pieces[-1][0] != cell:
                    pieces.append((cell, []))
                pieces[-1][1].append(word)
            for cell, words in pieces:
                (outside if cell is None else inside.setdefault(cell, [])).append(Line(tuple(words)))
        return {cell: rows_of(pieces) for cell, pieces in inside.items()}, outside


def _apart(positions: Sequence[float], near: float) -> list[float]:
    """Positions in order, those near to one another as one."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= near:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [median(group) for group in groups]


def _rows(grid: _Grid, inside: dict[Place, list[Line]], numbers: Iterator[int]) -> Iterator[Line]:
    """The rows of the tables that a network of rules holds: a new table starts where other columns do."""
    tables: list[tuple[set[int], list[list[Place]]]] = []
    for row in grid.rows():
        starts = {column for _, column in row}
        if row and tables and (starts <= tables[-1][0] or starts >= tables[-1][0]):
            tables[-1][0].update(starts)
            tables[-1][1].append(row)
        elif row:
            tables.append((starts, [row]))
    for starts, rows in tables:
        columns = sorted(starts)
        if len(columns) == 1:
            yield from (line for row in rows for cell in row for line in inside.get(cell, ()))
            continue
        bands = [[_cell(grid, inside, row, column, columns) for column in columns] for row in rows]
        if len(bands) > 1 or len(columns) > 2 or _is_label_and_value(bands[0]):
            bands = [row for band in bands for row in _split(band)]
        filled = [band for band in bands if any(cell.lines for cell in band)]
        if not any(sum(bool(cell.lines) for cell in band) > 1 for band in filled):
            yield from (line for band in filled for cell in band for line in cell.lines)
            continue
        texts = [[cell.text for cell in band] for band in filled]
        number = next(numbers) if len(texts) > 1 else None
        for index, band in enumerate(filled):
            yield row_line(band, number, index == 0 and number is not None and names_columns(texts[0], texts[1:]))


def _cell(
    grid: _Grid, inside: dict[Place, list[Line]], row: Sequence[Place], column: int, columns: Sequence[int]
) -> PlacedCell:
    """The cell of a row that starts in that column; an empty one where another cell reaches over it."""
    own = next((cell for cell in row if cell[1] == column), None)
    if own is not None:
        return PlacedCell(tuple(inside.get(own, ())), grid.box(own))
    number = row[0][0]
    after = next((other for other in columns if other > column), len(grid.xs) - 1)
    return PlacedCell((), (grid.xs[column], grid.ys[number], grid.xs[after], grid.ys[number + 1]))


def _is_label_and_value(band: Sequence[PlacedCell]) -> bool:
    """Whether two frames side by side hold labels and their figures, rather than a text each."""
    labels, values = (
        [any(map(str.isdigit, " ".join(word.text for word in line.words))) for line in cell.lines] for cell in band
    )
    return sum(values) > _EACH_ITS_OWN * len(values) and sum(labels) < (1 - _EACH_ITS_OWN) * len(labels)


def _split(band: list[PlacedCell]) -> list[list[PlacedCell]]:
    """What stands between two rules as one row, or line by line where each line is a row of its own."""
    lines = rows_of([line for cell in band for line in cell.lines])
    if len(lines) < _MIN_LINES:
        return [band]
    cut = [
        [[line for line in cell.lines if row.top <= (line.top + line.bottom) / 2 <= row.bottom] for cell in band]
        for row in lines
    ]
    filled = [sum(map(bool, row)) for row in cut]
    if max(filled) < 2 or sum(count == max(filled) for count in filled) < _EACH_ITS_OWN * len(lines):
        return [band]
    if sum(len(cell) for row in cut for cell in row) != sum(len(cell.lines) for cell in band):
        return [band]
    edges = [band[0].box[1], *((one.bottom + other.top) / 2 for one, other in pairwise(lines)), band[0].box[3]]
    return [
        [PlacedCell(tuple(part), (cell.box[0], top, cell.box[2], bottom)) for part, cell in zip(row, band, strict=True)]
        for row, (top, bottom) in zip(cut, pairwise(edges), strict=True)
    ]
