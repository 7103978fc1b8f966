""" "Did you mean": for words that no document holds, the nearest that one does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, sessionmaker

from records.search.analysis import fold, is_small, words
from records.search.lexing import Kind, pieces
from records.store.models import SearchWordRow

_CANDIDATES = 2000
"""Looked at for one word, the most frequent first."""
_ENDS = 3
"""Letters that the two words share at their beginning or their end."""
_SHORTEST = 4
_LONG = 8
"""Letters from which two may be wrong."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query with the words corrected that were not found."""

    query: str
    words: tuple[tuple[str, str], ...]
    """What was written and what it became."""


def suggest(reading: sessionmaker[Session], query: str) -> Suggestion | None:
    """The query with its unknown words replaced by the nearest known ones; None where there is nothing to offer."""
    changed: list[tuple[str, str]] = []
    corrected, done = "", 0
    with reading() as session:
        for start, word in _asked(query):
            better = _nearest(session, word)
            if better is not None:
                changed.append((word, better))
                corrected += query[done:start] + better
                done = start + len(word)
    return Suggestion(corrected + query[done:], tuple(dict.fromkeys(changed))) if changed else None


def _asked(query: str) -> Iterator[tuple[int, str]]:
    """The words of the query as they were typed that may be mistyped, in order, with where they begin."""
    for piece in pieces(query):
        if piece.kind is Kind.COMPARISON or piece.text.endswith("*"):
            continue
        # What a filter asks for may be written like its name, which stands before.
        begin = query.index(piece.text, piece.place - 1 + len(piece.name))
        for found in re.finditer(r"\S+", piece.text):
            word = found[0]
            if word.isalpha() and len(word) >= _SHORTEST and not is_small(word):
                yield begin + found.start(), word


def _nearest(session: Session, typed: str) -> str | None:
    """The nearest word of the vocabulary, the most frequent of several; None where the word itself is there."""
    word = fold(words(typed)[0])
    if session.scalar(select(SearchWordRow.word).where(SearchWordRow.folded == word).limit(1)) is not None:
        return None
    row = SearchWordRow
    begins, ends = word[:_ENDS], word[::-1][:_ENDS]
    alike = or_(row.folded.between(begins, begins + "\U0010ffff"), row.backward.between(ends, ends + "\U0010ffff"))
    rows = session.execute(select(row.word, row.folded, row.documents).where(alike).order_by(row.documents.desc()))
    allowed = 2 if len(word) >= _LONG else 1
    near = [
        (distance, -documents, known)
        for known, folded, documents in rows.fetchmany(_CANDIDATES)
        if (distance := edits(word, folded, allowed)) <= allowed
    ]
    return min(near)[2] if near else None


def edits(first: Sequence[str], second: Sequence[str], limit: int) -> int:
    """Letters to add, drop, change or swap with their neighbour; `limit` + 1 for more than that."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, start=1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
