"""Many patients as NDJSON, one resource a line, as FHIR's bulk data files have them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from records.exchange.fhir.bundle import addressed, resources
from records.exchange.source import Establishment, Source

TYPES = (
    *("Patient", "DocumentReference", "Encounter", "Condition", "FamilyMemberHistory", "AllergyIntolerance"),
    *("Observation", "MedicationStatement", "MedicationRequest", "Procedure", "Provenance"),
)
"""Every resource type that is exported."""


def ndjson(
    patients: Iterable[tuple[str, Sequence[Source]]], establishment: Establishment, types: Collection[str] = TYPES
) -> Iterator[tuple[str, str]]:
    """Resource type and line, patient after patient; each patient is an id and their documents.

    Raises DifferentPatients.
    """
    for patient_id, sources in patients:
        for resource in addressed(resources(sources, patient_id, establishment)):
            if resource["resourceType"] in types:
                yield resource["resourceType"], json.dumps(resource, ensure_ascii=False) + "\n"
