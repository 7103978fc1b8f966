"""Vital signs, laboratory results, and the single facts that are observations: habits, obstetrics, age."""

from __future__ import annotations

import re

from records.catalogue import catalogue
from records.exchange.fhir.context import Context, day
from records.exchange.fhir.elements import (
    Json,
    coded,
    coding,
    concept,
    enumerated,
    observable,
    quantity,
    reading,
    without_nothing,
    words,
)
from records.exchange.fhir.systems import HL7, LOINC
from records.fields import Assertion, Field

_CATEGORIES = {"vitals": "vital-signs", "labs": "laboratory", "lifestyle": "social-history"}
_LOINC = {"lifestyle.smoking": "72166-2", "lifestyle.alcohol": "11331-6", "patient.age_years": "30525-0"}
"""Of facts to which the catalogue gives none."""
_FLAGS = {"high": "H", "low": "L", "abnormal": "A"}
_COMPARED = re.compile(r"\s*(<=|>=|<|>|≤|≥)\s*(\d+(?:[.,]\d+)?)\s*")
_COMPARATORS = {"≤": "<=", "≥": ">="}
_RANGE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|à|to)\s*(\d+(?:[.,]\d+)?)\s*")


def observation(context: Context, place: int, field: Field) -> Json:
    """One value that was measured or told.

    The effective date is the day a sample was taken, else the document's own.
    """
    group = field.name.partition(".")[0]
    category = _CATEGORIES.get(group)
    taken = field.part("labs.taken_at")
    flag, usual = field.part("labs.flag"), field.part("labs.reference_range")
    interpretation = _FLAGS.get(str(flag.value)) if flag else None
    return without_nothing(
        {
            **context.begun("Observation", place),
            "extension": reading(field),
            "status": _status(field),
            "category": [concept(f"{HL7}/observation-category", category)] if category else [],
            "code": _code(field),
            **context.subject,
            **context.stay,
            "effectiveDateTime": (day(taken.value) if taken else None) or context.said_on,
            **_value(field),
            "interpretation": [concept(f"{HL7}/v3-ObservationInterpretation", interpretation)]
            if interpretation
            else [],
            "referenceRange": [_range(str(usual.value), field)] if usual and words(usual.value) else [],
        }
    )


def _status(field: Field) -> str:
    """Final only where a person confirmed the value."""
    if field.assertion is not Assertion.PRESENT:
        return "unknown"
    return "preliminary" if field.validated_by is None else "final"


def _code(field: Field) -> Json:
    if field.name == "labs":
        analyte = field.part("labs.analyte")
        return coded(analyte.value if analyte else catalogue()["labs"].label.fr, ("loinc",), field.code)
    known = observable(field.name)
    if field.name in _LOINC:
        known = {**known, "coding": [coding(LOINC, _LOINC[field.name]), *known["coding"]]}
    return known


def _value(field: Field) -> Json:
    value, shown = field.value, None
    if field.written and (field.written.value, field.unit) == (value, field.unit):
        shown = field.written.unit
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int | float):
        if field.unit is None and field.written is not None:
            shown = field.written.unit
        return {"valueQuantity": quantity(value, field.unit, shown)}
    if catalogue()[field.name].kind == "enum" and words(value):
        return {"valueCodeableConcept": enumerated(field.name, value)}
    compared = _COMPARED.fullmatch(value)
    if compared:
        amount = quantity(_number(compared[2]), field.unit)
        return {"valueQuantity": {"comparator": _COMPARATORS.get(compared[1], compared[1]), **amount}}
    text = words(value)
    return {"valueString": text} if text else {"dataAbsentReason": concept(f"{HL7}/data-absent-reason", "error")}


def _range(written: str, field: Field) -> Json:
    """The words as they stand; the two numbers too, where the value is in the very unit the document writes."""
    plain: Json = {"text": words(written)}
    limits = _RANGE.fullmatch(written)
    converted = field.written is not None and field.written.value != field.value
    if limits is None or converted or _number(limits[1]) > _number(limits[2]):
        return plain
    low, high = (quantity(_number(limit), field.unit) for limit in limits.groups())
    return {"low": low, "high": high, **plain}


def _number(written: str) -> float:
    return float(written.replace(",", "."))
