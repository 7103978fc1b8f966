"""Problems, those of relatives, and allergies."""

from __future__ import annotations

from records.exchange.fhir.context import Context
from records.exchange.fhir.elements import Json, coded, coding, concept, reading, reference, without_nothing, words
from records.exchange.fhir.systems import HL7, NO_ALLERGY
from records.fields import Assertion, Field

VERIFIED = {
    Assertion.PRESENT: "confirmed",
    Assertion.HISTORY: "confirmed",
    Assertion.ABSENT: "refuted",
    Assertion.POSSIBLE: "unconfirmed",
    Assertion.PLANNED: "unconfirmed",
}
CONDITION_CLINICAL = {Assertion.PRESENT: "active", Assertion.HISTORY: "inactive"}
"""What is refuted or only possible has no clinical course."""


def condition(context: Context, place: int, field: Field) -> Json:
    """A problem; a relative's is a family history and never a Condition of the patient."""
    if field.assertion is Assertion.FAMILY:
        return _family_history(context, place, field)
    clinical = CONDITION_CLINICAL.get(field.assertion)
    main = field.part("conditions.main")
    category = "encounter-diagnosis" if main and main.value is True else None
    return without_nothing(
        {
            **context.begun("Condition", place),
            "extension": reading(field),
            "clinicalStatus": concept(f"{HL7}/condition-clinical", clinical) if clinical else None,
            "verificationStatus": concept(f"{HL7}/condition-ver-status", VERIFIED[field.assertion]),
            "category": [concept(f"{HL7}/condition-category", category)] if category else [],
            "code": coded(field.value, ("icd-10",), field.code),
            **context.subject,
            **context.stay,
            "recordedDate": context.said_on,
        }
    )


def allergy(context: Context, place: int, field: Field, *, none_known: bool) -> Json:
    """An allergy or that there is none; a relative's is a family history.

    R4 wants a clinical status on every allergy, so a refuted one is `inactive`.
    """
    if field.assertion is Assertion.FAMILY:
        return _family_history(context, place, field)
    refuted = field.assertion is Assertion.ABSENT and not none_known
    reaction = field.part("allergies.reaction")
    manifestation = words(reaction.value) if reaction else None
    code = coded(field.value, ("atc", "cis"), field.code)
    if none_known:
        code = {**code, "coding": [coding(NO_ALLERGY, "no-known-allergies")]}
    verified = "confirmed" if none_known else VERIFIED[field.assertion]
    return without_nothing(
        {
            **context.begun("AllergyIntolerance", place),
            "extension": reading(field),
            "clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "inactive" if refuted else "active"),
            "verificationStatus": concept(f"{HL7}/allergyintolerance-verification", verified),
            "code": code,
            "patient": reference(context.patient),
            **context.stay,
            "recordedDate": context.said_on,
            "reaction": [{"manifestation": [{"text": manifestation}]}] if manifestation else [],
        }
    )


def _family_history(context: Context, place: int, field: Field) -> Json:
    return without_nothing(
        {
            **context.begun("FamilyMemberHistory", place),
            "extension": reading(field),
            "status": "partial",
            "patient": reference(context.patient),
            "date": context.said_on,
            "relationship": concept(f"{HL7}/v3-RoleCode", "FAMMEMB"),
            "condition": [{"code": coded(field.value, ("icd-10",), field.code)}],
        }
    )
