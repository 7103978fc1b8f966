"""Our own check refuses what the official schema lets pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from records.exchange.fhir.bundle import BundleType, bundle
from records.exchange.fhir.check import faults
from records.exchange.source import Establishment, Source

Paper = Callable[..., Source]
Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def sent(paper: Paper) -> dict[str, Any]:
    """A bundle of one document with a bit of everything."""
    source = paper(
        ("patient.last_name", "RAVENEL"),
        ("encounter.admission_date", "2026-02-20"),
        ("conditions", "HTA", {"code": "icd-10 I10"}),
        ("conditions", "diabète", {"assertion": "absent"}),
        ("allergies", "pénicilline"),
        ("labs", 120, {"analyte": "CRP", "unit": "mg/L"}),
    )
    return bundle([source], "p1", Establishment(), BundleType.COLLECTION)


def _of(kind: str, change: Change) -> Change:
    def apply(sent: dict[str, Any]) -> None:
        change(next(entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == kind))

    return apply


CHANGES: dict[str, Change] = {
    "required binding": _of("DocumentReference", lambda one: one.update(status="nonsense")),
    "is required": _of("Provenance", lambda one: one.pop("recorded")),
    "code system": _of("Condition", lambda one: one["code"]["coding"][0].update(system="http://loinc.org")),
    "a code has a system": _of("Condition", lambda one: one["code"]["coding"][0].pop("system")),
    "ait-1": _of("AllergyIntolerance", lambda one: one.pop("clinicalStatus")),
    "ele-1": _of("Patient", lambda one: one.update(name=[])),
    "ext-1": _of("Condition", lambda one: one["extension"][0].update(valueString="x")),
    "obs-6": _of("Observation", lambda one: one.update(dataAbsentReason={"text": "x"})),
    "per-1": _of("Encounter", lambda one: one.update(period={"start": "2026-02-20", "end": "2026-02-01"})),
    "a name has a part": _of("Patient", lambda one: one.update(name=[{"use": "usual"}])),
    "an extension has a full name": _of("Patient", lambda one: one.update(extension=[{"url": "x", "valueCode": "y"}])),
    "not a resource that is exported here": _of("Patient", lambda one: one.update(resourceType="Basic")),
    "resolves within the bundle": lambda sent: sent["entry"].pop(0),
    "bdl-7": lambda sent: sent["entry"].append(copy.deepcopy(sent["entry"][0])),
    "what is refuted is not active": lambda sent: [
        entry["resource"]["verificationStatus"]["coding"][0].update(code="refuted")
        for entry in sent["entry"]
        if entry["resource"]["resourceType"] == "Condition"
    ],
    "con-5": _of("Condition", lambda one: one["verificationStatus"]["coding"][0].update(code="entered-in-error")),
}


def test_what_we_send_has_no_fault(sent: dict[str, Any]) -> None:
    assert faults(sent) == []


@pytest.mark.parametrize("rule", CHANGES)
def test_each_fault_is_found(sent: dict[str, Any], rule: str) -> None:
    CHANGES[rule](sent)
    assert [fault.rule for fault in faults(sent) if fault.rule.startswith(rule)]
