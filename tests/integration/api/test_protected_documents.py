"""A document that asks for a password is quarantined, then read; the password is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from api.answers import UploadAnswer

Finished = Callable[[Client, str], dict[str, Any]]
DOCUMENTS = "/api/v1/documents"
PROTECTED = Path(__file__).parents[1] / "ingestion" / "protected"
PASSWORD = "Éloïse 1982"


def handed_in(client: Client, finished: Finished, name: str) -> UploadAnswer:
    content = (PROTECTED / name).read_bytes()
    upload = UploadAnswer.model_validate(client.post(DOCUMENTS, files={"file": (name, content)}).json())
    status = finished(client, upload.status_url)
    assert (status["status"], status["reason"]["code"]) == ("quarantined", "encrypted_file")
    return upload


def give(client: Client, address: str, password: str) -> Response:
    return client.post(f"{address}/password", data={"password": password})


def test_a_program_gives_the_password(client: Client, finished: Finished, folder: Path) -> None:
    upload = handed_in(client, finished, "aes256.pdf")
    refused = give(client, upload.document_url, "Éloïse 1983")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "wrong_password")
    accepted = give(client, upload.document_url, PASSWORD)
    assert (accepted.status_code, accepted.json()["id"]) == (202, upload.id)
    assert finished(client, upload.status_url)["status"] in {"indexed", "to_review"}
    assert "Basile Tournier" in client.get(f"{upload.document_url}/pages/1").json()["text"]
    assert b"/Encrypt" not in client.get(f"{upload.document_url}/original").content
    kept = tuple(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(PASSWORD.encode(encoding) in content for content in kept for encoding in ("utf-8", "latin-1"))
    assert give(client, upload.document_url, PASSWORD).json()["error"]["code"] == "invalid_request"


def test_the_same_file_unlocked_again_is_the_same_document(client: Client, finished: Finished) -> None:
    first = handed_in(client, finished, "rc4.pdf")
    give(client, first.document_url, "Hélène")
    finished(client, first.status_url)
    second = handed_in(client, finished, "rc4.pdf")
    answer = give(client, second.document_url, "Hélène").json()
    assert (answer["id"], answer["already_known"]) == (first.id, True)
    assert client.get(second.document_url).status_code == 404
    assert client.get(first.status_url).json()["status"] in {"indexed", "to_review"}


def test_a_secretary_gives_the_password_on_the_document_s_page(client: Client, finished: Finished) -> None:
    upload = handed_in(client, finished, "aes128.pdf")
    page = f"/documents/{upload.id}"
    assert 'type="password"' in client.get(page).text
    refused = give(client, page, "faux")
    assert refused.status_code == 422
    assert "n&#39;ouvre pas" in refused.text
    assert "faux" not in refused.text.lower()
    accepted = give(client, page, "secret")
    assert (accepted.status_code, accepted.headers["location"]) == (303, page)
    assert finished(client, upload.status_url)["status"] in {"indexed", "to_review"}
    assert 'type="password"' not in client.get(page).text


@pytest.mark.parametrize("body", [b"", b"password", b"password=%ff", b"\xff", b"password=" + b"x" * 10_000])
def test_v5_a_form_without_a_usable_password_is_refused(client: Client, finished: Finished, body: bytes) -> None:
    upload = handed_in(client, finished, "aes128_never_opened.pdf")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post(f"{upload.document_url}/password", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
