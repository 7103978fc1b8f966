"""Annotated reports told anew: other names, figures, dates, drugs and conditions in the same sentences.

A model that has seen a sentence with one name learns the name; with many, it learns to copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from nlp.llm.training.answers import Report

_OTHER_CONDITION, _OTHER_DRUG = 0.3, 0.4
"""Chances that one is replaced by one of another report."""
_DATE = re.compile(r"^(\d\d)([/.-])(\d\d)\2(\d\d\d\d)$")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Stock:
    """What replacements are taken from."""

    last_names: Sequence[str]
    first_names: Sequence[str]
    conditions: Sequence[str]
    drugs: Sequence[str]


def stock_of(reports: Sequence[Report]) -> Stock:
    """All names, conditions and drugs of these reports."""

    def names(leaf: str) -> list[str]:
        found = (report["patient"].get(leaf) for report in reports)
        return sorted({one["quote"] for one in found if one})

    conditions = sorted({one["quote"] for report in reports for one in report["conditions"]})
    drugs = sorted({one["drug"] for report in reports for one in report["medications"]})
    return Stock(names("last_name"), names("first_name"), conditions, drugs)


def variant(report: Report, stock: Stock, dice: Random) -> dict[str, Any]:
    """A new report; its quotes and their places are those of the new text. Values are left as they were."""
    text = report["text"]
    edits = dict[tuple[int, int], str]()
    for start, end, new in _edits(report, stock, dice):
        if new and not any(start < other_end and other_start < end for other_start, other_end in edits):
            edits[start, end] = new
    told: dict[str, Any] = deepcopy(dict(report))
    told["text"], moved = _applied(text, edits)
    _renamed(told, text, edits)
    for leaf in _placed(told):
        leaf["start"], leaf["end"] = moved(leaf["start"]), moved(leaf["end"])
        leaf["quote"] = told["text"][leaf["start"] : leaf["end"]]
    return told


def _edits(report: Report, stock: Stock, dice: Random) -> Iterator[tuple[int, int, str]]:
    text, patient = report["text"], report["patient"]
    for leaf, others in (("last_name", stock.last_names), ("first_name", stock.first_names)):
        if (own := patient.get(leaf)) and others:
            name = dice.choice(others)
            for place in re.finditer(rf"\b{re.escape(own['quote'])}\b", text):
                yield *place.span(), name.upper() if own["quote"].isupper() else name
    for leaf in ("nir", "ipp"):
        if own := patient.get(leaf):
            yield own["start"], own["end"], _DIGIT.sub(lambda _: str(dice.randrange(10)), own["quote"])
    for group in ("patient", "encounter", "document"):
        for own in report[group].values():
            if isinstance(own, Mapping) and "quote" in own and (date := _DATE.match(own["quote"])):
                new = _other_date(date[2], int(date[4]), dice)
                yield from ((*place.span(), new) for place in re.finditer(re.escape(own["quote"]), text))
    for own in (*report["vitals"], *report["labs"]):
        yield own["start"], own["end"], _other_figure(own["quote"], dice)
    for own in report["conditions"]:
        if stock.conditions and dice.random() < _OTHER_CONDITION:
            yield own["start"], own["end"], _cased(dice.choice(stock.conditions), own["quote"])
    for own in report["medications"]:
        place = text.find(own["drug"], own["start"], own["end"])
        if place >= 0 and stock.drugs and dice.random() < _OTHER_DRUG:
            yield place, place + len(own["drug"]), _cased(dice.choice(stock.drugs), own["drug"])


def _applied(text: str, edits: Mapping[tuple[int, int], str]) -> tuple[str, Any]:
    """The text with its edits, and where a place of the old one stands in the new."""
    ordered = sorted(edits.items())
    parts, at = list[str](), 0
    for (start, end), new in ordered:
        parts += [text[at:start], new]
        at = end
    parts.append(text[at:])

    def moved(place: int) -> int:
        shift = 0
        for (start, end), new in ordered:
            if end <= place:
                shift += len(new) - (end - start)
            elif start < place:
                return start + shift + min(place - start, len(new))
        return place + shift

    return "".join(parts), moved


def _renamed(new: dict[str, Any], text: str, edits: Mapping[tuple[int, int], str]) -> None:
    for own in new["medications"]:
        place = text.find(own["drug"], own["start"], own["end"])
        own["drug"] = edits.get((place, place + len(own["drug"])), own["drug"])


def _placed(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a report that has a place."""
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            yield value
        for part in value.values():
            yield from _placed(part)
    elif isinstance(value, list):
        for part in value:
            yield from _placed(part)


def _other_date(sign: str, year: int, dice: Random) -> str:
    return f"{dice.randint(1, 28):02d}{sign}{dice.randint(1, 12):02d}{sign}{year + dice.randint(-6, 1)}"


def _other_figure(quote: str, dice: Random) -> str:
    """Other digits; none becomes a leading zero that was not there."""

    def other(digit: re.Match[str]) -> str:
        leads = digit.start() == 0 or not quote[digit.start() - 1].isdigit()
        return digit[0] if digit[0] == "0" and leads else str(dice.randint(1 if leads else 0, 9))

    return _DIGIT.sub(other, quote)


def _cased(new: str, old: str) -> str:
    if old.isupper() and len(old) > 1:
        return new.upper()
    return (new[:1].upper() if old[:1].isupper() else new[:1].lower()) + new[1:]
