"""The small parts that resources are built of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from records.catalogue import catalogue
from records.exchange.fhir.systems import ABSENT_REASON, CATALOGUE, LOINC, READING, TERMINOLOGIES, UCUM
from records.fields import Code, Field, Value

Json = dict[str, Any]

_IDS = UUID("6f0c1d5e-3b1f-5a52-9c53-0f8f5f1c7a11")


def stable_id(*seed: str | int) -> str:
    """An id that depends on the seed alone."""
    return str(uuid5(_IDS, "\x1f".join(map(str, seed))))


def reference(resource: Json) -> Json:
    """To a resource of the same bundle."""
    return {"reference": f"urn:uuid:{resource['id']}", "type": resource["resourceType"]}


def words(value: Value | None) -> str | None:
    """Text as FHIR takes it, in single plain spaces; None where nothing is left.

    FHIR's `string` has neither control characters nor French's narrow and unbroken spaces.

    >>> words("5 mg"), words("\\x00 ")
    ('5 mg', None)
    """
    visible = "".join(character if character.isprintable() else " " for character in str(value or ""))
    return " ".join(visible.split()) or None


def instant(moment: datetime) -> str:
    """In UTC, to the second or finer."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def coding(system: str, code: str, display: str | None = None) -> Json:
    """A code of a system; the display is left out where there is none."""
    shown = words(display)
    return {"system": system, "code": code} | ({"display": shown} if shown else {})


def concept(system: str, code: str) -> Json:
    """A code that FHIR itself asks for."""
    return {"coding": [coding(system, code)]}


def coded(value: Value, systems: Collection[str], *codes: Code | None) -> Json:
    """What the document says in words, with the codes of these systems that are known for it."""
    known = [
        coding(TERMINOLOGIES[code.system], written, code.display)
        for code in codes
        if code and code.system in systems and (written := words(code.code))
    ]
    said = without_nothing({"coding": known, "text": words(value)})
    return said or {"extension": [{"url": ABSENT_REASON, "valueCode": "unknown"}]}


def observable(name: str) -> Json:
    """The code of a catalogue's field: LOINC where the catalogue gives one, and its own name."""
    spec = catalogue()[name]
    known = [coding(LOINC, spec.loinc)] if spec.loinc else []
    return {"coding": [*known, coding(CATALOGUE, name, spec.label.fr)], "text": spec.label.fr}


def enumerated(name: str, value: Value) -> Json:
    """A word of one of the catalogue's enumerations, with its French label."""
    label = catalogue()[name].values.get(str(value))
    text = label.fr if label else words(value)
    return without_nothing({"coding": [coding(CATALOGUE, f"{name}.{value}", text)] if label else [], "text": text})


def quantity(number: float, unit: str | None, shown: str | None = None) -> Json:
    """A number with its UCUM unit, and as what people call it."""
    measured = {"value": number} | ({"system": UCUM, "code": unit} if unit else {})
    label = words(shown) or unit
    return measured | ({"unit": label} if label else {})


def reading(field: Field) -> list[Json]:
    """The extension that says how far a resource made of the field can be trusted."""
    return [
        {
            "url": READING,
            "extension": [
                {"url": "confidence", "valueDecimal": round(field.confidence, 4)},
                {"url": "grounding", "valueCode": field.grounding.value},
                {"url": "assertion", "valueCode": field.assertion.value},
                {"url": "validated", "valueBoolean": field.validated_by is not None},
            ],
        }
    ]


def without_nothing(resource: Json) -> Json:
    """Without empty members: FHIR allows none."""
    return {key: value for key, value in resource.items() if value not in (None, [], {}, "")}
