"""Measurements over time: one line an analyte or vital sign in one unit, oldest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.fields import Assertion, Code, Value
from records.synthesis.contradictions import by_key
from records.synthesis.dossier import DatedDocument, Mention, as_date
from records.synthesis.stays import Stay
from records.synthesis.words import fold

_TAKEN = "labs.taken_at"
"""The part that says when the sample was taken."""
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|–|à|a|to|et)\s*{_NUMBER}")
_BELOW = re.compile(rf"(?:<|≤|inf\w*\.?\s*(?:à|a)?)\s*=?\s*{_NUMBER}")
_ABOVE = re.compile(rf"(?:>|≥|sup\w*\.?\s*(?:à|a)?)\s*=?\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time."""

    value: Value
    taken_on: date | None
    dated_by_document: bool
    """The document gives no time of its own for it: the day is the document's."""
    flag: str | None
    """`high`, `low` or `abnormal`: as printed, else against the reference range printed beside it."""
    mentions: tuple[Mention, ...]
    """More than one where later documents of the stay repeat the value."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One analyte or vital sign in one unit."""

    name: str
    """`labs` or the vital sign's catalogue name."""
    label: str
    """The analyte as most documents write it; empty for vital signs, which the catalogue labels."""
    code: Code | None
    unit: str | None
    points: tuple[Point, ...]

    @property
    def reference_range(self) -> str | None:
        """As last printed."""
        printed = (one.part("labs.reference_range") for point in reversed(self.points) for one in point.mentions)
        return next((str(text) for text in printed if text), None)

    def __repr__(self) -> str:
        return f"Trend({self.name}, {len(self.points)} points)"


def lab_trends(documents: Sequence[DatedDocument], stays: Sequence[Stay]) -> tuple[Trend, ...]:
    """Laboratory results by analyte (LOINC code, else name) and unit."""
    return _trends((one for document in documents for one in document.named("labs")), stays)


def vital_trends(documents: Sequence[DatedDocument], stays: Sequence[Stay]) -> tuple[Trend, ...]:
    """Vital signs by name."""
    return _trends((one for document in documents for one in document.grouped("vitals")), stays)


def flag_of(mention: Mention) -> str | None:
    """The printed flag; where there is none or it gives no direction, what the printed reference range says.

    The range is compared with the number as the document writes it.
    """
    printed = mention.part("labs.flag")
    if printed in ("high", "low"):
        return str(printed)
    written = mention.field.written.value if mention.field.written else mention.value
    low, high = bounds_of(str(mention.part("labs.reference_range") or ""))
    if isinstance(written, int | float) and not isinstance(written, bool):
        if low is not None and written < low:
            return "low"
        if high is not None and written > high:
            return "high"
    return str(printed) if printed else None


def bounds_of(printed: str) -> tuple[float | None, float | None]:
    """Lower and upper bound of a reference range as printed; None for the end that it leaves open.

    >>> bounds_of("13,0 - 17,0"), bounds_of("< 5"), bounds_of("N")
    ((13.0, 17.0), (None, 5.0), (None, None))
    """
    if match := _RANGE.search(printed):
        low, high = _number(match[1]), _number(match[2])
        return (low, high) if low <= high else (None, None)
    below, above = _BELOW.search(fold(printed)), _ABOVE.search(fold(printed))
    return (_number(above[1]) if above else None, _number(below[1]) if below else None)


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _trends(mentions: Iterable[Mention], stays: Sequence[Stay]) -> tuple[Trend, ...]:
    own = (one for one in mentions if one.assertion in (Assertion.PRESENT, Assertion.HISTORY))
    return tuple(_trend(group, stays) for group in by_key(own, _key).values())


def _key(mention: Mention) -> Hashable:
    field = mention.field
    analyte = fold(str(mention.part("labs.analyte") or field.name))
    return field.code.code if field.code else analyte, field.unit, isinstance(field.value, str)


def _trend(mentions: Sequence[Mention], stays: Sequence[Stay]) -> Trend:
    first = mentions[0].field
    labels = Counter(str(one.part("labs.analyte") or "") for one in mentions)
    points: list[Point] = []
    for mention in sorted(mentions, key=_when):
        repeated = _repeated(points, mention, stays)
        if repeated is None:
            taken, by_document = _taken(mention)
            points.append(Point(mention.value, taken, by_document, flag_of(mention), (mention,)))
        else:
            points[repeated] = _repeat(points[repeated], mention)
    return Trend(first.name, labels.most_common(1)[0][0], first.code, first.unit, tuple(points))


def _repeated(points: Sequence[Point], mention: Mention, stays: Sequence[Stay]) -> int | None:
    """The earlier point that a document without a time of its own for the value repeats.

    It is one of the same day or stay with the same value, told by another document.
    """
    taken, by_document = _taken(mention)
    for number, point in enumerate(points):
        told = {one.document_id for one in point.mentions}
        if point.value != mention.value or mention.document_id in told:
            continue
        if point.taken_on == taken:
            return number
        if by_document and any(stay.covers(point.taken_on) and stay.covers(taken) for stay in stays):
            return number
    return None


def _repeat(point: Point, mention: Mention) -> Point:
    return replace(point, flag=point.flag or flag_of(mention), mentions=(*point.mentions, mention))


def _taken(mention: Mention) -> tuple[date | None, bool]:
    own = as_date(mention.part(_TAKEN))
    return (own, False) if own else (mention.said_on, True)


def _when(mention: Mention) -> tuple[bool, date, str]:
    taken, _ = _taken(mention)
    return taken is None, taken or date.max, str(mention.part(_TAKEN) or "")
