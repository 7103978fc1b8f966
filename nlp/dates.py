"""Dates as French documents write them: 12/02/2025, 3-10-25, 1er mars 2024, "du 01-09 au 28-09-25"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juill juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:1er|[0-3]?\d)"
DATE = (
    rf"(?:{_DAY}\s?[/.-]\s?[01]?\d(?:\s?[/.-]\s?(?:19|20)?\d\d|[ ]20\d\d(?=\s*(?:[.,;)\n]|$)))?"
    rf"|{_DAY}\s+(?:{_MONTH})\b\.?(?:\s+(?:19|20)?\d\d(?!\d))?)(?![\d/])"
)
"""A day with its month, with or without the year; on folded text."""
_PARTS = re.compile(
    rf"(?P<day>{_DAY})(?:\s?[/.-]\s?(?P<month>[01]?\d)(?:(?:\s?[/.-]\s?|[ ](?=20))(?P<year>(?:19|20)?\d\d))?"
    rf"|\s+(?P<name>{_MONTH})\b\.?(?:\s+(?P<named_year>(?:19|20)?\d\d))?)$"
)
_FIND = re.compile(rf"(?<![\d/.,])(?:{DATE})")
_RANGE = re.compile(
    rf"(?:\b(?:du|de|entre\s+le|from)\s+(?:le\s+)?)?(?<![\d/.,])(?P<first>{DATE}|{_DAY})\s*(?:au|a|et\s+le|-|to|->)\s+(?:le\s+)?(?P<last>{DATE})"
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date of the text with its place; `year` is None where the document writes none."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    short_year: bool = False
    """Written with two digits."""

    @property
    def iso(self) -> str | None:
        """`YYYY-MM-DD`; None without a year or where the calendar has no such day."""
        if self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None

    def as_birth(self, latest_year: int) -> WrittenDate:
        """A two-digit year of birth later than `latest_year` is of the last century."""
        if self.short_year and self.year is not None and self.year > latest_year:
            return replace(self, year=self.year - 100)
        return self


def find_dates(folded: str, start: int = 0, end: int | None = None) -> Iterator[WrittenDate]:
    """The dates of a stretch of folded text, in order."""
    for match in _FIND.finditer(folded, start, len(folded) if end is None else end):
        written = _read(match.group(), match.start())
        if written is not None:
            yield written


def find_ranges(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[WrittenDate, WrittenDate]]:
    """First and last days of periods; the first takes month and year from the last where it writes none.

    >>> [(first.iso, last.iso) for first, last in find_ranges("du 28/12 au 3/01/2025")]
    [('2024-12-28', '2025-01-03')]
    """
    for match in _RANGE.finditer(folded, start, len(folded) if end is None else end):
        last = _read(match["last"], match.start("last"))
        if last is None:
            continue
        first = _read(match["first"], match.start("first"))
        if first is None:
            day = int(match["first"].removesuffix("er"))
            first = WrittenDate(match.start("first"), match.end("first"), day, last.month, None)
        if first.year is None and last.year is not None:
            first = replace(first, year=last.year - (first.month > last.month))
        yield first, last


def _read(written: str, start: int) -> WrittenDate | None:
    match = _PARTS.fullmatch(written)
    if match is None:
        return None
    month = MONTHS[match["name"]] if match["name"] else int(match["month"])
    year = match["year"] or match["named_year"]
    day = int(match["day"].removesuffix("er"))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    short = year is not None and len(year) == 2
    full_year = None if year is None else int(year) + (2000 if short else 0)
    return WrittenDate(start, start + len(written), day, month, full_year, short)
