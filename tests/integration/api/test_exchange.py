"""Documents leave as FHIR, tables and HL7 messages; what is not read or not one patient's does not."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from httpx import Client

from records.exchange.fhir.check import faults
from records.exchange.fhir.read_back import read_bundle
from records.serial import field_to_json

Finished = Callable[[Client, str], dict[str, Any]]
DOCUMENTS, EVERYTHING, EXPORTS = "/api/v1/documents", "/api/v1/fhir/Patient/$everything", "/api/v1/exports"

LETTER = """Compte rendu de consultation du service de cardiologie

Madame {name}, 71 ans, est vue en consultation le {day}.

Antécédents : hypertension artérielle.
Allergies : aucune allergie connue.

Examen clinique : température 38,4 °C, TA {pressure} mmHg.
"""
MARCH = LETTER.format(name="Odile RAVENEL", day="12 mars 2026", pressure="145/80")
JUNE = LETTER.format(name="Odile RAVENEL", day="15 juin 2026", pressure="128/75")
OTHER = LETTER.format(name="Solène QUERVADEC", day="15 juin 2026", pressure="120/70")


@pytest.fixture(scope="module")
def ids(client: Client, finished: Finished) -> list[str]:
    """Two letters of one patient and one of another."""
    handed_in = []
    for name, text in (("mars.txt", MARCH), ("juin.txt", JUNE), ("autre.txt", OTHER)):
        answer = client.post(DOCUMENTS, files={"file": (name, text.encode())}).json()
        finished(client, answer["status_url"])
        handed_in.append(answer["id"])
    return handed_in


@pytest.fixture(scope="module")
def broken(client: Client, finished: Finished) -> str:
    """A document that cannot be read."""
    answer = client.post(DOCUMENTS, files={"file": ("abîmé.pdf", b"%PDF-1.7 and no more")}).json()
    finished(client, answer["status_url"])
    return str(answer["id"])


def test_a_document_leaves_as_fhir_and_its_fields_come_back(client: Client, ids: list[str]) -> None:
    answer = client.get(f"{DOCUMENTS}/{ids[0]}/fhir")
    assert answer.headers["content-type"] == "application/fhir+json"
    assert faults(answer.json()) == []
    (document,) = read_bundle(answer.json()).documents
    kept = client.get(f"{DOCUMENTS}/{ids[0]}/fields").json()["fields"]
    assert [field_to_json(field) for field in document.fields] == kept
    assert client.get(f"{DOCUMENTS}/{ids[0]}/fhir").content == answer.content


def test_the_bundle_says_where_the_file_is_and_does_not_carry_it(client: Client, ids: list[str]) -> None:
    bundle = client.get(f"{DOCUMENTS}/{ids[0]}/fhir").json()
    document = next(
        one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "DocumentReference"
    )
    attachment = document["content"][0]["attachment"]
    assert "data" not in attachment
    assert client.get(attachment["url"]).text == MARCH


def test_everything_of_a_patient_is_one_searchset(client: Client, ids: list[str]) -> None:
    found = client.get(EVERYTHING, params={"document": ids[:2]}).json()
    kinds = Counter(entry["resource"]["resourceType"] for entry in found["entry"])
    assert (found["type"], found["total"]) == ("searchset", len(found["entry"]))
    assert (kinds["Patient"], kinds["DocumentReference"]) == (1, 2)
    assert faults(found) == []


@pytest.mark.parametrize("picked", [(0, 2), (2, 1)])
def test_two_people_are_not_exported_as_one(client: Client, ids: list[str], picked: tuple[int, int]) -> None:
    answer = client.get(EVERYTHING, params={"document": [ids[one] for one in picked]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "different_patients")


@pytest.mark.parametrize("path", ["documents/{}/fhir", "documents/{}/hl7/oru", "exports/json?document={}"])
def test_what_is_not_read_or_not_there_is_said_so(client: Client, broken: str, path: str) -> None:
    answer = client.get(f"/api/v1/{path.format(broken)}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "document_not_read")
    assert client.get(f"/api/v1/{path.format(uuid4())}").status_code == 404


def test_all_documents_leave_as_ndjson(client: Client, ids: list[str], broken: str) -> None:
    """Those that could not be read are passed over."""
    answer = client.get(f"{EXPORTS}/ndjson", params={"_type": ["Patient", "AllergyIntolerance"]})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"] == "application/fhir+ndjson"
    assert Counter(line["resourceType"] for line in lines) == {"Patient": 3, "AllergyIntolerance": 3}
    patients = {f"Patient/{line['id']}" for line in lines if line["resourceType"] == "Patient"}
    assert {line["patient"]["reference"] for line in lines if "patient" in line} == patients


def test_a_cohort_leaves_as_a_table(client: Client, ids: list[str]) -> None:
    answer = client.get(
        f"{EXPORTS}/csv", params={"column": ["patient.last_name", "vitals.systolic_bp_mmhg"], "separator": ";"}
    )
    found = {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text, newline=""), delimiter=";")}
    assert set(found) == set(ids)
    assert found[ids[2]]["patient.last_name"] == "QUERVADEC"
    assert found[ids[0]]["vitals.systolic_bp_mmhg"] == "145"


def test_our_own_record_is_one_line_a_document(client: Client, ids: list[str]) -> None:
    answer = client.get(f"{EXPORTS}/json", params={"document": ids[:2]})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == [client.get(f"{DOCUMENTS}/{one}/record").json() for one in ids[:2]]


@pytest.mark.parametrize(
    "asked",
    [
        "csv",
        "csv?column=no.such",
        "csv?column=conditions&separator=x",
        "ndjson?_type=Account",
        "xml",
        "json?document=x",
    ],
)
def test_what_cannot_be_exported_is_refused(client: Client, asked: str) -> None:
    answer = client.get(f"{EXPORTS}/{asked}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


def test_hl7_messages_carry_the_file_and_the_results(client: Client, ids: list[str]) -> None:
    document = client.get(f"{DOCUMENTS}/{ids[0]}/hl7/mdm")
    assert document.headers["content-type"] == "application/hl7-v2; charset=utf-8"
    (obx,) = (line for line in document.text.split("\r") if line.startswith("OBX"))
    assert base64.b64decode(obx.split("|")[5].split("^")[4]).decode() == MARCH
    results = client.get(f"{DOCUMENTS}/{ids[0]}/hl7/oru").text
    assert [line.split("|")[5] for line in results.split("\r") if line.startswith("OBX")] == ["38.4", "145", "80"]
