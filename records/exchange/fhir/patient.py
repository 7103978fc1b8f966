"""The patient, as the documents agree on."""

from __future__ import annotations

from collections.abc import Sequence

from records.exchange.fhir.context import day
from records.exchange.fhir.elements import Json, concept, stable_id, without_nothing, words
from records.exchange.fhir.systems import FR_0203, V2_0203
from records.exchange.source import Establishment, Source
from records.patient import DocumentFields
from records.synthesis.dossier import read_dossier
from records.synthesis.facts import identity

_GENDERS = {"F": "female", "M": "male"}


def patient(patient_id: str, sources: Sequence[Source], establishment: Establishment) -> Json:
    """Names, sex, birth date and numbers.

    A national number read from a page is no INS: that name is for an identity that an operator has qualified with the
    national service. It is exported as a national number (NNFRA) without the INS's OID.
    """
    documents = read_dossier(_fields(sources))
    told = {fact.name.removeprefix("patient."): fact.value for fact in identity(documents)}
    nir, ipp = words(told.get("nir")), words(told.get("ipp"))
    first = words(told.get("first_name"))
    names = [
        {"use": use, "family": family} | ({"given": [first]} if first else {})
        for use, leaf in (("usual", "last_name"), ("official", "birth_name"))
        if (family := words(told.get(leaf)))
    ]
    if first and not names:
        names = [{"use": "usual", "given": [first]}]
    number = {"use": "secondary", "type": concept(FR_0203, "NNFRA"), "value": nir}
    local = {"use": "usual", "type": concept(V2_0203, "PI"), "system": establishment.ipp_system, "value": ipp}
    return without_nothing(
        {
            "resourceType": "Patient",
            "id": stable_id(patient_id, "Patient"),
            "identifier": [without_nothing(one) for one in (number, local) if one["value"]],
            "name": names,
            "gender": _GENDERS.get(str(told.get("sex"))),
            "birthDate": day(told.get("birth_date")),
        }
    )


def _fields(sources: Sequence[Source]) -> list[DocumentFields]:
    return [DocumentFields(source.id, source.fields) for source in sources]
