"""Vital signs however they are written: T° 38,4 · PA 13/8 · sat 91 % AA · FC 98/min · 1m68 · sous 2 L."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlp.lexicons import any_of, lexicon, quick_any_of
from nlp.numbers import read_number
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.fields import Field, Quantity, Value

_MODEL = "vitals/1"
_VERDICT_REACH = 110
"""Characters before a number, within its sentence part, in which "fœtal" and the like make it another measurement."""
_PART_BREAK = re.compile(r"[\n;]|[.,](?!\d)")
_NUMBER = r"(?<![\d.,/])\d{1,3}(?:[.,]\d{1,2})?(?![\d])(?![.,]\d)"
_TEMPERATURE = r"(?<![\d.,/])(?:3\d|4[0-3]|2[5-9]|9[3-9]|10[0-8])(?:\s?[.,°]\s?\d{1,2})?(?![\d/])"
_FEET = r"(?P<feet>[3-7])\s?(?:'|ft\b\.?|feet\b|foot\b)\s?(?P<inches>1[01]|\d)\s?(?:\"|''|in\b\.?|inch(?:es)?\b)?"
_HEIGHT = (
    rf"(?<![\d.,/])(?:{_FEET}|[01]\s?m\s?\d\d?|2\s?m\s?\d\d?|[0-2][.,]\d{{1,2}}(?=\s?m\b)|\d{{2,3}}(?=\s?cm\b))(?!\d)"
)
_PRESSURE = re.compile(
    r"(?<![\d/.,])(?P<sys>\d{1,3})\s?/\s?(?P<dia>\d{1,3})(?!\s?/|\d|[.,]\d)(?P<unit>\s?(?:mm|cm)\s?hg\b)?"
)
_RANGE = r"(?:\s?(?:-|a|/)\s?(?P<second>\d{1,3}(?:[.,]\d)?))?"
_COLDEST = 30
"""°C below which a number needs its unit: "fièvre du 26 au 28"."""
_FAHRENHEIT_FROM = 90
"""No body is as hot in °C."""
_TARGET = re.compile(r"(?:>|<|≥|≤|superieure?s? a|inferieure?s? a|au-dessus de|objectif de)\s*$")
_WORDS = r"(?:[^\S\n]+[a-z'()-]+){1,6}?[^\S\n]*[:=]?[^\S\n]*"
_SHORT_LABELS = {"sous", "et", "pour", "t", "p", "nadir", "jusqu'a", "o2", "02"}
"""Words that announce a measurement only right before it, with its unit."""
_UNLABELLED = {SectionKind.EXAMINATION}
"""Where 120/80 alone is a blood pressure."""
_RANGED = {"respiratory_rate_per_min", "oxygen_flow_l_min"}


@dataclass(frozen=True, slots=True)
class _Vital:
    name: str
    label: re.Pattern[str]
    labelled: re.Pattern[str]
    """What follows the label."""
    distant: re.Pattern[str]
    """A few words of any kind between label and number; the unit is then required."""
    bare: re.Pattern[str]
    not_after: re.Pattern[str] | None


def read(text: ClinicalText) -> list[Field]:
    """Every measurement with its place, in the catalogue's units; one told again with the same value is kept once."""
    fields = list(_pressures(text))
    for vital in _vitals():
        fields += _measurements(text, vital)
    first: dict[tuple[str, Value, str], Field] = {}
    for field in sorted(
        fields, key=lambda field: (field.evidence.page, field.evidence.start) if field.evidence else (0, 0)
    ):
        pair = field.evidence.text if field.evidence and "/" in field.evidence.text else ""
        first.setdefault((field.name, field.value, pair), field)
    return list(first.values())


@cache
def _vitals() -> tuple[_Vital, ...]:
    tables = lexicon("vitals_cues")
    vitals = []
    for name, table in tables.items():
        if name in ("fillers", "blood_pressure"):
            continue
        number = {"temperature_c": _TEMPERATURE, "height_cm": _HEIGHT}.get(name, _NUMBER)
        second = _RANGE if name in _RANGED else "(?P<second>(?!))?"
        value = rf"(?P<number>{number}){second}"
        labels = quick_any_of(table["labels"])
        vitals.append(
            _Vital(
                name,
                re.compile(labels),
                re.compile(rf"{tables['fillers']}{value}(?P<unit>{table['units']})?"),
                re.compile(rf"{_WORDS}{value}(?P<unit>{table['units']})"),
                re.compile(rf"{value}(?P<unit>{table['bare']})"),
                re.compile(any_of(table["not_after"])) if table["not_after"] else None,
            )
        )
    return tuple(vitals)


@cache
def _pressure_label() -> re.Pattern[str]:
    tables = lexicon("vitals_cues")
    return re.compile(rf"(?:{any_of(tables['blood_pressure']['labels'])})(?:{tables['fillers']}|{_WORDS})$")


def _measurements(text: ClinicalText, vital: _Vital) -> Iterator[Field]:
    folded = text.folded
    taken: set[int] = set()
    for rule, label, match in _candidates(folded, vital):
        if match.start("number") in taken or not _is_measurement(folded, vital, match, label, rule):
            continue
        for group in ("number", "second"):
            field = _field(text, vital.name, match, group, rule)
            if field is not None:
                taken.add(match.start("number"))
                yield field


def _candidates(folded: str, vital: _Vital) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Rule, label and match: numbers behind a label first, then bare ones, then those a few words behind a label."""
    labels = list(vital.label.finditer(folded))
    for label in labels:
        if match := vital.labelled.match(folded, label.end()):
            yield "labelled", label.group(), match
    for match in vital.bare.finditer(folded):
        yield "bare", "", match
    for label in labels:
        if label.group() not in _SHORT_LABELS and (match := vital.distant.match(folded, label.end())):
            yield "distant", label.group(), match


def _is_measurement(folded: str, vital: _Vital, match: re.Match[str], label: str, rule: str) -> bool:
    start = match.start("number")
    reach = max(0, start - _VERDICT_REACH)
    part = max((found.end() for found in _PART_BREAK.finditer(folded, reach, start)), default=reach)
    if vital.not_after is not None and vital.not_after.search(folded, part, start):
        return False
    if _TARGET.search(folded[max(0, start - 16) : start]):
        return False
    after = folded[match.end("number") : match.end("number") + 12]
    unit = match["unit"]
    if rule != "bare":
        needs_unit = vital.name in ("oxygen_flow_l_min", "weight_kg") or label in _SHORT_LABELS
        if vital.name == "temperature_c" and (unit or re.search(r"[.,°]", match["number"])):
            needs_unit = False
        if vital.name == "height_cm":
            needs_unit = unit is None and not re.search("[m'f]", match["number"])
        if vital.name == "spo2_pct":
            needs_unit = label in ("nadir", "hypoxemie", "spo,") or read_number(match["number"]) < 60
        if needs_unit and not unit:
            return False
        if (
            vital.name in ("heart_rate_bpm", "spo2_pct", "gcs_score")
            and not unit
            and re.match(r"\s?(?:ans?|jours?|j\b|kg|mg|h\b)", after)
        ):
            return False
    if vital.name == "temperature_c" and not re.search(r"^[23]|^4|[.]|f", match["number"] + (unit or "")):
        return False
    if vital.name == "temperature_c" and not unit and _value(vital.name, match["number"]) < _COLDEST:
        return False
    is_angle = vital.name == "temperature_c" and rule == "bare" and "c" not in unit
    return not is_angle or re.search(r"[.,°]", match["number"]) is not None


def _field(text: ClinicalText, name: str, match: re.Match[str], group: str, rule: str) -> Field | None:
    written = match[group]
    if written is None:
        return None
    value = _value(name, written, match["unit"] or "")
    spec = catalogue()[f"vitals.{name}"]
    if not spec.allows(value):
        return None
    unit = match["unit"]
    end = max(match.end("unit"), match.end("number"), match.end("second"))
    start = match.start("number")
    end = start + len(text.text[start:end].rstrip())
    quantity = Quantity(text.text[slice(*match.span(group))], unit.strip() if unit else None)
    return text.field(spec.name, value, start, end, model=f"{_MODEL}:{rule}", unit=spec.unit, written=quantity)


_KG_PER_POUND, _CM_PER_FOOT = 0.45359237, 30.48
"""By definition (international yard and pound agreement, 1959)."""


def _value(name: str, written: str, unit: str = "") -> float | int:
    """In the catalogue's unit; heights are written in metres, centimetres or feet, English weights in pounds."""
    compact = re.sub(r"\s", "", written)
    if name == "height_cm":
        if feet := re.fullmatch(_FEET, written.strip()):
            return round(int(feet["feet"]) * _CM_PER_FOOT + int(feet["inches"]) * _CM_PER_FOOT / 12)
        metres = re.fullmatch(r"(\d)(?:m|[.,])(\d{1,2})", compact)
        return int(metres[1]) * 100 + int(metres[2].ljust(2, "0")) if metres else int(compact)
    number = read_number(compact.replace("°", "."))
    if name == "temperature_c" and (unit.strip(" °*º").endswith(("f", "fahrenheit")) or number > _FAHRENHEIT_FROM):
        return round((number - 32) / 1.8, 1)
    if name == "weight_kg" and unit.strip().startswith(("lb", "pound")):
        return round(number * _KG_PER_POUND, 1)
    return number


def _pressures(text: ClinicalText) -> Iterator[Field]:
    """Both pressures of `130/80` or `13/8`; without a unit only behind a word for blood pressure."""
    folded = text.folded
    for match in _PRESSURE.finditer(folded):
        labelled = _pressure_label().search(folded, max(0, match.start() - 60), match.start()) is not None
        if _TARGET.search(folded[max(0, match.start() - 16) : match.start()]):
            continue
        if not labelled and match["unit"] is None and not _looks_like_pressure(text, match):
            continue
        systolic, diastolic = _millimetres(match["sys"], match["dia"])
        end = match.end()
        values = (("systolic_bp_mmhg", systolic, "sys"), ("diastolic_bp_mmhg", diastolic, "dia"))
        specs = [catalogue()[f"vitals.{name}"] for name, _, _ in values]
        if systolic <= diastolic or not all(
            spec.allows(value) for spec, (_, value, _) in zip(specs, values, strict=True)
        ):
            continue
        unit = match["unit"].strip() if match["unit"] else None
        for spec, (_, value, group) in zip(specs, values, strict=True):
            rule = "labelled" if labelled else "bare"
            written = Quantity(match[group], unit)
            yield text.field(
                spec.name, value, match.start(), end, model=f"{_MODEL}:{rule}", unit=spec.unit, written=written
            )


def _looks_like_pressure(text: ClinicalText, match: re.Match[str]) -> bool:
    """`120/80` on its own in a clinical examination."""
    if text.section_at(match.start()).kind not in _UNLABELLED or len(match["sys"]) + len(match["dia"]) < 5:
        return False
    behind = text.folded[match.end() : match.end() + 3].strip()
    plausible = 70 <= int(match["sys"]) <= 250 and 30 <= int(match["dia"]) <= 140
    return plausible and int(match["sys"]) - int(match["dia"]) >= 15 and not behind.startswith(("°", "m", "u", "d"))


def _millimetres(systolic: str, diastolic: str) -> tuple[int, int]:
    """French pressures are often told in centimetres: 13/8 is 130/80, 12/76 is 120/76."""
    high, low = int(systolic), int(diastolic)
    return (high * 10 if high <= 30 else high), (low * 10 if low <= 15 else low)
