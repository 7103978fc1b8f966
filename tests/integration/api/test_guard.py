"""Who may ask, what browsers may do with the answers, and what is said when something breaks."""

from __future__ import annotations

import logging
import os
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import Client
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from api.answers import ErrorAnswer, HealthProblems
from pipeline.indexing import IndexerState
from pipeline.road import RoadState
from pipeline.service import Service
from records.errors import MissingTool

DOCUMENTS = "/api/v1/documents"
UPLOAD = {"file": ("a.txt", b"Compte rendu de Mme Ravenel")}


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1234", "[::1]", "[::1]:8000", "LOCALHOST"])
def test_the_service_answers_under_its_own_names(client: Client, host: str) -> None:
    assert client.get("/health", headers={"host": host}).text == "OK"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "", "[::1"])
def test_it_does_not_answer_under_other_names(client: Client, host: str) -> None:
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "unknown_host"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [DOCUMENTS, "/documents"])
def test_pages_of_other_sites_change_nothing(client: Client, path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, files=UPLOAD, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "cross_site_request"


@pytest.mark.parametrize("site", [None, "same-origin", "none"], ids=["program", "own page", "typed by hand"])
def test_programs_and_own_pages_may_upload(client: Client, site: str | None) -> None:
    own = {"origin": str(client.base_url).rstrip("/")} if site == "same-origin" else {}
    headers = own | ({"sec-fetch-site": site} if site else {})
    assert client.post(DOCUMENTS, files=UPLOAD, headers=headers).status_code in {200, 202}


def test_own_pages_may_upload_through_a_proxy_that_passes_the_public_name_on(client: Client) -> None:
    headers = {"host": "localhost", "origin": "https://localhost", "sec-fetch-site": "same-origin"}
    assert client.post(DOCUMENTS, files=UPLOAD, headers=headers).status_code in {200, 202}


@pytest.mark.parametrize("path", ["/", "/health", DOCUMENTS, f"{DOCUMENTS}/{uuid4()}", "/nowhere", f"{DOCUMENTS}/x"])
def test_every_answer_binds_the_browser(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/nowhere", f"{DOCUMENTS}/"])
def test_what_does_not_exist_is_said_in_our_words(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code in {404, 307}
    if answer.status_code == 404:
        assert ErrorAnswer.model_validate(answer.json()).error.code == "not_found"


def test_a_wrong_verb_is_said_in_our_words(client: Client) -> None:
    answer = client.delete(DOCUMENTS)
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"


def test_a_defect_shows_and_logs_nothing_of_a_document(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_document_id: str) -> None:
        raise ValueError("could not convert 'Ravenel Odile'")

    monkeypatch.setattr(service.documents, "get", broken)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"{DOCUMENTS}/{uuid4()}")
    assert answer.status_code == 500
    assert ErrorAnswer.model_validate(answer.json()).error.code == "error"
    assert "ValueError" in caplog.text
    assert "Ravenel" not in caplog.text + answer.text


def test_a_full_disk_is_said_and_keeps_nothing(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(folder.joinpath("blobs").rglob("*"))
    monkeypatch.setattr(os, "fsync", full)
    answer = client.post(DOCUMENTS, files={"file": ("b.txt", b"another report")})
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")
    assert sorted(folder.joinpath("blobs").rglob("*")) == before


def test_a_database_that_does_not_answer_is_said(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(service.documents, "_reading", sessionmaker(nowhere))
    answer = client.get(DOCUMENTS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "service_not_ready")


def problems(client: Client) -> list[str]:
    answer = client.get("/health")
    assert answer.status_code == 503
    return [problem.code for problem in HealthProblems.model_validate(answer.json()).problems]


def test_health_names_a_database_that_does_not_answer(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(service.documents, "_reading", sessionmaker(nowhere))
    assert problems(client) == ["database"]


def test_health_names_a_folder_that_cannot_be_written(client: Client, folder: Path) -> None:
    incoming = folder / "blobs" / "incoming"
    incoming.rename(folder / "elsewhere")
    try:
        assert problems(client) == ["storage"]
    finally:
        (folder / "elsewhere").rename(incoming)
    assert client.get("/health").text == "OK"


def test_health_names_a_missing_tool_and_broken_parts(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise MissingTool(tool="Tesseract", remedy="apt-get install tesseract-ocr-fra")

    monkeypatch.setattr("api.health.find_tessdata", missing)
    monkeypatch.setattr("api.health.MIN_FREE_MB", 1 << 40)
    monkeypatch.setattr(type(service.indexer), "state", IndexerState.BROKEN)
    monkeypatch.setattr(service.road, "state", RoadState.BROKEN)
    assert problems(client) == ["disk_nearly_full", "missing_tool", "indexer", "road"]


def test_health_names_what_only_documents_under_way_meet(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.road, "_held", {"one": "storage_full", "another": "storage_full"})
    answer = HealthProblems.model_validate(client.get("/health").json())
    assert [problem.en for problem in answer.problems] == ["The service is not ready: storage_full."]


def test_openapi_describes_every_answer(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    operations = [
        (path, verb, operation) for path, verbs in description["paths"].items() for verb, operation in verbs.items()
    ]
    assert len(operations) == 17
    for path, verb, operation in operations:
        assert operation["summary"], (path, verb)
        assert operation["description"], (path, verb)
        for status, answer in operation["responses"].items():
            assert answer["description"], (path, verb, status)
            if int(status) >= 400 and path != "/health":
                schema = answer["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorAnswer"}, (path, verb, status)
    upload: dict[str, Any] = description["paths"][DOCUMENTS]["post"]
    assert upload["requestBody"]["content"]["multipart/form-data"]["schema"]["required"] == ["file"]
    assert {"200", "202", "403", "408", "413", "415", "421", "422", "503", "507"} == set(upload["responses"])


def test_the_manual_names_every_address(client: Client) -> None:
    manual = (Path(str(files("api"))).parent / "docs" / "api.md").read_text(encoding="utf-8")
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert f"`{path}`" in manual or f" {path}`" in manual, path
