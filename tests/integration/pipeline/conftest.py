"""A service on a folder of its own, and documents of invented patients to hand in."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.service import Service
from pipeline.settings import Settings
from records.store.stored import StoredDocument

REPORT = """Compte rendu de consultation du service de cardiologie

Madame Odile Ravenel, 71 ans, est vue en consultation le 12 mars 2026.

Examen clinique : température 38,4 °C, TA 145/80 mmHg, FC 98 bpm.

Signataire : Dr Anselme Pruvost
"""
_DEADLINE_S = 120


def drawn_page(text: str = REPORT) -> Image.Image:
    """The text as a clean scan at 150 dpi."""
    page = Image.new("L", (1240, 1754), "white")
    font = ImageFont.truetype("LiberationSans-Regular.ttf", 27)
    ImageDraw.Draw(page).multiline_text((110, 130), text, fill="black", font=font, spacing=14)
    return page


@pytest.fixture(scope="session")
def png() -> bytes:
    """A scanned report."""
    file = io.BytesIO()
    drawn_page().save(file, "PNG", dpi=(150, 150))
    return file.getvalue()


@pytest.fixture(scope="session")
def long_tiff() -> bytes:
    """A scan of five pages, long enough to be interrupted."""
    pages = [drawn_page(REPORT.replace("38,4", f"38,{number}")) for number in range(5)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150), compression="tiff_lzw")
    return file.getvalue()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A service in a folder of its own, on SQLite."""
    monkeypatch.setenv("ANAMNESE_HOME", str(tmp_path / "home"))
    return Settings()


@contextmanager
def _running(settings: Settings) -> Iterator[Service]:
    service = Service(settings)
    service.start()
    try:
        yield service
    finally:
        service.close()


@pytest.fixture
def running() -> Callable[[Settings], AbstractContextManager[Service]]:
    """`with running(settings) as service:` from start to stop."""
    return _running


def _until(service: Service, document_id: str, reached: Callable[[StoredDocument], bool]) -> StoredDocument:
    deadline = time.monotonic() + _DEADLINE_S
    while time.monotonic() < deadline:
        document = service.documents.get(document_id)
        if reached(document):
            return document
        time.sleep(0.02)
    pytest.fail(f"{document!r} did not get there")


@pytest.fixture
def until() -> Callable[[Service, str, Callable[[StoredDocument], bool]], StoredDocument]:
    """Wait, with a deadline, until a document satisfies a condition."""
    return _until


@pytest.fixture
def finished() -> Callable[[Service, str], StoredDocument]:
    """Wait, with a deadline, until a document has come to its end."""
    return lambda service, document_id: _until(service, document_id, lambda document: document.status.is_final)
