"""A bundle that went round: what is another's is counted, what was changed is named, what is no bundle is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from records.errors import NotThisBundle
from records.exchange.fhir.bundle import BundleType, bundle
from records.exchange.fhir.read_back import read_bundle
from records.exchange.source import Establishment, Source

Paper = Callable[..., Source]


@pytest.fixture
def sent(paper: Paper) -> dict[str, Any]:
    """Two documents of one patient."""
    first = paper(("patient.last_name", "RAVENEL"), ("conditions", "HTA"), ("labs", 12, {"analyte": "CRP"}))
    second = paper(("patient.sex", "F"), ("conditions", "BPCO"), ("encounter.reason", "toux"), id="cr2")
    made = bundle([first, second], "p1", Establishment(ipp_system="urn:oid:1.2"), BundleType.SEARCHSET)
    whole: dict[str, Any] = json.loads(json.dumps(made))
    return whole


def test_two_documents_come_back_apart(sent: dict[str, Any]) -> None:
    back = read_bundle(sent)
    assert [[field.value for field in one.fields] for one in back.documents] == [
        ["RAVENEL", "HTA", 12],
        ["F", "BPCO", "toux"],
    ]
    assert back.changed == ()


def test_another_system_s_resources_are_counted(sent: dict[str, Any]) -> None:
    sent["entry"].append({"fullUrl": "urn:uuid:x", "resource": {"resourceType": "Immunization", "id": "x"}})
    assert dict(read_bundle(sent).left_out) == {"Immunization": 1}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("Condition", {"code": {"text": "asthme"}}),
        ("Patient", {"gender": "male"}),
        ("Patient", {"identifier": [{"value": "1"}]}),
        ("Encounter", {"status": "planned"}),
        ("DocumentReference", {"author": [{"display": "X"}]}),
    ],
)
def test_what_was_edited_on_the_way_is_named(sent: dict[str, Any], kind: str, change: dict[str, Any]) -> None:
    """The fields are given as they were read; nobody overlooks that the resource says something else."""
    edited = next(entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == kind)
    edited.update(change)
    assert f"urn:uuid:{edited['id']}" in read_bundle(sent).changed


@pytest.mark.parametrize(
    "other",
    [None, [], {}, {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": []}, {"resourceType": "Bundle"}],
)
def test_what_is_no_bundle_of_ours_is_refused(other: Any) -> None:
    with pytest.raises(NotThisBundle):
        read_bundle(other)


@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
def test_a_value_that_was_lost_on_the_way_is_noticed(sent: dict[str, Any], which: int) -> None:
    """Without its Provenance a value would be gone without a word."""
    entries = sent["entry"]
    places = [place for place, one in enumerate(entries) if one["resource"]["resourceType"] == "Provenance"]
    del entries[places[which]]
    with pytest.raises(NotThisBundle):
        read_bundle(sent)


def test_a_damaged_provenance_is_refused(sent: dict[str, Any]) -> None:
    provenance = next(entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == "Provenance")
    provenance["extension"][0]["extension"] = []
    with pytest.raises(NotThisBundle):
        read_bundle(sent)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("confidence", {"valueDecimal": 17}),
        ("confidence", {"valueDecimal": float("nan")}),
        ("confidence", {"valueDecimal": 10**400}),
        ("page", {"valueInteger": -5}),
        ("page", {"valueString": "two"}),
        ("name", {"valueInteger": 3}),
        ("value", {"valueDecimal": float("inf")}),
    ],
)
def test_a_member_that_cannot_be_is_refused(sent: dict[str, Any], member: str, value: dict[str, Any]) -> None:
    provenance = next(entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == "Provenance")
    members = provenance["extension"][0]["extension"]
    at = next(place for place, one in enumerate(members) if one["url"] == member)
    members[at] = {"url": member, **value}
    with pytest.raises(NotThisBundle):
        read_bundle(sent)


def test_an_observation_is_final_when_a_person_confirmed_it(paper: Paper) -> None:
    source = paper(
        ("vitals.temperature_c", 38.4, {"by": "Dr Ravenel"}), ("labs", 12), ("labs", 3, {"assertion": "possible"})
    )
    made = bundle([source], "p1", Establishment(), BundleType.COLLECTION)
    listed = [entry["resource"] for entry in made["entry"]]
    assert [one["status"] for one in listed if one["resourceType"] == "Observation"] == [
        "final",
        "preliminary",
        "unknown",
    ]
