"""What stands between two lines of a text: a paragraph's end, a line's end, or only a wrap.

Whoever reads the text for meaning joins lines at wraps and nowhere else, so both mistakes cost: a missed wrap cuts
a sentence in two, a false one glues two entries of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.reading_order import Line, pieces_of
from ingestion.tables.rows import TableRow

_LIST_MARK = re.compile(r"^(?:[-–—•·*▪◦●○■□☐☑➢➤>»]+|\d{1,2}[.)/-]|[a-zA-Z][.)])$|^[-•·–—*▪●]\S")
_PARAGRAPH_GAP = 1.22
"""Lines further apart than this many usual pitches belong to two paragraphs."""
_SINGLE_SPACING = 0.3
"""Of all pitches in rising order, the place of the one at which lines of a paragraph follow one another."""
_WRAP_SLACK = 0.6
"""Of the line height: how much too early a line may wrap and still be a wrap."""
_MIN_WRAPPED_WIDTH = 0.6
"""Of the widest line: shorter ones end because the writer ended them."""
_MIN_TEXT_WIDTH = 0.3
"""Of the page: narrower blocks hold lists and addresses, not running text."""
_INDENT = 5.0
"""Of the line height: lines of a paragraph start no further apart."""


def separated(block: Sequence[Line], width: float) -> Iterable[tuple[Line, str, bool]]:
    """Each line with what stands before it, and whether that is only a wrap."""
    pitch = _usual_pitch(block)
    margin = _margin(block, width)
    yield block[0], "\n\n", False
    for before, line in pairwise(block):
        if _table_of(before) is not None and _table_of(before) == _table_of(line):
            yield line, "\n", False
        elif _starts_paragraph(before, line, pitch):
            yield line, "\n\n", False
        else:
            yield line, "\n", margin is not None and _wraps(before, line, margin)


def _table_of(line: Line) -> int | None:
    return next((word.table for word in line.words if isinstance(word, TableRow)), None)


def _usual_pitch(lines: Sequence[Line]) -> float:
    pitches = sorted(
        line.baseline - before.baseline
        for before, line in pairwise(lines)
        if 0.6 * line.height < line.baseline - before.baseline < 2.5 * line.height
    )
    return pitches[int(len(pitches) * _SINGLE_SPACING)] if pitches else 0.0


def _starts_paragraph(before: Line, line: Line, pitch: float) -> bool:
    usual = max(pitch, 1.05 * min(before.height, line.height))
    return line.baseline - before.baseline > _PARAGRAPH_GAP * usual


@dataclass(frozen=True, slots=True)
class _Margin:
    """Where running text of a block ends on the right, and how wide it is."""

    right: float
    width: float
    reached: int
    """How many lines come close to it: one alone proves no margin."""


def _margin(block: Sequence[Line], width: float) -> _Margin | None:
    """None for a block that holds no running text."""
    running = [line for line in block if len(line.words) > 2 and len(pieces_of(line)) == 1]
    if not running:
        return None
    right = max(line.right for line in running)
    widest = max(line.right - line.left for line in running)
    if widest < _MIN_TEXT_WIDTH * width:
        return None
    return _Margin(right, widest, sum(line.right > right - 0.12 * widest for line in running))


def _wraps(before: Line, line: Line, margin: _Margin) -> bool:
    """Whether the first word of `line` would not have fitted at the end of the line before."""
    first = line.words[0]
    if _LIST_MARK.match(first.text) or abs(line.left - before.left) > _INDENT * line.height:
        return False
    if before.right - before.left < _MIN_WRAPPED_WIDTH * margin.width or len(pieces_of(line)) > 1:
        return False
    if first.text[0].isupper() and (_ended(before) or line.words[-1].text.endswith(":")):
        return False
    if margin.reached < 2 and not first.text[0].islower():
        return False
    space = 0.25 * line.height
    return before.right + space + (first.right - first.left) > margin.right - _WRAP_SLACK * line.height


def _ended(line: Line) -> bool:
    """Whether a sentence is over at the end of the line; whether the next one starts a paragraph matters little."""
    return line.words[-1].text.endswith((".", "!", "?", ":", ".)"))
