"""A document, or all documents of a patient, as one FHIR R4 bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from records.exchange.fhir.context import Context
from records.exchange.fhir.document import document_reference, encounter
from records.exchange.fhir.elements import Json, instant, reference, stable_id
from records.exchange.fhir.patient import patient
from records.exchange.fhir.provenance import provenance
from records.exchange.fhir.resources import Target, resources_of, target_of
from records.exchange.source import Establishment, Source
from records.patient import DocumentFields
from records.synthesis.same_patient import require_same_patient


class BundleType(StrEnum):
    """What the bundle is for."""

    COLLECTION = "collection"
    """To be kept or sent."""
    SEARCHSET = "searchset"
    """The answer of `$everything`."""


def resources(sources: Sequence[Source], patient_id: str, establishment: Establishment) -> list[Json]:
    """The patient, then each document's resources and their Provenance, in the order of the sources.

    The same sources give the same resources with the same ids. Raises DifferentPatients.
    """
    require_same_patient(DocumentFields(source.id, source.fields) for source in sources)
    person = patient(patient_id, sources, establishment)
    return [person, *(one for source in sources for one in _of_document(source, person, establishment))]


def bundle(sources: Sequence[Source], patient_id: str, establishment: Establishment, kind: BundleType) -> Json:
    """At least one source, all of one patient. Raises DifferentPatients."""
    listed = resources(sources, patient_id, establishment)
    entries: list[Json] = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in listed]
    head: Json = {
        "resourceType": "Bundle",
        "id": stable_id("Bundle", kind, patient_id, *(source.id for source in sources)),
        "type": kind.value,
        "timestamp": instant(max(source.read_at for source in sources)),
    }
    if kind is BundleType.SEARCHSET:
        head["total"] = len(entries)
        entries = [entry | {"search": {"mode": "match"}} for entry in entries]
    return {**head, "entry": entries}


def addressed(listed: Iterable[Json]) -> Iterator[Json]:
    """The resources with references by type and id, as they stand outside a bundle (NDJSON)."""
    return ({key: _addressed(value) for key, value in one.items()} for one in listed)


def _of_document(source: Source, person: Json, establishment: Establishment) -> Iterator[Json]:
    stay = encounter(source, person)
    document = document_reference(source, person, stay, establishment)
    context = Context(source, person, stay)
    made = resources_of(context)
    yield document
    if stay is not None:
        diagnoses = [{"condition": reference(made[place]), "rank": 1} for place in _main_diagnoses(source, made)]
        yield stay | ({"diagnosis": diagnoses} if diagnoses else {})
    yield from made.values()
    shared = {Target.PATIENT: person, Target.ENCOUNTER: stay, Target.DOCUMENT: document}
    for place, field in enumerate(source.fields):
        target = made.get(place) or shared.get(target_of(field.name)) or document
        yield provenance(context, place, field, target, document)


def _main_diagnoses(source: Source, made: dict[int, Json]) -> Iterator[int]:
    for place, field in enumerate(source.fields):
        main = field.part("conditions.main")
        if main and main.value is True and made.get(place, {}).get("resourceType") == "Condition":
            yield place


def _addressed(value: Any) -> Any:
    if isinstance(value, list):
        return [_addressed(one) for one in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _addressed(inner) for key, inner in value.items()}
    target = plain.get("reference")
    if isinstance(target, str) and "type" in plain:
        plain["reference"] = f"{plain['type']}/{target.removeprefix('urn:uuid:')}"
    return plain
