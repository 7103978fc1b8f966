"""Several documents of a patient become one synthesis, by the API and as a page; those of two people do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from httpx import Client

from records.store.stored import Status

Finished = Callable[[Client, str], dict[str, Any]]
DOCUMENTS, SYNTHESIS = "/api/v1/documents", "/api/v1/synthesis"

LETTER = """Compte rendu de consultation du service de cardiologie

Madame Odile RAVENEL, 71 ans, est vue en consultation le {day}.

Allergies : {allergies}

Examen clinique : TA {pressure} mmHg.
"""
MARCH = LETTER.format(day="12 mars 2026", allergies="aucune allergie connue.", pressure="145/80")
JUNE = LETTER.format(day="15 juin 2026", allergies="pénicilline.", pressure="128/75")
OTHER = MARCH.replace("Odile RAVENEL", "Solène QUERVADEC")


@pytest.fixture(scope="module")
def ids(client: Client, finished: Finished) -> list[str]:
    """Two letters of one patient and one of another."""
    handed_in = []
    for name, text in (("mars.txt", MARCH), ("juin.txt", JUNE), ("autre.txt", OTHER)):
        answer = client.post(DOCUMENTS, files={"file": (name, text.encode())}).json()
        finished(client, answer["status_url"])
        handed_in.append(answer["id"])
    return handed_in


def test_two_letters_become_one_record_in_the_order_of_time(client: Client, ids: list[str]) -> None:
    found = client.get(SYNTHESIS, params={"document": [ids[1], ids[0]]}).json()
    assert [one["id"] for one in found["documents"]] == ids[:2]
    pressure = next(one for one in found["vitals"] if one["name"] == "vitals.systolic_bp_mmhg")
    assert [point["value"] for point in pressure["points"]] == [145, 128]
    assert [one["subject"] for one in found["contradictions"]] == ["allergy"]
    field = pressure["points"][0]["mentions"][0]
    fields = client.get(f"{DOCUMENTS}/{field['document']}/fields").json()["fields"]
    assert fields[field["field"]]["value"] == 145


def test_documents_of_two_people_are_not_put_together(client: Client, ids: list[str]) -> None:
    answer = client.get(SYNTHESIS, params={"document": [ids[0], ids[2]]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "different_patients")
    assert "RAVENEL" not in answer.text


@pytest.mark.parametrize(
    ("documents", "status"), [([], 422), (["x"], 422), ([str(uuid4())], 404)], ids=["none", "no id", "unknown"]
)
def test_documents_that_are_not_there_are_said_so(client: Client, documents: list[str], status: int) -> None:
    assert client.get(SYNTHESIS, params={"document": documents}).status_code == status


def test_a_document_that_was_not_read_leaves_no_gap_unseen(client: Client, finished: Finished, ids: list[str]) -> None:
    """A synthesis without it would say nothing of the allergies it may tell."""
    broken = client.post(DOCUMENTS, files={"file": ("abîmé.pdf", b"%PDF-1.7 and no more")}).json()
    status = finished(client, broken["status_url"])["status"]
    answer = client.get(SYNTHESIS, params={"document": [ids[0], broken["id"]]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "document_not_read")
    assert answer.json()["error"]["details"] == {"document": broken["id"], "status": status}
    page = client.get("/synthesis", params={"document": [ids[0], broken["id"]]}, headers={"Accept-Language": "fr"})
    assert page.status_code == 409
    assert "abîmé.pdf" in page.text


@pytest.mark.parametrize("status", Status)
def test_only_what_ended_well_is_read(status: Status) -> None:
    assert status.is_read == (status in {Status.INDEXED, Status.TO_REVIEW})


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("RAVENEL Odile", "Aucune allergie connue", "Contradictions")), ("en", ("No known allergy", "Timeline"))],
)
def test_the_page_is_read_in_both_languages(
    client: Client, ids: list[str], language: str, words: tuple[str, ...]
) -> None:
    page = client.get("/synthesis", params={"document": ids[:2]}, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert [word for word in words if word not in page.text] == []
    assert f'href="/documents/{ids[0]}#spot-' in page.text


def test_the_page_refuses_two_people_by_the_names_of_their_files(client: Client, ids: list[str]) -> None:
    page = client.get("/synthesis", params={"document": [ids[0], ids[2]]})
    assert page.status_code == 422
    assert "mars.txt" in page.text
    assert "autre.txt" in page.text
    assert client.get("/synthesis").status_code == 404


def test_the_language_is_remembered_with_the_documents(client: Client, ids: list[str]) -> None:
    answer = client.get("/synthesis", params={"document": ids[:2], "lang": "en"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/synthesis?document={ids[0]}&document={ids[1]}",
    )
