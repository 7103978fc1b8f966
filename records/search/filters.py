"""`service:cardiologie`, `depuis:2025-03`, `atc:C09`: what stands after a colon."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from records.catalogue import catalogue
from records.errors import FilterValueInvalid, UnknownFilter
from records.search.analysis import fold, words
from records.search.lexicon import table
from records.search.lexing import Piece
from records.search.query import Clause, Days, Facet
from records.search.wording import concept

_ATC = re.compile(r"[a-z](?:\d\d(?:[a-z](?:[a-z](?:\d\d)?)?)?)?")
_CODE = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(?:(?:(\d{1,2})/)?(\d{1,2})/)(\d{4})")
_ANSWERS = {"oui": "yes", "yes": "yes", "o": "yes", "y": "yes", "non": "no", "no": "no", "n": "no"}
_DATE_FORMS = "2025, 2025-03, 2025-03-12, 12/03/2025, 2025-01..2025-06"


def filter_named(name: str) -> str | None:
    """The filter that is called so, in French or English; None for no filter."""
    return _names().get(fold(name))


def clause_of_filter(piece: Piece) -> Clause:
    """What a filter asks for. Raises UnknownFilter and FilterValueInvalid."""
    name = filter_named(piece.name)
    match name:
        case None:
            raise UnknownFilter(place=piece.place, known=", ".join(first[0] for first in _filters().values()))
        case "date" | "since" | "until":
            since, until = _days(piece, name)
            return Days(f"{piece.name}:{piece.text}", since, until, piece.excluded)
        case "type":
            return Facet(name, piece.text, _types(piece), excluded=piece.excluded)
        case "verified":
            answer = _ANSWERS.get(fold(piece.text))
            if answer is None:
                raise FilterValueInvalid(place=piece.place, expected="oui, non, yes, no")
            return Facet(name, piece.text, (answer,), excluded=piece.excluded)
        case "atc" | "code":
            code = fold(piece.text).rstrip("*")
            if not (_ATC if name == "atc" else _CODE).fullmatch(code):
                raise FilterValueInvalid(place=piece.place, expected="C09, C09AA05" if name == "atc" else "I10, E11.9")
            return Facet(name, piece.text, (code,), excluded=piece.excluded)
        case _:
            if not words(piece.text):
                raise FilterValueInvalid(place=piece.place, expected="…")
            return concept(name, piece.text, excluded=piece.excluded)


def _days(piece: Piece, name: str) -> tuple[date | None, date | None]:
    begin, apart, end = piece.text.partition("..")
    if apart and name == "date":
        since = _day(piece, begin)[0] if begin else None
        until = _day(piece, end)[1] if end else None
        if since is None and until is None:
            raise FilterValueInvalid(place=piece.place, expected=_DATE_FORMS)
        return since, until
    first, last = _day(piece, piece.text)
    if name == "date":
        return first, last
    return (first, None) if name == "since" else (None, last)


def _day(piece: Piece, written: str) -> tuple[date, date]:
    """The first and the last day of a date, which may be a month or a year."""
    found = _DATE.fullmatch(written)
    if found is None:
        raise FilterValueInvalid(place=piece.place, expected=_DATE_FORMS)
    year = int(found[1] or found[6])
    month, day = found[2] or found[5], found[3] or found[4]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day:
            return first, first
        last_month = int(month or 12)
        return first, date(year, last_month, calendar.monthrange(year, last_month)[1])
    except ValueError:
        raise FilterValueInvalid(place=piece.place, expected=_DATE_FORMS) from None


def _types(piece: Piece) -> tuple[str, ...]:
    """Types of documents by their name in the catalogue or by words of their label."""
    asked = _folded(piece.text.replace("_", " "))
    labels = catalogue()["document.type"].values
    names = {value: (value.replace("_", " "), label.fr, label.en) for value, label in labels.items()}
    found = tuple(value for value, said in names.items() if asked and any(asked <= _folded(one) for one in said))
    if not found:
        raise FilterValueInvalid(place=piece.place, expected=", ".join(label.fr for label in labels.values()))
    return found


def _folded(text: str) -> set[str]:
    return {fold(word) for word in words(text)}


def _filters() -> Mapping[str, list[str]]:
    return table("filters.toml")


@cache
def _names() -> Mapping[str, str]:
    return {called: name for name, names in _filters().items() for called in names}
