"""Windows over a long document: each fits the model, they overlap, and together they hold every character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from nlp.text import ClinicalText

OVERLAP = 0.15
"""Part of a window that is shown again in the next, so that nothing is cut in two."""

_END = re.compile(r"\n+|(?<=[.;!?])\s+")
_SPACE = re.compile(r"\s+")
_LONGEST = 200
"""Characters without any sentence's end after which a cut is made between words, and without any space, anywhere."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    tokens: int
    opens_section: bool


def windows(text: ClinicalText, count: Callable[[str], int], room: int) -> tuple[Window, ...]:
    """The document cut so that each window takes at most `room` tokens by `count`.

    One window where all fits. Else they end before a section's heading where one stands in the last third, at a
    sentence's end otherwise, and each begins with the last sentences of the one before.
    """
    whole = text.text
    if not whole.strip():
        return ()
    if count(whole) <= room:
        return (Window(0, len(whole)),)
    pieces = list(_pieces(text, count, room))
    found, first = list[Window](), 0
    while True:
        last = _last(pieces, first, room)
        found.append(Window(pieces[first].start, pieces[last].end))
        if last == len(pieces) - 1:
            return tuple(found)
        first = _first_of_next(pieces, first, last, room)


def _last(pieces: list[_Piece], first: int, room: int) -> int:
    """The last piece of the window that begins with `first`."""
    last, taken = first, pieces[first].tokens
    filled = [taken]
    while last + 1 < len(pieces) and taken + pieces[last + 1].tokens <= room:
        last += 1
        taken += pieces[last].tokens
        filled.append(taken)
    if last == len(pieces) - 1:
        return last
    for cut in range(last, first, -1):
        if filled[cut - first] < 2 * taken / 3:
            break
        if pieces[cut + 1].opens_section:
            return cut
    return last


def _first_of_next(pieces: list[_Piece], first: int, last: int, room: int) -> int:
    """Behind `first` in any case, so that windows go on; at most the overlap's share of tokens is shown again."""
    start, shown = last + 1, 0
    while start - 1 > first and shown + pieces[start - 1].tokens <= OVERLAP * room:
        start -= 1
        shown += pieces[start].tokens
    return start


def _pieces(text: ClinicalText, count: Callable[[str], int], room: int) -> Iterator[_Piece]:
    """Sentences, without gaps; a sentence that takes more than the overlap is cut."""
    openings = {section.start for section in text.sections}
    largest = max(1, int(room * OVERLAP))
    for start, end in _sentences(text.text, sorted(openings)):
        for part_start, part_end in _small(text.text, start, end, count, largest):
            tokens = count(text.text[part_start:part_end])
            yield _Piece(part_start, part_end, tokens, part_start in openings)


def _sentences(text: str, openings: list[int]) -> Iterator[tuple[int, int]]:
    cuts = sorted({0, len(text), *openings, *(match.end() for match in _END.finditer(text))})
    yield from pairwise(cuts)


def _small(text: str, start: int, end: int, count: Callable[[str], int], largest: int) -> Iterator[tuple[int, int]]:
    """The stretch in halves until each is small enough, cut at white space where there is some near the middle."""
    if end - start <= 1 or count(text[start:end]) <= largest:
        yield start, end
        return
    middle = (start + end) // 2
    space = _SPACE.search(text, middle, min(end, middle + _LONGEST))
    cut = space.end() if space is not None and space.end() < end else middle
    yield from _small(text, start, cut, count, largest)
    yield from _small(text, cut, end, count, largest)
