"""Measurements over time as a table: a row an analyte, a column a day, and a small curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.synthesis_lines import PartView, Teller
from records.catalogue import catalogue
from records.synthesis.trends import Point, Trend

_DAYS_SHOWN = 8
"""Columns that fit; the latest are shown."""
_CURVE_FROM = 3
"""Numbers from which a curve says more than they do."""
CURVE_WIDTH, CURVE_HEIGHT = 80, 20


@dataclass(frozen=True, slots=True)
class CellView:
    """A measurement."""

    part: PartView
    flag: str | None
    flag_text: str


@dataclass(frozen=True, slots=True)
class RowView:
    """An analyte or vital sign; `days` has an entry a column, empty where nothing was measured."""

    label: str
    unit: str
    reference: str
    days: tuple[tuple[CellView, ...], ...]
    curve: str
    """Points of a polyline in a field of CURVE_WIDTH by CURVE_HEIGHT; empty for too few numbers."""


@dataclass(frozen=True, slots=True)
class TableView:
    """All measurements of a kind; `note` says what the day of a column is."""

    name: str
    title: str
    days: tuple[str, ...]
    rows: tuple[RowView, ...]
    note: str


def table(teller: Teller, name: str, trends: Sequence[Trend]) -> TableView:
    """The table of laboratory results (`labs`) or vital signs (`vitals`), those measured most often first."""
    every = {point.taken_on for trend in trends for point in trend.points}
    shown = sorted(every, key=lambda day: day or date.max)[-_DAYS_SHOWN:]
    rows = (_row(teller, trend, shown) for trend in sorted(trends, key=lambda trend: -len(trend.points)))
    note = "days" if len(every) <= len(shown) else "latest_days"
    return TableView(
        name=name,
        title=teller.wording.text(f"group.{name}"),
        days=tuple(teller.day(day) for day in shown),
        rows=tuple(row for row in rows if any(row.days)),
        note=teller.say(note, n=len(shown)),
    )


def _row(teller: Teller, trend: Trend, days: Sequence[date | None]) -> RowView:
    return RowView(
        label=trend.label or teller.label(trend.name),
        unit=teller.wording.unit(trend.unit),
        reference=trend.reference_range or "",
        days=tuple(
            tuple(_cell(teller, trend.name, point) for point in trend.points if point.taken_on == day) for day in days
        ),
        curve=_curve([point for point in trend.points if point.taken_on in days]),
    )


def _cell(teller: Teller, name: str, point: Point) -> CellView:
    text = teller.wording.value(catalogue().get(name), point.value)
    flag_text = teller.value("labs.flag", point.flag) if point.flag else ""
    return CellView(teller.part(text, point.mentions), point.flag, flag_text)


def _curve(points: Sequence[Point]) -> str:
    """Evenly spaced in the order of time: it shows the direction, not the pace."""
    numbers = [float(point.value) for point in points if isinstance(point.value, int | float)]
    if len(numbers) < _CURVE_FROM:
        return ""
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    step = CURVE_WIDTH / (len(numbers) - 1)
    heights = (CURVE_HEIGHT - 2 - (number - low) / span * (CURVE_HEIGHT - 4) for number in numbers)
    return " ".join(f"{place * step:.1f},{height:.1f}" for place, height in enumerate(heights))
