"""Words with boxes become text: rows, columns, paragraphs, and which line ends are only wraps.

Positions are in any one unit with the origin at the top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from records.document import Word
from records.geometry import Box


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word where it stands on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0

    def __repr__(self) -> str:
        return f"PlacedWord({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, left to right."""

    words: tuple[PlacedWord, ...]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def top(self) -> float:
        return median(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1e-6)

    @property
    def baseline(self) -> float:
        """Where letters without a tail stand: the lower quarter of the words' bottoms."""
        bottoms = sorted(word.bottom for word in self.words)
        return bottoms[len(bottoms) // 4]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page with its words placed in it."""

    text: str
    words: tuple[Word, ...]
    soft_breaks: tuple[int, ...]


_LIST_MARK = re.compile(r"^(?:[-–—•·*▪◦●○■□☐☑➢➤>»]|\d{1,2}[.)/-]|[a-zA-Z][.)])$|^[-•·–—*▪●]\S")
_LABEL_END = re.compile(r":$")
_PARAGRAPH_GAP = 1.22
"""Lines further apart than this many usual pitches belong to two paragraphs."""
_WRAP_SLACK = 0.5
"""Of the line's height: how much too early a line may wrap and still be a wrap."""
_MIN_WRAPPED_WIDTH = 0.45
"""Of the page's width: shorter lines never wrap because the page ends."""


def compose(segments: Iterable[Line], width: float, height: float) -> PageText:
    """Put the pieces of lines of a page of `width` by `height` into reading order and join them."""
    blocks = [_rows(block) for block in _columns(list(segments), width)]
    parts: list[str] = []
    words: list[Word] = []
    soft: list[int] = []
    position = 0
    for block in blocks:
        margin = max((line.right for line in block), default=0.0)
        pitch = _usual_pitch(block)
        before: Line | None = None
        for line in block:
            if before is not None or parts:
                separator = "\n\n" if before is None or _starts_paragraph(before, line, pitch) else "\n"
                if separator == "\n" and before is not None and _wraps(before, line, margin, width):
                    soft.append(position)
                parts.append(separator)
                position += len(separator)
            for index, word in enumerate(line.words):
                if index:
                    parts.append(" ")
                    position += 1
                box = Box.from_units(word.left, word.top, word.right, word.bottom, width, height)
                words.append(Word(text=word.text, box=box, start=position, confidence=round(word.confidence, 4)))
                parts.append(word.text)
                position += len(word.text)
            before = line
    return PageText("".join(parts), tuple(words), tuple(soft))


def _rows(segments: Sequence[Line]) -> list[Line]:
    """Join pieces that stand on one row; rows from top to bottom."""
    rows: list[list[Line]] = []
    for segment in sorted(segments, key=lambda piece: (piece.top + piece.bottom) / 2):
        row = rows[-1] if rows else None
        if row is not None and _same_row(row[-1], segment):
            row.append(segment)
        else:
            rows.append([segment])
    return [Line(tuple(sorted((word for piece in row for word in piece.words), key=lambda w: w.left))) for row in rows]


def _same_row(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    overlaps = min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.height, other.height)
    return shared > 0.5 * min(one.height, other.height) and not overlaps


def _columns(segments: list[Line], width: float) -> list[list[Line]]:
    """Split where running text stands side by side; a table or a form stays together."""
    del width
    return [segments]


def _usual_pitch(lines: Sequence[Line]) -> float:
    pitches = [after.baseline - before.baseline for before, after in pairwise(lines)]
    usual = [pitch for pitch, line in zip(pitches, lines, strict=False) if pitch < 2.5 * line.height]
    return median(usual) if usual else 0.0


def _starts_paragraph(before: Line, line: Line, pitch: float) -> bool:
    gap = line.baseline - before.baseline
    usual = max(pitch, 1.05 * min(before.height, line.height))
    return gap > _PARAGRAPH_GAP * usual


def _wraps(before: Line, line: Line, margin: float, width: float) -> bool:
    """Whether the first word of `line` would not have fitted at the end of the line before."""
    first = line.words[0]
    if _LIST_MARK.match(first.text) or before.right - before.left < _MIN_WRAPPED_WIDTH * width:
        return False
    space = 0.25 * line.height
    return before.right + space + (first.right - first.left) > margin - _WRAP_SLACK * line.height
