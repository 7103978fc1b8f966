"""Comparing posologies as documents write them, and reading how long one was prescribed for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from records.synthesis.words import fold, words

_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|g|mg|ug|µg|mcg|microgrammes?|l|ml)(?![a-z])")
_SCALE = {"kg": 1e6, "g": 1e3, "mg": 1.0, "ug": 1e-3, "µg": 1e-3, "mcg": 1e-3, "l": 1e3, "ml": 1.0}
_MICRO = 1e-3
_DURATION = re.compile(r"(\d+)\s*(jours?|j|days?|semaines?|sem|weeks?|mois|months?)(?![a-z])")
_DAYS = {"j": 1, "d": 1, "s": 7, "w": 7, "m": 30}


def same_dose(one: str, other: str) -> bool:
    """Whether two doses are written alike, units of mass and of volume converted.

    >>> same_dose("1 g", "1000mg"), same_dose("5 mg", "2,5 mg")
    (True, False)
    """
    return _plain_dose(one) == _plain_dose(other)


def same_frequency(one: str, other: str) -> bool:
    """Whether one writing says no more than the other: what only adds words is no change.

    >>> same_frequency("matin et soir", "matin et soir au cours du repas"), same_frequency("le matin", "le soir")
    (True, False)
    """
    first, second = set(words(one)), set(words(other))
    return first <= second or second <= first


def end_of(duration: str, begins: date) -> date | None:
    """The last day of a prescription of that duration; None where it is not plainly written. A month has 30 days.

    >>> end_of("7 jours", date(2025, 5, 11))
    datetime.date(2025, 5, 18)
    """
    match = _DURATION.fullmatch(fold(duration).strip())
    return begins + timedelta(days=int(match[1]) * _DAYS[match[2][0]]) if match else None


def _plain_dose(written: str) -> str:
    def scaled(match: re.Match[str]) -> str:
        unit = match[2]
        family = "l" if unit in ("l", "ml") else "m"
        return f"{float(match[1].replace(',', '.')) * _SCALE.get(unit, _MICRO):g}{family}"

    return _AMOUNT.sub(scaled, fold(written)).replace(" ", "").replace(",", ".")
