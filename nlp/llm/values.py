"""The value in the words that a model quoted: read by code, or not there."""

from __future__ import annotations

import re
from datetime import date

from nlp.dates import find_dates, find_ranges
from nlp.numbers import NUMBER, read_number
from nlp.sections import fold
from records.catalogue import FieldSpec, catalogue
from records.fields import Quantity, Value

_NUMBER = re.compile(rf"(?<![\d.,]){NUMBER}(?![\d])")
_PRESSURE = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})")
_HEIGHT = re.compile(r"\b([0-2])\s?(?:m|,|\.)\s?(\d{1,2})\b")
_POSITIVE = re.compile(r"\b(?:pos\b|positi|presen|detecte|immuni)|\+")
_NEGATIVE = re.compile(r"\b(?:neg\b|negati|absen|pas d|(?:non|not|no)[ -](?:detecte|detected|immun)|sterile)")
_FAHRENHEIT_FROM = 90
"""No body is as hot in °C."""


def value_in(name: str, words: str, after: str = "") -> Value | None:
    """The value of a field in the words of the document; None where they hold none.

    `after` is what follows them: the first day of a stay often has its month and year from the last.
    """
    spec = catalogue()[name]
    folded = fold(words)
    match spec.kind:
        case "date":
            return _stay(name, folded, fold(after)) or _date(folded, is_birth=name == "patient.birth_date")
        case "decimal" | "integer":
            return _measurement(name, folded, spec)
        case "name":
            plain = _plain(words)
            return plain if any(letter.isalpha() for letter in plain) else None
        case _:
            return _plain(words) or None


def result_in(words: str) -> tuple[Value, Quantity] | None:
    """A laboratory result: its number, or `positive` and `negative`; with the number as written."""
    folded = fold(words)
    if (match := _NUMBER.search(folded)) is not None:
        number = read_number(match.group())
        return number, Quantity(number, None)
    for value, pattern in (("negative", _NEGATIVE), ("positive", _POSITIVE)):
        if pattern.search(folded):
            return value, Quantity(value, None)
    return None


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:.")


def _stay(name: str, folded: str, after: str) -> str | None:
    """First or last day where the words begin a period."""
    if name not in ("encounter.admission_date", "encounter.discharge_date"):
        return None
    is_admission = name == "encounter.admission_date"
    for first, last in find_ranges(folded + after if is_admission else folded):
        if first.start < len(folded):
            return (first if is_admission else last).iso
    return None


def _date(folded: str, *, is_birth: bool) -> str | None:
    for written in find_dates(folded):
        read = written.as_birth(date.today().year) if is_birth else written
        if read.iso is not None:
            return read.iso
    return None


def _measurement(name: str, folded: str, spec: FieldSpec) -> Value | None:
    number = _number(name, folded)
    if number is None or not spec.allows(number):
        return None
    return int(number) if float(number).is_integer() else number


def _number(name: str, folded: str) -> float | int | None:
    if name in ("vitals.systolic_bp_mmhg", "vitals.diastolic_bp_mmhg") and (match := _PRESSURE.search(folded)):
        upper, lower = int(match[1]), int(match[2])
        # Written in centimetres of mercury: 13/8.
        tens = 10 if upper < 30 else 1
        return (upper if name == "vitals.systolic_bp_mmhg" else lower) * tens
    if name == "vitals.height_cm" and (match := _HEIGHT.search(folded)):
        return int(match[1]) * 100 + int(match[2].ljust(2, "0"))
    match = _NUMBER.search(folded)
    if match is None:
        return None
    number = read_number(match.group())
    if name == "vitals.temperature_c" and number >= _FAHRENHEIT_FROM:
        return round((number - 32) / 1.8, 1)
    return number
