"""Which resource each field of the catalogue becomes: the one table that the manual shows too."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from records.catalogue import catalogue
from records.exchange.fhir.context import Context
from records.exchange.fhir.elements import Json
from records.exchange.fhir.observations import observation
from records.exchange.fhir.problems import allergy, condition
from records.exchange.fhir.treatments import medication, procedure
from records.fields import Assertion, Field, Grounding
from records.synthesis.allergies import allergies


class Target(StrEnum):
    """Where a value stands in the bundle."""

    PATIENT = "Patient"
    ENCOUNTER = "Encounter"
    DOCUMENT = "DocumentReference"
    CONDITION = "Condition or FamilyMemberHistory"
    ALLERGY = "AllergyIntolerance or FamilyMemberHistory"
    MEDICATION = "MedicationStatement or MedicationRequest"
    PROCEDURE = "Procedure"
    OBSERVATION = "Observation"


_GROUPS: Mapping[str, Target] = {
    "patient": Target.PATIENT,
    "encounter": Target.ENCOUNTER,
    "document": Target.DOCUMENT,
    "conditions": Target.CONDITION,
    "allergies": Target.ALLERGY,
    "medications": Target.MEDICATION,
    "procedures": Target.PROCEDURE,
}
_SHARED = frozenset({Target.PATIENT, Target.ENCOUNTER, Target.DOCUMENT})


def target_of(name: str) -> Target:
    """By the catalogue's name; what has no resource of its own is an observation."""
    if name == "patient.age_years":  # an age is true on one day only
        return Target.OBSERVATION
    return _GROUPS.get(name.partition(".")[0], Target.OBSERVATION)


def resources_of(context: Context) -> dict[int, Json]:
    """The resources that fields have of their own, by the field's place in the document.

    None has: a relative's medication, result or procedure, which would stand in this patient's record; a value whose
    words were not found and that no person confirmed; a value of a name that this version's catalogue does not have.
    They are kept whole in their Provenance, which then is one of the document.
    """
    none_known = {mention.place for mention in allergies([context.source.dated]).none_known}
    made: dict[int, Json] = {}
    for place, field in enumerate(context.source.fields):
        resource = _resource(context, place, field, none_known=place in none_known)
        if resource is not None:
            made[place] = resource
    return made


def _resource(context: Context, place: int, field: Field, *, none_known: bool) -> Json | None:
    target = target_of(field.name)
    to_review = field.grounding is Grounding.NONE and field.validated_by is None
    if target in _SHARED or to_review or field.name not in catalogue():
        return None
    if target is Target.CONDITION:
        return condition(context, place, field)
    if target is Target.ALLERGY:
        return allergy(context, place, field, none_known=none_known)
    if field.assertion is Assertion.FAMILY:
        return None
    if target is Target.MEDICATION:
        return medication(context, place, field)
    if target is Target.PROCEDURE:
        return procedure(context, place, field)
    return observation(context, place, field)
