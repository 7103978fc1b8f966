"""All identifiers of a text, without overlap."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import chain

from nlp.identifiers.dates import find_date_places
from nlp.identifiers.everywhere import find_again, mail_words, name_words
from nlp.identifiers.kinds import Identifier, Kind
from nlp.identifiers.names import find_names
from nlp.identifiers.numbers import find_numbers
from nlp.identifiers.places import find_places
from nlp.sections import fold
from records.fields import Field

_SEX_COLUMN = re.compile(r"\|\s*[FHM]\s*\|\s*$")
_UNMEASURED = 0.5
"""Confidence of a rule that found nothing in the snippets it was measured on."""
_NAMES = {
    "patient.last_name": Kind.LAST_NAME,
    "patient.birth_name": Kind.LAST_NAME,
    "patient.first_name": Kind.FIRST_NAME,
    "document.author": Kind.LAST_NAME,
}


def find_identifiers(text: str, fields: Iterable[Field] = ()) -> tuple[Identifier, ...]:
    """Names, dates, numbers and places that identify people, in the order of the text, without overlap.

    `fields` are those read from the document: the names among them are found wherever they stand. Raises MissingTool
    where the words that are no names are not there (EDS-NLP).

    >>> [(one.kind.value, one.start, one.end) for one in find_identifiers("Mme Solène QUERVADEC, née le 03/05/1958")]
    [('first_name', 4, 10), ('last_name', 11, 20), ('birth_date', 29, 39)]
    """
    folded = fold(text)
    taken = [False] * len(text)
    surely = chain(find_numbers(text, folded), find_date_places(folded), find_places(text, folded))
    sure = list(_with_birth_dates(text, list(_free(surely, taken))))
    names = list(_free(find_names(text, folded), taken))
    known = mail_words(text, sure) | name_words(text, names) | _of_fields(fields)
    again = _free(find_again(text, known), taken)
    found = sorted((*sure, *names, *again), key=lambda one: one.start)
    return tuple(replace(one, confidence=_confidence().get(one.rule, _UNMEASURED)) for one in found)


@cache
def _confidence() -> dict[str, float]:
    """By rule; `python -m benchmarks.identifiers --write` measures it."""
    text = (files("nlp.identifiers") / "confidence.toml").read_text(encoding="utf-8")
    return {rule: float(share) for rule, share in tomllib.loads(text).items()}


def _with_birth_dates(text: str, found: list[Identifier]) -> Iterator[Identifier]:
    """A date right behind a national number or behind the sex in a line of columns is the birth date."""
    numbers = {one.end for one in found if one.kind is Kind.NIR}
    for one in found:
        before = text[max(0, one.start - 12) : one.start]
        behind_number = one.start - (len(before) - len(before.rstrip())) in numbers
        if one.kind is Kind.DATE and (behind_number or _SEX_COLUMN.search(before)):
            yield replace(one, kind=Kind.BIRTH_DATE)
        else:
            yield one


def _of_fields(fields: Iterable[Field]) -> dict[str, Kind]:
    words: dict[str, Kind] = {}
    for field in fields:
        if field.name in _NAMES:
            value = str(field.value)
            words |= name_words(value, [Identifier(0, len(value), _NAMES[field.name], "field")])
    return words


def _free(found: Iterable[Identifier], taken: list[bool]) -> Iterator[Identifier]:
    """Those that overlap none before them."""
    for one in found:
        if one.start < one.end and not any(taken[one.start : one.end]):
            taken[one.start : one.end] = [True] * (one.end - one.start)
            yield one
