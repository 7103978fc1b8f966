"""The service is killed with SIGKILL in the middle of its work and started again: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import create_engine, text

from records.store.database import database_url

FINAL = {"indexed", "to_review", "quarantined", "failed"}
COMMAND = "from api.serve import serve; from pipeline.settings import load_settings; serve(load_settings())"
DEADLINE_S = 120


class Killable:
    """The real service in a process of its own, on one home folder over several lives."""

    def __init__(self, home: Path, url: str | None = None) -> None:
        self.home = home
        self.database = {"ANAMNESE_DATABASE_URL": url} if url else {}
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = {"ANAMNESE_HOME": str(self.home), "ANAMNESE_PORT": str(self.port), **self.database}
        environment = os.environ | settings
        with (self.home.parent / "log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, stderr=log, stdout=log)
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.home.parent / "log").read_text()
            try:
                if self.client.get("/health").text == "OK":
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        pytest.fail("the service did not start")

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(30)

    def upload(self, content: bytes, name: str) -> str:
        answer = self.client.post("/api/v1/documents", files={"file": (name, content)})
        assert answer.status_code == 202
        return str(answer.json()["id"])

    def status(self, document_id: str) -> dict[str, object]:
        answer: dict[str, object] = self.client.get(f"/api/v1/documents/{document_id}/status").json()
        return answer

    def until(self, document_id: str, statuses: set[str], pages_done: int = 0) -> str:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            answer = self.status(document_id)
            if answer["status"] in statuses and answer["progress"]["pages_done"] >= pages_done:  # type: ignore[index]
                return str(answer["status"])
            time.sleep(0.02)
        pytest.fail(f"stuck: {self.status(document_id)}")

    def workflows(self) -> list[tuple[str, str]]:
        """Name and status of everything that was put on the durable road, in order."""
        url = self.database.get("ANAMNESE_DATABASE_URL", f"sqlite:///{self.home / 'road.sqlite3'}")
        engine = create_engine(database_url(url))
        table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
        with engine.connect() as connection:
            rows = connection.execute(text(f"SELECT workflow_uuid, status FROM {table} ORDER BY workflow_uuid"))
            found = [(row[0], row[1]) for row in rows]
        engine.dispose()
        return found


def ended(killable: Killable) -> None:
    killable.client.close()
    if killable.process is not None and killable.process.poll() is None:
        killable.process.kill()
        killable.process.wait()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Killable]:
    killable = Killable(tmp_path / "home")
    yield killable
    ended(killable)


@pytest.fixture
def service_on_any_database(tmp_path: Path, any_database: str) -> Iterator[Killable]:
    killable = Killable(tmp_path / "home", None if any_database.startswith("sqlite") else any_database)
    yield killable
    ended(killable)


def test_a_service_killed_in_the_middle_of_reading_finishes_the_document_once(
    service_on_any_database: Killable, long_tiff: bytes
) -> None:
    service = service_on_any_database
    service.start()
    document = service.upload(long_tiff, "dossier.tiff")
    service.until(document, {"reading"}, pages_done=1)
    service.end(signal.SIGKILL)
    service.start()
    assert service.until(document, FINAL) in {"indexed", "to_review"}
    pages = service.client.get(f"/api/v1/documents/{document}").json()["pages"]
    fields = service.client.get(f"/api/v1/documents/{document}/fields").json()["fields"]
    assert [page["number"] for page in pages] == list(range(1, 6))
    assert [field["value"] for field in fields if field["name"] == "vitals.temperature_c"] == [
        38 + tenth / 10 for tenth in range(5)
    ]
    service.end(signal.SIGTERM)
    assert service.workflows() == [(f"{document}:1", "SUCCESS")]


def test_what_a_lost_installation_had_begun_is_taken_over(service: Killable, long_tiff: bytes) -> None:
    service.start()
    document = service.upload(long_tiff, "dossier.tiff")
    service.until(document, {"reading"})
    service.end(signal.SIGKILL)
    (service.home / "identity").unlink()
    service.start()
    assert service.until(document, FINAL) in {"indexed", "to_review"}
    service.end(signal.SIGTERM)
    assert service.workflows() == [(f"{document}:1", "CANCELLED"), (f"{document}:2", "SUCCESS")]


@pytest.mark.parametrize("seed", [1, 2])
def test_whenever_it_is_killed_every_accepted_document_comes_to_one_end(service: Killable, seed: int) -> None:
    moments = Random(seed)
    documents = []
    for life in range(3):
        service.start()
        documents += [
            service.upload(f"Mme Odile Ravenel, {life}{n} ans. TA 1{n}5/80 mmHg.".encode(), "a.txt") for n in range(4)
        ]
        time.sleep(moments.uniform(0, 0.8))
        service.end(signal.SIGKILL)
    service.start()
    for document in documents:
        assert service.until(document, FINAL) in {"indexed", "to_review"}
        fields = service.client.get(f"/api/v1/documents/{document}/fields").json()["fields"]
        assert sum(field["name"] == "vitals.systolic_bp_mmhg" for field in fields) == 1
    listed = service.client.get("/api/v1/documents", params={"limit": 200}).json()["items"]
    assert sorted(item["id"] for item in listed) == sorted(documents)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops_cleanly_also_in_the_middle_of_a_document(
    service: Killable, long_tiff: bytes, how: signal.Signals
) -> None:
    service.start()
    document = service.upload(long_tiff, "dossier.tiff")
    service.until(document, {"reading"}, pages_done=1)
    assert service.end(how) in {0, -how}
    assert service.process is not None
    assert children_of(service.process.pid) == []
    log = (service.home.parent / "log").read_text()
    assert "Traceback" not in log
    service.start()
    assert service.until(document, FINAL) in {"indexed", "to_review"}


def children_of(pid: int) -> list[str]:
    """Processes that still run and name the dead service as their session or parent."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if str(pid) in fields[1:4]:
            found.append((folder / "cmdline").read_text())
    return found
