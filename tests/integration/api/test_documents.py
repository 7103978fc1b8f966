"""Hand in a file, follow it, fetch what was read."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import Client, Response
from PIL import Image

from api import uploads
from api.answers import DocumentAnswer, DocumentList, ErrorAnswer, FieldsAnswer, StatusAnswer, UploadAnswer
from api.page_answers import PageAnswer

Finished = Callable[[Client, str], dict[str, Any]]
DOCUMENTS = "/api/v1/documents"


def send(client: Client, content: bytes, name: str = "rapport.txt") -> Response:
    return client.post(DOCUMENTS, files={"file": (name, content)})


def error_of(answer: Response) -> str:
    error = ErrorAnswer.model_validate(answer.json()).error
    assert error.fr != error.en
    return error.code


@pytest.fixture(scope="module")
def text_document(client: Client, report: bytes, finished: Finished) -> str:
    answer = UploadAnswer.model_validate(send(client, report, "Ravenel Odile.txt").json())
    assert finished(client, answer.status_url)["status"] in {"indexed", "to_review"}
    return answer.document_url


@pytest.fixture(scope="module")
def scanned_document(client: Client, scan: bytes, finished: Finished) -> str:
    answer = UploadAnswer.model_validate(send(client, scan, "scan.png").json())
    assert finished(client, answer.status_url)["status"] in {"indexed", "to_review"}
    return answer.document_url


def test_an_upload_is_accepted_with_the_addresses_to_follow(client: Client, finished: Finished) -> None:
    answer = send(client, b"Compte rendu. Madame Solange Kermadec, 64 ans.")
    upload = UploadAnswer.model_validate(answer.json())
    assert answer.status_code == 202
    assert answer.headers["location"] == upload.document_url == f"{DOCUMENTS}/{upload.id}"
    assert upload.status_url == f"{upload.document_url}/status"
    assert not upload.already_known
    status = StatusAnswer.model_validate(finished(client, upload.status_url))
    assert (status.progress.pages_done, status.progress.pages_total, status.reason) == (1, 1, None)


def test_the_same_bytes_are_the_same_document(client: Client, report: bytes, text_document: str) -> None:
    answer = send(client, report, "autre nom.txt")
    assert answer.status_code == 200
    assert answer.json()["already_known"] is True
    assert answer.json()["document_url"] == answer.headers["location"] == text_document


def test_the_same_bytes_sent_by_many_at_once_are_accepted_once(client: Client, finished: Finished) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(client, b"Compte rendu. Monsieur Blaise Toulmin, 58 ans."), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert finished(client, answers[0].json()["status_url"])["status"] in {"indexed", "to_review"}


def test_a_document_says_what_it_is(client: Client, text_document: str, report: bytes) -> None:
    document = DocumentAnswer.model_validate(client.get(text_document).json())
    assert (document.name, document.media_type, document.size_bytes) == ("Ravenel Odile.txt", "text/plain", len(report))
    assert document.sha256 == hashlib.sha256(report).hexdigest()
    assert document.received_at.tzinfo is not None
    assert [(page.number, page.source, page.image_url) for page in document.pages] == [(1, "plain_text", None)]


def test_each_field_quotes_the_page_it_came_from(client: Client, text_document: str, report: bytes) -> None:
    fields = FieldsAnswer.model_validate(client.get(f"{text_document}/fields").json()).fields
    page = PageAnswer.model_validate(client.get(f"{text_document}/pages/1").json())
    assert page.text == report.decode()
    assert {"vitals.temperature_c", "vitals.heart_rate_bpm"} <= {field.name for field in fields}
    for field in fields:
        if field.text is not None:
            assert page.text[field.start : field.end] == field.text
    for word in page.words:
        assert page.text[word.start : word.end] == word.text


def test_the_record_groups_the_same_values_for_other_systems(client: Client, text_document: str) -> None:
    record = client.get(f"{text_document}/record").json()
    assert record["id"] == text_document.rpartition("/")[2]
    (temperature,) = [vital for vital in record["vitals"] if vital["name"] == "temperature_c"]
    assert (temperature["value"], temperature["page"]) == (38.4, 1)
    assert {"patient", "encounter", "document", "conditions", "medications", "labs"} <= set(record)


def test_boxes_fit_the_page_image(client: Client, scanned_document: str) -> None:
    document = DocumentAnswer.model_validate(client.get(scanned_document).json())
    (page,) = document.pages
    assert page.image_url is not None
    image = client.get(page.image_url)
    assert image.headers["content-type"] in {"image/png", "image/jpeg"}
    with Image.open(io.BytesIO(image.content)) as picture:
        assert picture.size == (page.width_px, page.height_px)
    fields = FieldsAnswer.model_validate(client.get(f"{scanned_document}/fields").json()).fields
    temperature = next(field for field in fields if field.name == "vitals.temperature_c")
    ((left, top, right, bottom),) = temperature.boxes
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1


def test_the_image_is_the_readers_own_and_not_the_file_that_was_sent(
    client: Client, scanned_document: str, scan: bytes
) -> None:
    image = client.get(f"{scanned_document}/pages/1/image")
    assert image.content != scan
    assert "sandbox" in image.headers["content-security-policy"]


def test_the_original_comes_back_byte_for_byte_as_a_download(client: Client, text_document: str, report: bytes) -> None:
    original = client.get(f"{text_document}/original")
    assert original.content == report
    assert original.headers["content-disposition"] == (
        "attachment; filename=\"Ravenel Odile.txt\"; filename*=UTF-8''Ravenel%20Odile.txt"
    )
    assert original.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in original.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("sent", "kept", "header"),
    [
        ("../../etc/passwd", "passwd", 'filename="passwd"'),
        ("C:\\scans\\été.txt", "été.txt", "filename*=UTF-8''%C3%A9t%C3%A9.txt"),
        ('a"; filename=evil.html', "a%22; filename=evil.html", 'filename="a_22_ filename_evil.html"'),
    ],
)
def test_a_name_is_only_ever_a_name(client: Client, finished: Finished, sent: str, kept: str, header: str) -> None:
    answer = send(client, f"Compte rendu {sent}".encode(), sent).json()
    finished(client, answer["status_url"])
    assert client.get(answer["document_url"]).json()["name"] == kept
    assert header in client.get(f"{answer['document_url']}/original").headers["content-disposition"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "empty_file"),
        (b" \n", 422, "empty_file"),
        (b"MZ\x90\x00\x03 program", 415, "unsupported_file"),
        (b"<html><script>alert(1)</script></html>", 415, "unsupported_file"),
        (b"%PDF-1.7" + b" " * 1_000_000, 413, "file_too_large"),
        (b"%PDF-1.7" + b" " * 3_000_000, 413, "file_too_large"),
    ],
    ids=["empty", "white space", "program", "web page", "a little too large", "much too large"],
)
def test_what_one_look_tells_is_refused_at_once(client: Client, content: bytes, status: int, code: str) -> None:
    answer = send(client, content)
    assert (answer.status_code, error_of(answer)) == (status, code)


def test_a_file_of_unknown_length_is_refused_when_it_grows_too_large(client: Client) -> None:
    arrived = 0

    def endless() -> Iterator[bytes]:
        nonlocal arrived
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'
        for _ in range(100):
            arrived += 100_000
            yield b" " * 100_000

    answer = client.post(DOCUMENTS, content=endless(), headers={"content-type": "multipart/form-data; boundary=b"})
    assert (answer.status_code, error_of(answer)) == (413, "file_too_large")


class SlowUpload:
    """A file of which only a part has been sent."""

    def __init__(self, client: Client) -> None:
        self.content = b"Compte rendu. Madame Philomene Aubrac, 66 ans."
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        body = part + self.content + b"\r\n--b--\r\n"
        head = f"POST {DOCUMENTS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        self.rest = body[80:]
        self.socket = socket.create_connection((client.base_url.host, client.base_url.port), timeout=30)
        self.socket.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:80])

    def answer(self) -> tuple[int, dict[str, Any]]:
        """Status and body."""
        answer = HTTPResponse(self.socket)
        answer.begin()
        body: dict[str, Any] = json.loads(answer.read())
        self.socket.close()
        return answer.status, body


def test_an_upload_that_no_longer_moves_is_ended(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_STALLED_S", 0.2)
    status, body = SlowUpload(client).answer()
    assert (status, body["error"]["code"]) == (408, "upload_stalled")


def test_more_uploads_than_the_service_takes_at_once_are_told_when_to_come_again(
    client: Client, served: tuple[str, FastAPI], monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    places = asyncio.Semaphore(1)
    monkeypatch.setattr(uploads, "_TURN_S", 0.05)
    monkeypatch.setattr(served[1].state.uploads, "_places", places)
    slow = SlowUpload(client)
    deadline = time.monotonic() + 30
    while not places.locked():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    answer = send(client, b"Compte rendu. Monsieur Hilaire Gontran, 81 ans.")
    assert (answer.status_code, error_of(answer)) == (503, "too_many_uploads")
    assert answer.headers["retry-after"] == "0.05"
    slow.socket.sendall(slow.rest)
    status, body = slow.answer()
    assert status == 202
    assert finished(client, body["status_url"])["status"] in {"indexed", "to_review"}
    assert send(client, slow.content).status_code == 200, "its place is free again"


@pytest.mark.parametrize(
    "request_body",
    [
        {"json": {"file": "x"}},
        {"data": {"file": "not a file"}, "files": {"other": ("a.txt", b"x")}},
        {"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))]},
        {"content": b"--b\r\nbroken", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        {"content": b"", "headers": {"content-type": "multipart/form-data"}},
        {},
    ],
    ids=["JSON", "no file", "two files", "broken", "no boundary", "nothing"],
)
def test_an_upload_that_is_no_form_with_one_file_is_refused(client: Client, request_body: dict[str, Any]) -> None:
    answer = client.post(DOCUMENTS, **request_body)
    assert (answer.status_code, error_of(answer)) == (422, "invalid_request")


def test_a_damaged_file_ends_in_quarantine_with_its_reason_in_both_languages(
    client: Client, finished: Finished, scan: bytes
) -> None:
    status = StatusAnswer.model_validate(finished(client, send(client, scan[:3000], "coupé.png").json()["status_url"]))
    assert status.status == "quarantined"
    assert status.reason is not None
    assert status.reason.code == "damaged_file"
    assert "endommagé" in status.reason.fr
    assert "damaged" in status.reason.en


def test_lists_are_newest_first_and_come_in_pages(client: Client, text_document: str, finished: Finished) -> None:
    for number in range(3):
        finished(client, send(client, f"Compte rendu numéro {number}".encode()).json()["status_url"])
    whole = DocumentList.model_validate(client.get(DOCUMENTS, params={"limit": 200}).json())
    ids = [item.id for item in whole.items]
    assert ids == sorted(ids, reverse=True)
    assert whole.next is None
    walked: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = DocumentList.model_validate(client.get(DOCUMENTS, params={"limit": 2, **after}).json())
        walked += [item.id for item in page.items]
        if page.next is None:
            break
        after = {"after": page.next}
    assert walked == ids


def test_lists_can_be_limited_to_a_status(client: Client, text_document: str) -> None:
    status = client.get(f"{text_document}/status").json()["status"]
    found = client.get(DOCUMENTS, params={"status": status, "limit": 200}).json()["items"]
    assert text_document.rpartition("/")[2] in [item["id"] for item in found]
    assert {item["status"] for item in found} == {status}
    assert client.get(DOCUMENTS, params={"status": "received"}).json()["items"] == []


@pytest.mark.parametrize("what", ["", "/status", "/fields", "/record", "/pages/1", "/pages/1/image", "/original"])
def test_what_is_not_there_is_not_found(client: Client, what: str) -> None:
    answer = client.get(f"{DOCUMENTS}/{uuid4()}{what}")
    assert (answer.status_code, error_of(answer)) == (404, "not_found")


def test_a_page_or_image_that_is_not_there_is_not_found(client: Client, text_document: str) -> None:
    assert error_of(client.get(f"{text_document}/pages/2")) == "not_found"
    assert error_of(client.get(f"{text_document}/pages/1/image")) == "not_found"


@pytest.mark.parametrize(
    ("path", "field", "problem", "in_french"),
    [
        (f"{DOCUMENTS}/not-an-id", "document_id", "not a UUID", "un UUID est attendu"),
        (f"{DOCUMENTS}/{uuid4()}/pages/0", "number", "out of bounds", "hors limites"),
        (f"{DOCUMENTS}/{uuid4()}/pages/one", "number", "not a whole number", "un nombre entier est attendu"),
        (f"{DOCUMENTS}?limit=0", "limit", "out of bounds", "hors limites"),
        (f"{DOCUMENTS}?limit=201", "limit", "out of bounds", "hors limites"),
        (f"{DOCUMENTS}?after=yesterday", "after", "not a UUID", "un UUID est attendu"),
        (f"{DOCUMENTS}?status=lost", "status", "not one of the values allowed", "ne fait pas partie des valeurs"),
        ("/api/v1/synthesis", "document", "missing", "absent"),
        ("/api/v1/synthesis?document=mine", "document", "not a UUID", "un UUID est attendu"),
    ],
)
def test_a_refused_value_is_named_with_its_fault_in_both_languages(
    client: Client, path: str, field: str, problem: str, in_french: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, error_of(answer)) == (422, "invalid_request")
    error = answer.json()["error"]
    assert error["details"] == {"field": field, "problem": problem}
    assert problem in error["en"]
    assert in_french in error["fr"]
