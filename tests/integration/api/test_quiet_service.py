"""The real service in its own processes: it calls nobody, logs nothing of a patient, and starts before it is loaded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = "from api.serve import serve; from pipeline.settings import load_settings; serve(load_settings())"
LISTENER = '''
"""Imported by every Python process of the service: notes each address that is looked up or connected to."""
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        with open(os.environ["CALLS"], "a") as calls:
            calls.write(f"{event} {arguments[1:] if event.startswith('socket.c') else arguments}\\n")

sys.addaudithook(note)
'''


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def spooled_in(pid: int, client: httpx.Client, content: bytes) -> Path | None:
    """The folder of the unnamed file in which the service holds an upload that is still arriving."""
    found: list[Path] = []

    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        yield content + bytes(2_000_000)
        deadline = time.monotonic() + 30
        while not found:
            assert time.monotonic() < deadline
            links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
            found.extend(Path(link).parent for link in links if link.endswith(" (deleted)") and "/blobs/" not in link)
        yield b"\r\n--b--\r\n"

    client.post("/api/v1/documents", content=body(), headers={"content-type": "multipart/form-data; boundary=b"})
    return found[0] if len(set(found)) == 1 else None


def with_connections(count: int, port: int) -> int:
    """What one more is answered while so many others say nothing."""
    silent = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(count)]
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=30).status_code
    finally:
        for one in silent:
            one.close()


def test_it_calls_nobody_and_logs_nothing_of_a_patient(
    tmp_path: Path, report: bytes, scan: bytes, finished: Callable[[httpx.Client, str], dict[str, Any]]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(LISTENER)
    (tmp_path / "elsewhere").mkdir()
    calls, log = tmp_path / "calls", tmp_path / "log"
    port = free_port()
    environment = os.environ | {
        "ANAMNESE_HOME": str(tmp_path / "home"),
        "ANAMNESE_PORT": str(port),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")])),
        "CALLS": str(calls),
        "TMPDIR": str(tmp_path / "elsewhere"),
    }
    with log.open("wb") as output:
        service = subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, stdout=output, stderr=output)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            deadline = time.monotonic() + 60
            while True:
                try:
                    assert client.get("/health").text == "OK"
                    break
                except httpx.TransportError:
                    assert service.poll() is None, log.read_text()
                    assert time.monotonic() < deadline
                    time.sleep(0.02)
            for name, content in (("Ravenel.txt", report), ("Ravenel.png", scan), ("Ravenel coupé.png", scan[:3000])):
                answer = client.post("/api/v1/documents", files={"file": (name, content)}).json()
                finished(client, answer["status_url"])
                client.get(answer["document_url"] + "/fields")
            readable = [path for path in (tmp_path / "home").rglob("*") if path.lstat().st_mode & 0o077]
            spooled = spooled_in(service.pid, client, scan)
            crowded = with_connections(200, port)
            client.get("/api/v1/documents?status=Ravenel")
            client.get("/Ravenel")
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(30)
    assert readable == [], "by other users of the machine"
    assert crowded == 503
    assert spooled == tmp_path / "home" / "scratch"
    assert [path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()] == [], "sockets only"
    heard = calls.read_text().splitlines()
    assert any("/listener-" in call for call in heard)  # its parts talk to each other: the listener listens
    assert [call for call in heard if "/listener-" not in call and "'127.0.0.1'" not in call] == []
    said = log.read_text()
    assert "Uvicorn running" in said
    for word in ("Ravenel", "Odile", "38,4", "Pruvost", "cardiologie"):
        assert word not in said


def test_a_second_service_on_the_same_home_says_so_and_ends(tmp_path: Path) -> None:
    from pipeline.home import Home

    home = Home(tmp_path / "home")
    environment = os.environ | {"ANAMNESE_HOME": str(tmp_path / "home"), "ANAMNESE_PORT": str(free_port())}
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    home.leave()
    assert ended.returncode != 0
    assert "A service already uses the folder" in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ANAMNESE_PORT", "eighty"), ("ANAMNESE_DATABASE_URL", "mysql://u:secret@h/x"), ("ANAMNESE_WORKERS", "0")],
)
def test_a_bad_setting_is_named_and_its_value_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    from pipeline.settings import load_settings
    from records.errors import InvalidSetting

    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSetting, match=variable) as raised:
        load_settings()
    assert "secret" not in str(raised.value)
