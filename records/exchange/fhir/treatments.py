"""Medications and procedures."""

from __future__ import annotations

import re

from records.exchange.fhir.context import Context
from records.exchange.fhir.elements import Json, coded, concept, enumerated, quantity, reading, without_nothing, words
from records.exchange.fhir.systems import HL7
from records.fields import Assertion, Code, Field, Grounding

_TAKEN = {"home": "active", "stay": "unknown", "stopped": "stopped", "mentioned": "unknown"}
_ASSERTED = {
    Assertion.ABSENT: "not-taken",
    Assertion.HISTORY: "completed",
    Assertion.PLANNED: "intended",
    Assertion.POSSIBLE: "unknown",
}
_SETTINGS = {"home": "community", "stay": "inpatient"}
_DONE = {"done": "completed", "history": "completed", "planned": "preparation"}
_MEASURED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]+)")
_DOSES = {"g": "g", "mg": "mg", "µg": "ug", "mcg": "ug", "ml": "mL", "ui": "[iU]", "iu": "[iU]"}
_LENGTHS = {
    **dict.fromkeys(("j", "jour", "jours", "day", "days"), "d"),
    **dict.fromkeys(("h", "heure", "heures", "hour", "hours"), "h"),
    **dict.fromkeys(("sem", "semaine", "semaines", "week", "weeks"), "wk"),
    **dict.fromkeys(("mois", "month", "months"), "mo"),
    **dict.fromkeys(("an", "ans", "year", "years"), "a"),
}


def medication(context: Context, place: int, field: Field) -> Json:
    """What is prescribed at discharge or on a prescription is a request, everything else a statement.

    The request is one that a paper reports (`reportedBoolean`), of unknown state: nobody shall dispense from it.
    """
    status = _part(field, "status")
    on_prescription = context.source.dated.type == "prescription" and status in (None, "mentioned")
    asserted = field.assertion is Assertion.PRESENT
    if asserted and (status == "discharge" or on_prescription):
        return _request(context, place, field, "discharge" if status == "discharge" else "community")
    state = _TAKEN.get(status or "", "unknown") if asserted else _ASSERTED[field.assertion]
    category = _SETTINGS.get(status or "")
    system = f"{HL7}/medication-statement-category"
    return without_nothing(
        {
            **context.begun("MedicationStatement", place),
            "extension": reading(field),
            "status": state,
            "category": concept(system, category) if category else None,
            "medicationCodeableConcept": _drug(field),
            **context.subject,
            **({"context": context.stay["encounter"]} if context.stay else {}),
            "dateAsserted": context.said_on,
            "dosage": _dosage(field),
        }
    )


def procedure(context: Context, place: int, field: Field) -> Json:
    """An operation or examination that was done, is planned, or was not done."""
    status = _part(field, "status")
    state = "not-done" if field.assertion is Assertion.ABSENT else _DONE.get(status or "", "unknown")
    if field.assertion is Assertion.PLANNED:
        state = "preparation"
    if field.assertion is Assertion.POSSIBLE:
        state = "unknown"
    stay = context.stay if (state, status) == ("completed", "done") else {}  # what is past or planned is not of it
    return without_nothing(
        {
            **context.begun("Procedure", place),
            "extension": reading(field),
            "status": state,
            "code": coded(field.value, ("ccam",), field.code),
            **context.subject,
            **stay,
        }
    )


def _request(context: Context, place: int, field: Field, category: str) -> Json:
    return without_nothing(
        {
            **context.begun("MedicationRequest", place),
            "extension": reading(field),
            "status": "unknown",
            "intent": "order",
            "category": [concept(f"{HL7}/medicationrequest-category", category)],
            "reportedBoolean": True,
            "medicationCodeableConcept": _drug(field),
            **context.subject,
            **context.stay,
            "authoredOn": context.said_on,
            "dosageInstruction": _dosage(field),
        }
    )


def _drug(field: Field) -> Json:
    cis = field.part("medications.cis")
    return coded(field.value, ("atc", "cis"), field.code, Code("cis", str(cis.value)) if cis else None)


def _dosage(field: Field) -> list[Json]:
    """The posology in the document's words, and each part that is plainly a number in its own place."""
    dose, frequency, duration = (words(_part(field, leaf)) for leaf in ("dose", "frequency", "duration"))
    route = _part(field, "route")
    length = _measured(duration, _LENGTHS)
    amount = _measured(dose, _DOSES)
    timing = {
        "repeat": {"boundsDuration": length} if length else None,
        "code": {"text": frequency} if frequency else None,
    }
    filled = without_nothing(
        {
            "text": words(" ; ".join(filter(None, (dose, frequency, duration)))),
            "timing": without_nothing(timing),
            "route": enumerated("medications.route", route) if route else None,
            "doseAndRate": [{"doseQuantity": amount}] if amount else [],
        }
    )
    return [filled] if filled else []


def _measured(written: str | None, units: dict[str, str]) -> Json | None:
    """A number and a unit and nothing else; None for anything that would have to be understood."""
    match = _MEASURED.fullmatch(written or "")
    unit = units.get(match[2].lower()) if match else None
    return quantity(float(match[1].replace(",", ".")), unit, match[2]) if match and unit else None


def _part(field: Field, leaf: str) -> str | None:
    group = field.name.partition(".")[0]
    part = field.part(f"{group}.{leaf}")
    return str(part.value) if part and not _is_unfound(field, part) else None


def _is_unfound(field: Field, part: Field) -> bool:
    """Whether a part's words are not in the document and nobody stands behind them: it is kept in Provenance only."""
    return part.grounding is Grounding.NONE and not (part.validated_by or field.validated_by)
