"""Which line of a page is read after which: rows, and columns of running text.

Tables and forms stay in rows, so that a value is read beside its label; only running text that stands side by
side is read one column after the other. Positions are in any one unit, origin at the top left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingestion.letterhead import are_letterheads

_PIECE_GAP = 1.4
"""Of the line height: a wider gap ends a piece of running text."""
_SAME_ROW = 0.5
"""Of the smaller height: what two pieces on one row share at least."""
_GUTTERS = 48
"""Places across the page where a gutter between columns is looked for."""
_MIN_COLUMN_LINES = 4
_PROSE_LETTERS = 18
_FULL_LINE = 0.72
"""Of the widest line: running text fills most of its lines this far."""
_FULL_SHARE = 0.55
_APART = 1.0
"""Of the line height: a wider gap between two rows ends a block of lines."""
_MIN_BREAKS = 2
_BREAK = 1.22
"""Of the usual way from line to line: a longer one ends a paragraph."""
_MIN_UNLEVEL_LINES = 8
_MIN_UNLEVEL_LETTERS = 12
_LEVEL = 0.3
"""Of the line height: baselines this near are on one level."""
_LEVEL_SHARE = 0.65
"""Of the lines: a table has more on one level with the other side."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word where it stands on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0
    ink: tuple[float, float] | None = None
    """Top and bottom of the box to be shown, where it is not that by which lines are told."""

    def __repr__(self) -> str:
        return f"PlacedWord({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, left to right."""

    words: tuple[PlacedWord, ...]

    def __repr__(self) -> str:
        return f"Line({len(self.words)} words)"

    @property
    def left(self) -> float:
        """Where the first word starts."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the last word ends."""
        return self.words[-1].right

    @property
    def top(self) -> float:
        """Usual top of its words."""
        return median(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Usual bottom of its words."""
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Usual height of its words, above zero."""
        return max(self.bottom - self.top, 1e-6)

    @property
    def baseline(self) -> float:
        """Where letters without a tail stand: the lower quarter of the words' bottoms."""
        bottoms = sorted(word.bottom for word in self.words)
        return bottoms[len(bottoms) // 4]

    @property
    def text(self) -> str:
        """Its words, joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def letters(self) -> int:
        """Characters, without spaces."""
        return sum(len(word.text) for word in self.words)


def reading_order(segments: Iterable[Line], width: float) -> list[list[Line]]:
    """Blocks of rows of a page of that width; within a block lines follow one another down the page."""
    return [block for block in _split(rows_of(list(segments)), width) if block]


def rows_of(segments: Sequence[Line]) -> list[Line]:
    """Pieces that stand on one row joined; rows from top to bottom."""
    rows: list[list[Line]] = []
    for segment in sorted(segments, key=lambda piece: (piece.top + piece.bottom) / 2):
        home = next((row for row in reversed(rows[-3:]) if all(_beside(piece, segment) for piece in row)), None)
        if home is None:
            rows.append([segment])
        else:
            home.append(segment)
    joined = [Line(tuple(sorted((word for piece in row for word in piece.words), key=_left))) for row in rows]
    return sorted(joined, key=lambda line: (line.top + line.bottom) / 2)


def pieces_of(row: Line) -> list[Line]:
    """A row cut where the gap is too wide for running text."""
    pieces: list[list[PlacedWord]] = [[row.words[0]]]
    widest = _PIECE_GAP * row.height
    for word in row.words[1:]:
        if word.left - pieces[-1][-1].right > widest:
            pieces.append([])
        pieces[-1].append(word)
    return [Line(tuple(words)) for words in pieces]


def _left(word: PlacedWord) -> float:
    return word.left


def _beside(one: Line, other: Line) -> bool:
    lower = min(one.height, other.height)
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return shared > _SAME_ROW * lower and overlap < 0.5 * lower


def _split(rows: list[Line], width: float) -> list[list[Line]]:
    """Cut rows into what stands above, left, right and below of the gutter with most text beside it."""
    if len(rows) < _MIN_COLUMN_LINES:
        return [rows]
    cut = [pieces_of(row) for row in rows]
    best: tuple[int, float, int, int] | None = None
    for place in range(_GUTTERS // 5, _GUTTERS - _GUTTERS // 5):
        gutter = width * place / _GUTTERS
        for start, end in _runs_beside(cut, gutter):
            pieces = [piece for row in cut[start:end] for piece in row]
            sides = ([p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter])
            if _are_columns(*sides) and (best is None or len(pieces) > best[0]):
                best = (len(pieces), gutter, start, end)
    if best is None:
        return [rows]
    _, gutter, start, end = best
    pieces = [piece for row in cut[start:end] for piece in row]
    left, right = ([p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter])
    parts = (rows[:start], rows_of(left), rows_of(right), rows[end:])
    return [block for part in parts for block in _split(part, width)]


def _runs_beside(cut: Sequence[Sequence[Line]], gutter: float) -> Iterable[tuple[int, int]]:
    """Stretches of rows, start and end, of which no piece crosses the gutter; then their parts between wide gaps."""
    start = 0
    for index in range(len(cut) + 1):
        if index == len(cut) or any(piece.left < gutter < piece.right for piece in cut[index]):
            ends = [at for at in range(start + 1, index) if _is_apart(cut[at - 1], cut[at])]
            for first, end in {(start, index), *pairwise((start, *ends, index))}:
                if end - first >= _MIN_COLUMN_LINES:
                    yield first, end
            start = index + 1


def _is_apart(above: Sequence[Line], row: Sequence[Line]) -> bool:
    return min(piece.top for piece in row) - max(piece.bottom for piece in above) > _APART * row[0].height


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two sides are read one after the other: both are running text, a sender and an addressee, or their
    lines are not on one level."""
    if _is_prose(left) and _is_prose(right):
        return not _breaks_together(left, right)
    return (_stand_beside(left, right) and are_letterheads(left, right)) or _unlevel(left, right)


def _stand_beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two sides are one block each, and take nearly the same part of the page's height."""
    for side in (left, right):
        widest = max(side, key=lambda piece: piece.right - piece.left, default=None)
        if widest is None or any(piece.right < widest.left or piece.left > widest.right for piece in side):
            return False
        if any(_is_apart([above], [below]) for above, below in pairwise(side)):
            return False
    (top, bottom), (other_top, other_bottom) = ((side[0].top, side[-1].bottom) for side in (left, right))
    shared = min(bottom, other_bottom) - max(top, other_top)
    return shared >= _SAME_ROW * max(bottom - top, other_bottom - other_top)


def _breaks_together(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the paragraphs of two sides end at the same heights: long cells of a table without rules."""
    one, other = (_breaks(side) for side in (left, right))
    fewer, more = sorted((one, other), key=len)
    if len(fewer) < _MIN_BREAKS:
        return False
    height = median(piece.height for piece in left)
    together = sum(any(abs(place - there) < height for there in more) for place in fewer)
    return together >= _LEVEL_SHARE * len(fewer)


def _breaks(side: Sequence[Line]) -> list[float]:
    """Where the next line stands clearly lower than usual: the baselines of those lines."""
    baselines = sorted({round(piece.baseline, 1) for piece in side})
    ways = [(below - above, below) for above, below in pairwise(baselines) if below - above > side[0].height / 2]
    usual = median(way for way, _ in ways) if ways else 0.0
    return [below for way, below in ways if way > _BREAK * usual]


def _unlevel(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the lines of two sides go their own way down the page; rows of a table or form never do."""
    if min(len(left), len(right)) < _MIN_UNLEVEL_LINES:
        return False
    if min(median(piece.letters for piece in side) for side in (left, right)) < _MIN_UNLEVEL_LETTERS:
        return False
    fewer, more = sorted((left, right), key=len)
    baselines = [piece.baseline for piece in more]
    level = sum(min(abs(piece.baseline - other) for other in baselines) < _LEVEL * piece.height for piece in fewer)
    return level < _LEVEL_SHARE * len(fewer)


def _is_prose(pieces: Sequence[Line]) -> bool:
    if len(pieces) < _MIN_COLUMN_LINES or median(piece.letters for piece in pieces) < _PROSE_LETTERS:
        return False
    widest = max(piece.right - piece.left for piece in pieces)  # of the widest line: a side may hold several columns
    full = sum(piece.right - piece.left >= _FULL_LINE * widest for piece in pieces)
    return full >= _FULL_SHARE * len(pieces)
