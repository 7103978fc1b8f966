"""Codes from the imported terminologies, for what the readers found.

Our own lexicons come first where they are as fine; an official list adds what they do not know. Without an import
nothing changes.
"""

from __future__ import annotations

from dataclasses import replace

from records.fields import Code, Field, Method
from records.terminology.drugs import Resolution
from records.terminology.imported import Terminologies


def with_codes(field: Field, terminologies: Terminologies) -> Field:
    """The field with the codes that the imported terminologies have for it."""
    if field.name == "medications":
        return _drug(field, terminologies)
    if field.code is not None:
        return field
    if field.name == "conditions" and (diseases := terminologies.diseases) is not None:
        found, system = diseases.resolve(str(field.value)), "icd-10"
    elif field.name == "procedures" and (procedures := terminologies.procedures) is not None:
        found, system = procedures.resolve(str(field.value)), "ccam"
    elif field.name == "labs" and (analytes := terminologies.analytes) is not None:
        name = field.part("labs.analyte")
        found, system = analytes.resolve(str(name.value), field.unit) if name else None, "loinc"
    else:
        return field
    return replace(field, code=Code(system, found.code, found.label)) if found else field


def _drug(field: Field, terminologies: Terminologies) -> Field:
    drugs = terminologies.drugs
    if drugs is None:
        return field
    dose = field.part("medications.dose")
    found = drugs.resolve(str(field.value), str(dose.value) if dose else "")
    if found is None:
        return field
    speciality = found.speciality if found.is_exact else None
    if speciality is None:
        return replace(field, code=_atc(field.code, found))
    cis = Field(
        "medications.cis",
        speciality.cis,
        None,
        Method.LEXICON,
        "bdpm/1",
        code=Code("cis", speciality.cis, speciality.name),
        confidence=field.confidence,
    )
    return replace(field, code=_atc(field.code, found), parts=(*field.parts, cis))


def _atc(ours: Code | None, found: Resolution) -> Code | None:
    """The database's, unless ours is as fine and one of the name's: its use decides then, which no list knows.

    A name read with forgiven letters adds a code only where there is none.
    """
    if found.atc is None or (ours is not None and not found.is_exact):
        return ours
    if ours is not None and any(one.atc == ours.code for one in found.candidates):
        return ours
    return Code("atc", found.atc)
