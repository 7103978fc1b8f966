"""Dates as codes write them, given back as YYYY-MM-DD."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_EPOCH = date(2000, 1, 1)


def day_month_year(text: str) -> str | None:
    """Of `25-12-1953`; None where that is no day."""
    parts = text.split("-")
    if [len(part) for part in parts] != [2, 2, 4] or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return _iso(int(parts[2]), int(parts[1]), int(parts[0]))


def year_month_day(text: str) -> str | None:
    """Of `270531`, in this century; day 00 is the month's last (GS1 General Specifications, AI 17)."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if day == 0 and 1 <= month <= 12:
        day = calendar.monthrange(year, month)[1]
    return _iso(year, month, day)


def days_since_2000(text: str) -> str | None:
    """Of `1E6D`, hexadecimal days since 1 January 2000; None for `FFFF`, which means no date."""
    try:
        days = int(text, 16)
    except ValueError:
        return None
    return None if days == 0xFFFF else (_EPOCH + timedelta(days=days)).isoformat()


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
