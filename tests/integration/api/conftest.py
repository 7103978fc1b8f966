"""The application with its service behind it, and invented documents to send."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image, ImageDraw, ImageFont

from api.app import create_app
from pipeline.service import Service
from pipeline.settings import Settings, load_settings

REPORT = """Compte rendu de consultation du service de cardiologie

Madame Odile Ravenel, 71 ans, est vue en consultation le 12 mars 2026.

Examen clinique : température 38,4 °C, TA 145/80 mmHg, FC 98 bpm.

Signataire : Dr Anselme Pruvost
"""
_DEADLINE_S = 120


@pytest.fixture(scope="session")
def report() -> bytes:
    """A report as plain text."""
    return REPORT.encode()


@pytest.fixture(scope="session")
def scan() -> bytes:
    """The same report as a clean scan."""
    page = Image.new("L", (1240, 1754), "white")
    font = ImageFont.truetype("LiberationSans-Regular.ttf", 27)
    ImageDraw.Draw(page).multiline_text((110, 130), REPORT, fill="black", font=font, spacing=14)
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(150, 150))
    return file.getvalue()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A service in a folder of its own that takes files of 1 MB."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANAMNESE_HOME", str(tmp_path_factory.mktemp("service") / "home"))
        environment.setenv("ANAMNESE_MAX_FILE_MB", "1")
        yield load_settings()


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[tuple[str, FastAPI]]:
    """The application on a port of its own, in this process so that tests can reach behind it."""
    app = create_app(Service(settings))
    server = uvicorn.Server(uvicorn.Config(app, port=0, access_log=False, server_header=False, log_level="warning"))
    listening = threading.Thread(target=server.run, name="server")
    listening.start()
    deadline = time.monotonic() + _DEADLINE_S
    while not server.started:
        assert listening.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    (socket,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}", app
    server.should_exit = True
    listening.join()


@pytest.fixture(scope="module")
def client(served: tuple[str, FastAPI]) -> Iterator[httpx.Client]:
    """A program on this machine."""
    with httpx.Client(base_url=served[0], timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def service(served: tuple[str, FastAPI]) -> Service:
    """What stands behind the application."""
    service: Service = served[1].state.service
    return service


@pytest.fixture
def folder(settings: Settings) -> Path:
    """Where that service keeps everything."""
    return settings.home


@pytest.fixture(scope="session")
def finished() -> Callable[[httpx.Client, str], dict[str, Any]]:
    """Follow a document by its status address to its end, with a deadline."""

    def follow(client: httpx.Client, status_url: str) -> dict[str, Any]:
        deadline = time.monotonic() + _DEADLINE_S
        while time.monotonic() < deadline:
            answer: dict[str, Any] = client.get(status_url).json()
            if answer["status"] in {"indexed", "to_review", "quarantined", "failed"}:
                return answer
            time.sleep(0.02)
        pytest.fail(f"stuck: {answer}")

    return follow
