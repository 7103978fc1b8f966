"""A real service in a process of its own, a real Chromium, and invented documents drawn on the spot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from records.document import Document, PageSource, Word
from records.document import Page as PaperPage
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method
from records.geometry import Box
from records.store.blobs import BlobStore
from records.store.contents import Contents
from records.store.database import database_url, open_engine, session_factories
from records.store.documents import Documents
from records.store.stored import PageImage, Reason, Status

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = Path("/usr/share/fonts/truetype/liberation")


class Sheet:
    """A page drawn line by line, which knows where each of its words stands."""

    def __init__(self, number: int = 1, width: int = 1240, height: int = 1754) -> None:
        self.number = number
        self.image = Image.new("L", (width, height), 255)
        self._draw = ImageDraw.Draw(self.image)
        self._text = ""
        self._words: list[Word] = []

    def line(self, y: int, text: str, *, x: int = 110, size: int = 25, bold: bool = False) -> None:
        """A line of print; `x`, `y` and `size` in pixels."""
        font = ImageFont.truetype(FONTS / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", size)
        self._text += "\n" if self._text else ""
        for place, word in enumerate(text.split(" ")):
            if place:
                self._text += " "
            left, top, right, bottom = self._draw.textbbox((x, y), word, font=font)
            self._draw.text((x, y), word, font=font, fill=20)
            box = Box.from_units(left, top, right, bottom, *self.image.size)
            self._words.append(Word(word, box, len(self._text), 0.97))
            self._text += word
            x = int(self._draw.textlength(word + " ", font=font)) + x

    def page(self) -> PaperPage:
        """As the reader would give it."""
        return PaperPage(
            self.number, *self.image.size, self._text, tuple(self._words), PageSource.OCR, image="page.png"
        )

    def png(self) -> bytes:
        """The picture of it."""
        stream = BytesIO()
        self.image.save(stream, "PNG", dpi=(150, 150))
        return stream.getvalue()


def quoted(page: PaperPage, name: str, quote: str, value: str | float | None = None, **more: Any) -> Field:
    """A field found on a page by its quote, as sure as a rule is."""
    start = page.text.index(quote)
    end = start + len(quote)
    evidence = Evidence(quote, page.number, start, end, page.boxes_between(start, end) if page.image else ())
    plain: dict[str, Any] = {"method": Method.RULE, "model": "test/1", "confidence": 0.97} | more
    return Field(name, quote if value is None else value, evidence, **plain)


def unplaced(name: str, value: str | float, **more: Any) -> Field:
    """A field whose words were not found."""
    plain: dict[str, Any] = {
        "method": Method.RULE,
        "model": "test/1",
        "confidence": 0.4,
        "grounding": Grounding.NONE,
    } | more
    return Field(name, value, None, **plain)


@dataclass(frozen=True)
class Archive:
    """The store of the running service, to lay documents in as if they had been read."""

    documents: Documents
    contents: Contents
    blobs: BlobStore

    def lay(
        self,
        name: str,
        pages: Sequence[PaperPage],
        fields: Sequence[Field],
        *,
        pictures: Sequence[bytes] = (),
        status: Status = Status.INDEXED,
    ) -> str:
        """A document that has come to its end; its id."""
        stored = self._accepted(name, "image/png" if pictures else "text/plain")
        images = {
            page.number: PageImage(self.blobs.keep(BytesIO(picture)), "image/png")
            for page, picture in zip(pages, pictures, strict=False)
        }
        document = Document("0" * 64, "image/png", tuple(pages))
        self.contents.keep_pages(stored, "reading", "-", document, images)
        self.contents.keep_fields(stored, "indexing", "-", fields)
        self.documents.progress(stored, len(pages), len(pages))
        self.documents.finish(stored, status)
        return stored

    def lay_unfinished(self, name: str, status: Status, *, done: int = 0, total: int | None = None) -> str:
        """A document still on its road; its id."""
        stored = self._accepted(name, "application/pdf")
        self.documents.move(stored, status)
        if total is not None:
            self.documents.progress(stored, done, total)
        return stored

    def lay_stopped(self, name: str, status: Status, reason: Reason) -> str:
        """A document that could not be read; its id."""
        stored = self._accepted(name, "application/pdf")
        self.documents.finish(stored, status, reason)
        return stored

    def _accepted(self, name: str, media_type: str) -> str:
        content = f"{name}{os.urandom(8).hex()}".encode()
        kept = self.blobs.keep(BytesIO(content))
        assert kept == sha256(content).hexdigest()
        stored, _ = self.documents.accept(sha256=kept, name=name, media_type=media_type, size_bytes=len(content))
        return stored.id


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service's folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """Where a running service answers; it has a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", str(port)]
    environment = os.environ | {"ANAMNESE_HOME": str(home), "ANAMNESE_MAX_FILE_MB": "2"}
    with (home / "service.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the service ended with {process.returncode} before it answered")


@pytest.fixture(scope="session")
def archive(address: str, home: Path) -> Iterator[Archive]:
    """The running service's store."""
    assert address
    engine = open_engine(database_url(f"sqlite:///{home / 'records.sqlite3'}"))
    sessions = session_factories(engine)
    yield Archive(Documents(*sessions), Contents(*sessions), BlobStore(home / "blobs"))
    engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium or Chrome of this machine; Playwright's own where there is none."""
    found = (which(name) for name in ("chromium", "google-chrome", "chromium-browser"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, found), None), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """A person in front of the browser. What the console says is kept: it must stay silent."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open an address of the service."""
        self.page.goto(self.address + path)
        return self.page

    def forgive_refused_loads(self) -> int:
        """The browser complains of each answer from 400 up; forget those that a test asked for, and count them."""
        refused = [complaint for complaint in self.complaints if complaint.startswith("Failed to load resource")]
        self.complaints = [complaint for complaint in self.complaints if complaint not in refused]
        return len(refused)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A French visitor on a wide screen; parametrise indirectly with other settings of the browser."""
    settings: dict[str, Any] = {"locale": "fr-FR", "viewport": {"width": 1440, "height": 900}}
    context = chromium.new_context(**(settings | getattr(request, "param", {})))
    context.set_default_timeout(20_000)
    visitor = Visitor(context, address)
    yield visitor
    context.close()
    assert visitor.complaints == []


@pytest.fixture(scope="session")
def letter() -> tuple[Sheet, tuple[Field, ...]]:
    """A discharge letter of an invented patient, and what can be read on it."""
    sheet = Sheet()
    sheet.line(90, "Centre hospitalier des Tilleuls", size=34, bold=True)
    sheet.line(140, "Service de médecine interne")
    sheet.line(230, "Compte rendu d'hospitalisation", size=30, bold=True)
    sheet.line(300, "Patiente : Mme QUERVADEC Solène, née le 03/05/1958")
    sheet.line(340, "Hospitalisée du 12/02/2025 au 17/02/2025")
    sheet.line(420, "Antécédents", bold=True)
    sheet.line(460, "HTA traitée. Père décédé d'un infarctus du myocarde.")
    sheet.line(500, "Allergie à la pénicilline.")
    sheet.line(570, "Examen clinique", bold=True)
    sheet.line(610, "T° 38,4 °C, TA 135/82 mmHg, FC 104/min, SpO2 91 %")
    sheet.line(650, "Pneumopathie du lobe inférieur droit. Pas d'épanchement pleural.")
    sheet.line(690, "Suspicion d'embolie pulmonaire à l'entrée.")
    sheet.line(770, "Biologie", bold=True)
    for row, (analyte, value) in enumerate(
        (("CRP", "148 mg/L"), ("Leucocytes", "14,2 G/L"), ("Hémoglobine", "11,8 g/dL"), ("Créatinine", "86 µmol/L"))
    ):
        sheet.line(810 + 40 * row, analyte)
        sheet.line(810 + 40 * row, value, x=460)
    sheet.line(1030, "Traitement de sortie", bold=True)
    sheet.line(1070, "- Lévofloxacine 500 mg, 1 comprimé matin et soir pendant 7 jours")
    sheet.line(1110, "- Amlodipine 5 mg, 1 comprimé le matin")
    sheet.line(1190, "Retour à domicile. Radiographie thoracique réalisée le 13/02/2025.")
    sheet.line(1300, "Dr Aurèle Montfavet", x=780)
    return sheet, tuple(_read(sheet.page()))


def _read(page: PaperPage) -> Iterator[Field]:
    yield quoted(page, "patient.last_name", "QUERVADEC")
    yield quoted(page, "patient.first_name", "Solène")
    yield quoted(page, "patient.birth_date", "03/05/1958", "1958-05-03")
    yield quoted(page, "patient.sex", "Mme", "F", confidence=0.93)
    yield quoted(page, "encounter.admission_date", "12/02/2025", "2025-02-12")
    yield quoted(page, "encounter.discharge_date", "17/02/2025", "2025-02-17")
    yield quoted(page, "encounter.discharge_to", "Retour à domicile", "home")
    yield quoted(page, "document.type", "Compte rendu d'hospitalisation", "hospital_report")
    yield quoted(page, "document.author", "Aurèle Montfavet")
    yield from _concepts(page)
    yield quoted(page, "vitals.temperature_c", "T° 38,4 °C", 38.4, unit="Cel")
    for analyte, written, value, unit in (
        ("CRP", "148 mg/L", 148, "mg/L"),
        ("Leucocytes", "14,2 G/L", 14.2, "10*9/L"),
        ("Hémoglobine", "11,8 g/dL", 11.8, "g/dL"),
        ("Créatinine", "86 µmol/L", 86, "umol/L"),
    ):
        name = quoted(page, "labs.analyte", analyte)
        yield quoted(page, "labs", written, value, unit=unit, parts=(name,), confidence=0.96)


def _concepts(page: PaperPage) -> Iterator[Field]:
    main = Field("conditions.main", True, None, Method.RULE, "test/1")
    icd = Code("icd-10", "J18.1")
    yield quoted(page, "conditions", "Pneumopathie du lobe inférieur droit", parts=(main,), code=icd)
    yield quoted(page, "conditions", "épanchement pleural", assertion=Assertion.ABSENT)
    yield quoted(page, "conditions", "embolie pulmonaire", assertion=Assertion.POSSIBLE, confidence=0.61)
    yield quoted(page, "conditions", "HTA", "Hypertension artérielle", assertion=Assertion.HISTORY)
    yield quoted(page, "conditions", "infarctus du myocarde", assertion=Assertion.FAMILY)
    yield unplaced("conditions", "Insuffisance respiratoire aiguë", method=Method.LLM)
    yield quoted(page, "allergies", "pénicilline")
    for drug, phrase, parts in (
        ("Lévofloxacine", "Lévofloxacine 500 mg, 1 comprimé matin et soir pendant 7 jours", _POSOLOGY),
        ("Amlodipine", "Amlodipine 5 mg, 1 comprimé le matin", _EACH_MORNING),
    ):
        pieces = tuple(quoted(page, f"medications.{name}", text) for name, text in parts)
        status = Field("medications.status", "discharge", None, Method.RULE, "test/1")
        yield quoted(page, "medications", phrase, drug, parts=(*pieces, status))
    done = Field("procedures.status", "done", None, Method.RULE, "test/1")
    radiograph = quoted(page, "procedures", "Radiographie thoracique", parts=(done,))
    yield replace(radiograph, confidence=0.9)


_EACH_MORNING = (("dose", "5 mg"), ("frequency", "1 comprimé le matin"))
_POSOLOGY = (("dose", "500 mg"), ("frequency", "1 comprimé matin et soir"), ("duration", "7 jours"))
