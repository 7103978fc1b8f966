"""A query cut into what it is written of: words, phrases, filters, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from records.errors import ComparisonInvalid, FilterValueInvalid, QuoteNotClosed

_CLOSING = {'"': '"', "“": "”", "”": "”", "„": "”", "«": "»"}
_QUOTES = "".join({*_CLOSING, *_CLOSING.values()})
_FILTER = re.compile(r"([^\W\d_][^\W_]*)(\s?):(?!\S*//)\s*")
_SIGN = re.compile(r"(>=|<=|≥|≤|>|<|=)\s*")
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)(?:\s*([^\s\d<>=]\S*))?")
_WORD = re.compile(rf"[^\s<>=≥≤{_QUOTES}]+")
_NOT = re.compile(r"(?:-(?=[^\s-])|(?:NOT|SAUF)\s+(?=\S))")
_UNIT = re.compile(r".*[/%°].*|(?:mm ?hg|bpm|kg|cm|g|mg|ml|l|u|ui|iu|mmol|sa|ans?)$", re.IGNORECASE)
_SIGNS = {"≥": ">=", "≤": "<="}


class Kind(Enum):
    """What a piece is."""

    WORD = auto()
    PHRASE = auto()
    FILTER = auto()
    COMPARISON = auto()
    """Of the words before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the query."""

    kind: Kind
    place: int
    """In characters, counted from 1."""
    text: str
    """A word with its asterisk, a phrase without its quotation marks, a filter's value, or a comparison's number."""
    excluded: bool = False
    name: str = ""
    """Of a filter; of a comparison, its sign."""
    quoted: bool = False
    spaced: bool = False
    """A filter whose colon stands apart, as French writes it."""
    unit: str | None = None


def pieces(query: str) -> Iterator[Piece]:
    """The pieces in order. Raises QuoteNotClosed, FilterValueInvalid and ComparisonInvalid."""
    position = 0
    while position < len(query):
        if query[position].isspace():
            position += 1
            continue
        excluded = _NOT.match(query, position)
        if excluded:
            position = excluded.end()
        piece, position = _piece(query, position, excluded=excluded is not None)
        yield piece


def _piece(query: str, start: int, *, excluded: bool) -> tuple[Piece, int]:
    place = start + 1
    if query[start] in _QUOTES:
        text, end = _quoted(query, start)
        return Piece(Kind.PHRASE, place, text, excluded), end
    if sign := _SIGN.match(query, start):
        return _comparison(query, sign)
    if name := _FILTER.match(query, start):
        text, end, quoted = _value(query, name.end(), place)
        return Piece(Kind.FILTER, place, text, excluded, name[1], quoted, spaced=bool(name[2])), end
    word = _WORD.match(query, start)
    if word is None:  # nothing else is left than what the patterns above know
        raise ComparisonInvalid(place=place)
    return Piece(Kind.WORD, place, word[0], excluded), word.end()


def _quoted(query: str, start: int) -> tuple[str, int]:
    end = query.find(_CLOSING.get(query[start], '"'), start + 1)
    if end < 0:
        raise QuoteNotClosed(place=start + 1)
    return query[start + 1 : end].strip(), end + 1


def _value(query: str, start: int, place: int) -> tuple[str, int, bool]:
    if start < len(query) and query[start] in _QUOTES:
        text, end = _quoted(query, start)
        return text, end, True
    word = re.compile(r"\S+").match(query, start)
    if word is None:
        raise FilterValueInvalid(place=place, expected="…")
    return word[0], word.end(), False


def _comparison(query: str, sign: re.Match[str]) -> tuple[Piece, int]:
    number = _NUMBER.match(query, sign.end())
    if number is None:
        raise ComparisonInvalid(place=sign.start() + 1)
    unit = number[2] if number[2] and _UNIT.fullmatch(number[2]) else None
    end = number.end() if unit else number.end(1)
    name = _SIGNS.get(sign[1], sign[1])
    return Piece(Kind.COMPARISON, sign.start() + 1, number[1], name=name, unit=unit), end
