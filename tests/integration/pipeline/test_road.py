"""From a file handed in to fields with places, and every other end a document can come to."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.road import RoadState
from pipeline.service import Service
from pipeline.settings import Settings
from records.document import PageSource
from records.errors import AlreadyRunning, EmptyFile, FileTooLarge, UnsupportedFile
from records.fields import Grounding
from records.store.stored import Status, StoredDocument

REPORT = """Compte rendu de consultation du service de cardiologie

Madame Odile Ravenel, 71 ans, est vue en consultation le 12 mars 2026.

Examen clinique : température 38,4 °C, TA 145/80 mmHg, FC 98 bpm.

Signataire : Dr Anselme Pruvost
""".encode()

Running = Callable[[Settings], AbstractContextManager[Service]]
Finished = Callable[[Service, str], StoredDocument]
Until = Callable[[Service, str, Callable[[StoredDocument], bool]], StoredDocument]


def submit(service: Service, content: bytes, name: str = "rapport") -> StoredDocument:
    return service.submit(io.BytesIO(content), name).document


def test_a_text_report_becomes_fields_on_each_database(
    any_database: str, settings: Settings, running: Running, finished: Finished
) -> None:
    with running(settings.model_copy(update={"database_url": any_database})) as service:
        document = finished(service, submit(service, REPORT, "rapport.txt").id)
        fields = service.contents.fields(document.id)
    assert document.status in {Status.INDEXED, Status.TO_REVIEW}
    assert (document.media_type, document.pages_done, document.pages_total) == ("text/plain", 1, 1)
    (temperature,) = [field for field in fields if field.name == "vitals.temperature_c"]
    assert temperature.value == 38.4
    assert temperature.evidence is not None
    assert "38,4" in REPORT.decode()[temperature.evidence.start : temperature.evidence.end]


def test_a_scan_becomes_fields_whose_boxes_lie_on_the_kept_image(
    png: bytes, settings: Settings, running: Running, finished: Finished
) -> None:
    with running(settings) as service:
        document = finished(service, submit(service, png, "scan.png").id)
        ((page, words),) = [service.contents.page(document.id, 1)]
        fields = service.contents.fields(document.id)
        assert page.image is not None
        with Image.open(service.blobs.path(page.image.sha256)) as image:
            assert image.size == (page.width_px, page.height_px)
    assert document.status in {Status.INDEXED, Status.TO_REVIEW}
    assert words.source is PageSource.OCR
    temperature = next(field for field in fields if field.name == "vitals.temperature_c")
    assert temperature.value == 38.4
    assert temperature.evidence is not None
    (box,) = temperature.evidence.boxes
    # The line is the seventh of the page, after three empty ones.
    assert 0.05 < box.left < box.right < 0.6
    assert 0.1 < box.top < box.bottom < 0.3


def encrypted_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Compte rendu")
    canvas.save()
    return file.getvalue()


def pdf_of(pages: int) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        canvas.drawString(72, 700, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def truncated_jpeg() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((600, 800), 90).save(file, "JPEG")
    return file.getvalue()[:4000]


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        (truncated_jpeg(), "damaged_file", {}),
        (encrypted_pdf(), "encrypted_file", {}),
        (pdf_of(4), "too_many_pages", {"pages": 4, "limit": 3}),
        (b"\n\n   \n" * 2000 + b"\x0c", "empty_file", {}),
    ],
    ids=["truncated JPEG", "encrypted PDF", "too many pages", "white space"],
)
def test_a_file_that_cannot_be_read_is_quarantined_with_its_reason(
    content: bytes, code: str, details: dict[str, int], settings: Settings, running: Running, finished: Finished
) -> None:
    with running(settings.model_copy(update={"max_pages": 3})) as service:
        if code == "empty_file":
            with pytest.raises(EmptyFile):
                submit(service, content)
            return
        bad = finished(service, submit(service, content).id)
        good = finished(service, submit(service, REPORT).id)
    assert bad.status is Status.QUARANTINED
    assert bad.reason is not None
    assert (bad.reason.code, bad.reason.details) == (code, details)
    assert good.status in {Status.INDEXED, Status.TO_REVIEW}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", EmptyFile), (b"MZ\x90\x00 program", UnsupportedFile), (b"%PDF-1.7" + b" " * 1_100_000, FileTooLarge)],
    ids=["empty", "program", "too large"],
)
def test_what_one_look_tells_is_refused_at_once_and_leaves_nothing(
    content: bytes, refusal: type[Exception], settings: Settings, running: Running
) -> None:
    with running(settings.model_copy(update={"max_file_mb": 1})) as service:
        with pytest.raises(refusal):
            submit(service, content)
        assert service.documents.newest(limit=10) == []
        assert [path for path in service.blobs.root.rglob("*") if path.is_file()] == []


def test_nothing_read_goes_to_review(settings: Settings, running: Running, finished: Finished) -> None:
    white = io.BytesIO()
    Image.new("L", (800, 1100), "white").save(white, "PNG")
    with running(settings) as service:
        assert finished(service, submit(service, white.getvalue()).id).status is Status.TO_REVIEW


def test_the_same_file_is_worked_on_once(settings: Settings, running: Running, finished: Finished) -> None:
    with running(settings) as service:
        first = service.submit(io.BytesIO(REPORT), "a.txt")
        finished(service, first.document.id)
        second = service.submit(io.BytesIO(REPORT), "b.txt")
        assert (first.already_known, second.already_known) == (False, True)
        assert second.document.id == first.document.id
        assert second.document.status.is_final


def test_a_document_that_was_accepted_but_never_started_is_started(
    settings: Settings, running: Running, finished: Finished
) -> None:
    stopped = Service(settings)  # as if killed between the answer to the upload and the start of the work
    document = submit(stopped, REPORT)
    stopped.close()
    with running(settings) as service:
        assert finished(service, document.id).status in {Status.INDEXED, Status.TO_REVIEW}


def test_a_stop_in_the_middle_of_a_reading_costs_nothing(
    long_tiff: bytes, settings: Settings, running: Running, finished: Finished, until: Until
) -> None:
    with running(settings) as service:
        document = submit(service, long_tiff)
        until(service, document.id, lambda one: one.status is Status.READING and one.pages_done >= 1)
    with running(settings) as service:
        ended = finished(service, document.id)
        pages = service.contents.pages(document.id)
        temperatures = [
            field.value for field in service.contents.fields(document.id) if field.name == "vitals.temperature_c"
        ]
    assert ended.status in {Status.INDEXED, Status.TO_REVIEW}
    assert ended.run == 2
    assert [page.number for page in pages] == list(range(1, 6))
    assert len(temperatures) == 5


def test_a_document_on_which_the_service_died_three_times_is_given_up(
    settings: Settings, running: Running, finished: Finished
) -> None:
    stopped = Service(settings)
    document = submit(stopped, REPORT)
    for _ in range(3):
        stopped.documents.begin_attempt(document.id)
    stopped.close()
    with running(settings) as service:
        ended = finished(service, document.id)
    assert ended.status is Status.QUARANTINED
    assert ended.reason is not None
    assert (ended.reason.code, ended.reason.details) == ("gave_up", {"attempts": 3})


def test_a_failed_document_travels_again_when_it_is_sent_again(
    settings: Settings, running: Running, finished: Finished
) -> None:
    stopped = Service(settings)
    document = submit(stopped, REPORT)
    stopped.documents.finish(document.id, Status.FAILED)
    stopped.close()
    with running(settings) as service:
        again = service.submit(io.BytesIO(REPORT), "encore.txt")
        assert (again.document.id, again.already_known) == (document.id, True)
        assert finished(service, document.id).status in {Status.INDEXED, Status.TO_REVIEW}


def test_a_quarantined_document_is_read_when_it_is_sent_again_under_another_limit(
    settings: Settings, running: Running, finished: Finished
) -> None:
    content = pdf_of(4)
    with running(settings.model_copy(update={"max_pages": 3})) as service:
        document = finished(service, submit(service, content).id)
        assert document.status is Status.QUARANTINED
        assert finished(service, submit(service, content).id).reason == document.reason
    with running(settings.model_copy(update={"max_pages": 4})) as service:
        again = service.submit(io.BytesIO(content), "encore.pdf")
        assert (again.document.id, again.already_known) == (document.id, True)
        ended = finished(service, document.id)
        assert (ended.status, ended.reason) == (Status.TO_REVIEW, None)
        assert len(service.contents.pages(document.id)) == 4


def test_a_home_has_one_service_at_a_time(settings: Settings, running: Running) -> None:
    with running(settings), pytest.raises(AlreadyRunning):
        Service(settings)
    with running(settings) as service:
        assert service.road.state is not RoadState.BROKEN


def test_the_durable_road_keeps_ids_and_outcomes_only(settings: Settings, running: Running, finished: Finished) -> None:
    with running(settings) as service:
        finished(service, submit(service, REPORT, "Ravenel Odile.txt").id)
    kept = b"".join(path.read_bytes() for path in settings.home.glob("road.sqlite3*"))
    assert b"document" in kept
    for word in (b"Ravenel", b"Odile", b"38,4", b"38.4", b"temperature"):
        assert word not in kept


def test_every_field_that_has_no_place_sends_its_document_to_review(
    settings: Settings, running: Running, finished: Finished
) -> None:
    with running(settings) as service:
        document = finished(service, submit(service, REPORT).id)
        fields = service.contents.fields(document.id)
    without_place = any(field.grounding is Grounding.NONE for field in fields)
    assert document.status is (Status.TO_REVIEW if without_place else Status.INDEXED)
