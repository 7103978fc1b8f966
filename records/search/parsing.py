"""A query as people write it becomes what it asks for (docs/search.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from records.errors import ComparisonInvalid, FilterValueInvalid, QueryEmpty, QueryTooLong
from records.search.analysis import is_small, words
from records.search.filters import clause_of_filter, filter_named
from records.search.lexing import Kind, Piece, pieces
from records.search.measures import is_measure, longest_name, measure_name, unit_key
from records.search.query import Clause, Measure, Query, Words
from records.search.wording import beginning, loose, phrase

MAX_LENGTH = 500
"""Characters of a query."""
MAX_CLAUSES = 30
MAX_VARIANTS = 300
"""Of all its words: languages, other writings, what may be marked as said not to be so."""


def parse(text: str) -> Query:
    """What the query asks for.

    Raises QueryRefused: QueryEmpty, QueryTooLong, QuoteNotClosed, UnknownFilter, FilterValueInvalid, PrefixTooShort,
    ComparisonInvalid.
    """
    if len(text) > MAX_LENGTH:  # first: bringing a heap of accents into order costs its square
        raise QueryTooLong(limit=MAX_LENGTH)
    found = tuple(_clauses(_colons_apart(pieces(text))))
    if not found:
        raise QueryEmpty
    if len(found) > MAX_CLAUSES:
        raise QueryTooLong(limit=MAX_CLAUSES)
    if sum(len(one.variants) for one in found if isinstance(one, Words)) > MAX_VARIANTS:
        raise QueryTooLong(limit=MAX_VARIANTS)
    return Query(found)


def _colons_apart(found: Iterator[Piece]) -> Iterator[Piece]:
    """« service : cardiologie » is a filter; « Conclusion : pneumopathie » is words."""
    for piece in found:
        if piece.kind is Kind.FILTER and piece.spaced and filter_named(piece.name) is None:
            yield Piece(Kind.WORD, piece.place, piece.name, piece.excluded)
            kind = Kind.PHRASE if piece.quoted else Kind.WORD
            yield Piece(kind, piece.place, piece.text)
        else:
            yield piece


def _clauses(found: Iterator[Piece]) -> Iterator[Clause]:
    run: list[Piece] = []
    """Words without quotation marks that follow each other."""
    every = list(found)
    for piece, following in zip_longest(every, every[1:]):
        compared = following is not None and following.kind is Kind.COMPARISON
        if piece.kind is Kind.WORD and (compared or not (piece.excluded or piece.text.endswith("*"))):
            if piece.excluded:
                yield from _loose(run)
                run = []
            run.append(piece)
            continue
        if piece.kind is Kind.COMPARISON:
            run, clause = _compared(run, piece)
            yield from _loose(run)
            yield clause
        else:
            yield from _loose(run)
            yield from _alone(piece)
        run = []
    yield from _loose(run)


def _loose(run: Sequence[Piece]) -> Iterator[Clause]:
    said = [word for piece in run for word in _plain_words(piece.text)]
    clauses = loose(said)
    # A query of nothing but small words means them.
    yield from clauses or (phrase([word]) for word in said)


def _plain_words(text: str) -> tuple[str, ...]:
    """The words of one piece; an article before an apostrophe is none of them."""
    every = words(text)
    kept = tuple(word for word in every if not is_small(word))
    return kept or every


def _alone(piece: Piece) -> Iterator[Clause]:
    if piece.kind is Kind.FILTER:
        yield clause_of_filter(piece)
        return
    said = words(piece.text)
    if not said:
        return
    if piece.kind is Kind.PHRASE:
        yield phrase(said, excluded=piece.excluded)
    elif piece.text.endswith("*"):
        yield beginning(said, piece.place, excluded=piece.excluded)
    else:
        yield from loose(_plain_words(piece.text), excluded=True)


def _compared(run: Sequence[Piece], sign: Piece) -> tuple[list[Piece], Measure]:
    """The comparison takes the longest name that ends before its sign, at least one word; the others stay words."""
    if not run:
        raise ComparisonInvalid(place=sign.place)
    for length in range(min(longest_name(), len(run)), 0, -1):
        named = run[-length:]
        said = [word for piece in named for word in words(piece.text)]
        if length == 1 or is_measure(said):
            break
    try:
        amount = float(sign.text.replace(",", "."))
    except ValueError:
        raise FilterValueInvalid(place=sign.place, expected="12,5") from None
    if not said:
        raise ComparisonInvalid(place=sign.place)
    written = f"{' '.join(piece.text for piece in named)} {sign.name} {sign.text}{f' {sign.unit}' if sign.unit else ''}"
    return list(run[:-length]), Measure(
        written, measure_name(said), sign.name, amount, unit_key(sign.unit), named[0].excluded
    )
