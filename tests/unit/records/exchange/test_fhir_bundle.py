"""What a document says becomes the FHIR that says the same, and nothing stronger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from records.errors import DifferentPatients
from records.exchange.fhir.bundle import BundleType, addressed, bundle
from records.exchange.fhir.check import faults
from records.exchange.fhir.systems import GROUNDED_FIELD, INS_NIR
from records.exchange.source import Establishment, Source
from records.fields import Grounding

Paper = Callable[..., Source]


def exported(*sources: Source, establishment: Establishment | None = None) -> list[dict[str, Any]]:
    made = bundle(sources, "p1", establishment or Establishment(), BundleType.COLLECTION)
    assert faults(made) == []
    return [entry["resource"] for entry in made["entry"]]


def only(resources: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = (one for one in resources if one["resourceType"] == kind)
    return found


def code(concept: dict[str, Any]) -> str:
    return str(concept["coding"][0]["code"])


@pytest.mark.parametrize(
    ("assertion", "verified", "clinical"),
    [
        ("present", "confirmed", "active"),
        ("history", "confirmed", "inactive"),
        ("absent", "refuted", None),
        ("possible", "unconfirmed", None),
    ],
)
def test_a_problem_keeps_its_assertion(paper: Paper, assertion: str, verified: str, clinical: str | None) -> None:
    """« Pas de diabète » is a refuted diabetes, never a diabetes."""
    found = only(exported(paper(("conditions", "diabète", {"assertion": assertion}))), "Condition")
    assert code(found["verificationStatus"]) == verified
    assert (code(found["clinicalStatus"]) if "clinicalStatus" in found else None) == clinical


@pytest.mark.parametrize("name", ["conditions", "allergies"])
def test_what_a_relative_has_is_no_problem_of_the_patient(paper: Paper, name: str) -> None:
    resources = exported(paper((name, "diabète", {"assertion": "family"})))
    assert only(resources, "FamilyMemberHistory")["condition"] == [{"code": {"text": "diabète"}}]
    assert {"Condition", "AllergyIntolerance"}.isdisjoint(one["resourceType"] for one in resources)


@pytest.mark.parametrize("name", ["medications", "procedures", "labs"])
def test_what_a_relative_takes_stays_in_its_provenance(paper: Paper, name: str) -> None:
    resources = exported(paper((name, "insuline", {"assertion": "family"})))
    assert {one["resourceType"] for one in resources} == {"Patient", "DocumentReference", "Provenance"}


def test_a_value_without_a_place_is_not_exported_as_true(paper: Paper) -> None:
    """It waits for a person; once confirmed, it stands."""
    lost = ("conditions", "lupus", {"grounding": "none"})
    resources = exported(paper(lost))
    assert only(resources, "Provenance")["target"][0]["type"] == "DocumentReference"
    assert only(exported(paper((*lost[:2], lost[2] | {"by": "Dr A"}))), "Condition")["code"] == {"text": "lupus"}


@pytest.mark.parametrize(
    ("value", "assertion", "codes"),
    [
        ("aucune allergie connue", "absent", ("active", "confirmed", "no-known-allergies")),
        ("pénicilline", "present", ("active", "confirmed", None)),
        ("pénicilline", "absent", ("inactive", "refuted", None)),
    ],
)
def test_no_known_allergy_is_not_a_refuted_allergy(
    paper: Paper, value: str, assertion: str, codes: tuple[str, str, str | None]
) -> None:
    found = only(exported(paper(("allergies", value, {"assertion": assertion}))), "AllergyIntolerance")
    coding = found["code"].get("coding", [{"code": None}])[0]["code"]
    assert (code(found["clinicalStatus"]), code(found["verificationStatus"]), coding) == codes


@pytest.mark.parametrize(
    ("status", "assertion", "kind", "state"),
    [
        ("home", "present", "MedicationStatement", "active"),
        ("stopped", "present", "MedicationStatement", "stopped"),
        ("home", "absent", "MedicationStatement", "not-taken"),
        ("discharge", "present", "MedicationRequest", "unknown"),
    ],
)
def test_a_treatment_is_told_as_the_document_tells_it(
    paper: Paper, status: str, assertion: str, kind: str, state: str
) -> None:
    told = {
        "status": status,
        "assertion": assertion,
        "dose": "1 g",
        "frequency": "3 fois par jour",
        "code": "atc J01CA04",
    }
    found = only(exported(paper(("medications", "amoxicilline", told | {"duration": "7 jours", "route": "PO"}))), kind)
    (dosage,) = found.get("dosage") or found["dosageInstruction"]
    assert found["status"] == state
    assert found.get("reportedBoolean", True)
    assert dosage["doseAndRate"][0]["doseQuantity"]["code"] == "g"
    assert dosage["timing"]["repeat"]["boundsDuration"]["code"] == "d"
    assert dosage["text"] == "1 g ; 3 fois par jour ; 7 jours"


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_dose_without_a_place_is_prescribed_by_nobody(paper: Paper, confirmed: bool) -> None:
    source = paper(("medications", "furosémide", {"status": "discharge", "dose": "15 mg"}))
    (drug,) = source.fields
    status, dose = drug.parts
    dose = replace(dose, grounding=Grounding.NONE, validated_by="Dr A" if confirmed else None)
    source = replace(source, fields=(replace(drug, parts=(status, dose)),))
    assert ("dosageInstruction" in only(exported(source), "MedicationRequest")) is confirmed


def test_a_result_has_its_code_unit_range_and_flag(paper: Paper) -> None:
    told = {"analyte": "CRP", "code": "loinc 1988-5", "unit": "mg/L", "written": (120, "mg/l"), "flag": "high"}
    found = only(
        exported(paper(("labs", 120, told | {"reference_range": "0 - 5", "taken_at": "2026-02-28"}))), "Observation"
    )
    assert code(found["code"]) == "1988-5"
    assert found["valueQuantity"] == {
        "value": 120,
        "system": "http://unitsofmeasure.org",
        "code": "mg/L",
        "unit": "mg/l",
    }
    assert (found["referenceRange"][0]["high"]["value"], code(found["interpretation"][0])) == (5, "H")
    assert found["effectiveDateTime"] == "2026-02-28"


def test_the_range_of_a_converted_value_is_only_words(paper: Paper) -> None:
    """12 to 16 g/dL are not 12 to 16 g/L."""
    told = {"analyte": "Hb", "unit": "g/L", "written": (10.2, "g/dL"), "reference_range": "12 - 16"}
    found = only(exported(paper(("labs", 102, told))), "Observation")
    assert found["referenceRange"] == [{"text": "12 - 16"}]


def test_a_value_below_the_limit_keeps_its_comparator(paper: Paper) -> None:
    found = only(exported(paper(("labs", "< 0,5", {"analyte": "PCT"}))), "Observation")
    assert found["valueQuantity"] == {"comparator": "<", "value": 0.5}


def test_a_number_read_from_a_page_is_no_ins(paper: Paper) -> None:
    """The INS is for an identity that an operator qualified; a hospital number is told with its hospital."""
    source = paper(("patient.nir", "255031412345678"), ("patient.ipp", "123456"))
    establishment = Establishment(ipp_system="urn:oid:1.2.250.1.999")
    nir, ipp = only(exported(source, establishment=establishment), "Patient")["identifier"]
    assert INS_NIR not in json.dumps(nir)
    assert code(nir["type"]) == "NNFRA"
    assert (code(ipp["type"]), ipp["system"]) == ("PI", "urn:oid:1.2.250.1.999")


def test_a_past_operation_is_not_of_this_stay(paper: Paper) -> None:
    stay = ("encounter.admission_date", "2026-02-20")
    past = only(exported(paper(stay, ("procedures", "appendicectomie", {"status": "history"}))), "Procedure")
    done = only(exported(paper(stay, ("procedures", "appendicectomie", {"status": "done"}))), "Procedure")
    assert ("encounter" in past, "encounter" in done) == (False, True)


def test_every_value_leads_to_its_page_and_box(paper: Paper) -> None:
    found = only(exported(paper(("vitals.temperature_c", 38.4, {"unit": "Cel"}))), "Provenance")
    (extension,) = found["extension"]
    members = {one["url"]: one for one in extension["extension"]}
    assert extension["url"] == GROUNDED_FIELD
    assert members["page"]["valueInteger"] == 1
    assert [side["valueDecimal"] for side in members["box"]["extension"]] == [0.1, 0.2, 0.3, 0.4]
    assert found["target"][0]["type"] == "Observation"


def test_the_same_document_gives_the_same_bundle_and_two_give_one_patient(paper: Paper) -> None:
    first = paper(("patient.last_name", "RAVENEL"), ("conditions", "HTA"))
    second = paper(("patient.last_name", "RAVENEL"), ("conditions", "BPCO"), id="cr2")
    assert json.dumps(exported(first)) == json.dumps(exported(first))
    together = exported(first, second)
    assert [one["resourceType"] for one in together].count("Patient") == 1
    assert len({one["id"] for one in together}) == len(together)


def test_two_people_never_share_a_bundle(paper: Paper) -> None:
    one, other = (paper(("patient.nir", number), id=number) for number in ("255031412345678", "155031412345678"))
    with pytest.raises(DifferentPatients):
        exported(one, other)


def test_outside_a_bundle_references_name_type_and_id(paper: Paper) -> None:
    person, *_, last = addressed(exported(paper(("conditions", "HTA"))))
    assert last["target"][0]["reference"].startswith("Condition/")
    assert next(one for one in addressed(exported(paper(("conditions", "HTA")))) if one["resourceType"] == "Condition")[
        "subject"
    ] == {"reference": f"Patient/{person['id']}", "type": "Patient"}
