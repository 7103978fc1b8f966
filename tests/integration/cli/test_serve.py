"""`anamnese serve` as a newcomer starts it: samples on a first run, a clear word when it cannot start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))
PATIENCE_S = 120


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def service(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [ANAMNESE, "serve", "--with-samples", "--port", str(port)],
        env=os.environ | {"ANAMNESE_HOME": str(tmp_path / "home"), "LANG": "fr_FR.UTF-8"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
    )
    yield process
    process.kill()
    process.communicate()


def answered(port: int, path: str) -> bytes:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                content: bytes = answer.read()
                return content
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_a_first_run_hands_the_sample_dossier_in_and_stops_when_told(service: subprocess.Popen[str], port: int) -> None:
    assert answered(port, "/health") == b"OK"
    deadline = time.monotonic() + PATIENCE_S
    names: set[str] = set()
    while len(names) < 7 and time.monotonic() < deadline:
        names = {item["name"] for item in json.loads(answered(port, "/api/v1/documents"))["items"]}
        time.sleep(0.1)
    assert len(names) == 7
    assert not any(name.endswith(".jsonl") for name in names)
    service.send_signal(signal.SIGTERM)
    _, said = service.communicate(timeout=PATIENCE_S)
    assert f"Anamnèse est prêt : http://localhost:{port}" in said


def test_a_taken_port_is_said_before_anything_is_touched(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = subprocess.run(
            [ANAMNESE, "serve", "--port", str(taken.getsockname()[1])],
            env=os.environ | {"ANAMNESE_HOME": str(home), "LANG": "en_GB.UTF-8", "LC_ALL": ""},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert run.returncode == 4
    assert "[port_in_use]" in run.stderr
    assert not home.exists()


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    run = subprocess.run(
        [ANAMNESE, "serve"],
        env=os.environ | {"ANAMNESE_HOME": str(tmp_path), "ANAMNESE_MAX_PAGES": "many", "LANG": "en_GB.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 4
    assert "ANAMNESE_MAX_PAGES" in run.stderr
