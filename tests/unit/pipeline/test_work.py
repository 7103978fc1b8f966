"""Small decisions of the road: who must look, what an error means, what a name may be."""

from __future__ import annotations

import errno
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from ingestion.limits import Limits
from nlp.merging import merge
from nlp.text import ClinicalText
from pipeline.indexing import IndexerProcess
from pipeline.language_model import ModelReader
from pipeline.local_models import LocalModels
from pipeline.service import plain_name
from pipeline.work import Outcome, Work, _verdict, needs_review
from records.document import Document, Page, PageSource
from records.errors import (
    AnamneseError,
    EncryptedFile,
    GaveUp,
    IndexerCrashed,
    MissingTool,
    ReadingTimedOut,
    ServiceNotReady,
    StorageFull,
    error_with_code,
)
from records.fields import Field, Grounding, Method
from records.store.blobs import BlobStore
from records.store.contents import Contents
from records.store.database import database_url, migrate, open_engine, session_factories
from records.store.documents import Documents
from records.store.stored import Status


def document(*notes: str) -> Document:
    return Document("ab" * 32, "image/png", (Page(1, 10, 10, "T° 38", (), PageSource.OCR, notes=notes),))


def field(grounding: Grounding, *parts: Field) -> Field:
    return Field("medications", "bisoprolol", None, Method.RULE, "medications/1", grounding=grounding, parts=parts)


def by_model(confidence: float) -> Field:
    return Field("conditions", "toux", None, Method.LLM, "llm/1:m", confidence=confidence)


def test_a_document_whose_values_all_have_their_place_needs_nobody() -> None:
    assert not needs_review(document("rotated_90"), [field(Grounding.EXACT, field(Grounding.FUZZY)), by_model(0.9)])


@pytest.mark.parametrize(
    ("read", "fields"),
    [
        (document(), []),
        (document(), [field(Grounding.EXACT), field(Grounding.NONE)]),
        (document(), [field(Grounding.EXACT, field(Grounding.NONE))]),
        (document("hidden_text"), [field(Grounding.EXACT)]),
        (document(), [field(Grounding.EXACT), by_model(0.5)]),
    ],
    ids=["nothing found", "a value without place", "a part without place", "hidden text", "a model alone"],
)
def test_a_person_looks_where_something_is_not_certain(read: Document, fields: list[Field]) -> None:
    assert needs_review(read, fields)


def test_a_dose_that_only_a_model_adds_to_a_known_drug_is_looked_at() -> None:
    text = ClinicalText.of("Furosémide, bisoprolol 15 mg")
    own = text.field("medications", "furosémide", 0, 10, model="medications/1", method=Method.LEXICON, confidence=0.95)
    dose = text.field("medications.dose", "15 mg", 23, 28, model="llm/1:m", method=Method.LLM)
    proposed = text.field("medications", "furosémide", 0, 10, model="llm/1:m", method=Method.LLM, confidence=0.9)
    (merged,) = merge([own], [replace(proposed, parts=(dose,))])
    assert (merged.method, merged.part("medications.dose") is not None) == (Method.LEXICON, True)
    assert needs_review(document(), [merged])
    assert not needs_review(document(), [own])


def test_a_second_reader_that_fails_in_any_way_costs_its_proposals_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(ModelReader):
        def __init__(self) -> None:
            pass

        def merged(self, document: Document, own: Sequence[Field]) -> tuple[Field, ...]:
            raise ValueError("Mme Ravenel")

        def close(self) -> None:
            pass

    engine = open_engine(database_url(f"sqlite:///{tmp_path / 'records.sqlite3'}"))
    sessions = session_factories(engine)
    work = Work(
        documents=Documents(*sessions),
        contents=Contents(*sessions),
        blobs=BlobStore(tmp_path / "blobs"),
        indexer=IndexerProcess(),
        second_reader=Failing(),
        limits=Limits(),
        scratch=tmp_path / "scratch",
        models=LocalModels(tmp_path),
    )
    own = (field(Grounding.EXACT),)
    assert work._with_second_reader("d1", document(), own) == own
    assert "ValueError" in caplog.text
    assert "Ravenel" not in caplog.text
    work.stop()
    with pytest.raises(ValueError):
        work._with_second_reader("d1", document(), own)
    engine.dispose()


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (EncryptedFile(), Status.QUARANTINED, "encrypted_file"),
        (ReadingTimedOut(seconds=900), Status.QUARANTINED, "reading_timed_out"),
        (GaveUp(attempts=3), Status.QUARANTINED, "gave_up"),
        (IndexerCrashed(exit_code=-9), Status.FAILED, "indexer_crashed"),
        (ValueError("Mme Ravenel"), Status.FAILED, "error"),
    ],
)
def test_the_fault_of_the_file_is_quarantine_and_ours_is_failure(error: Exception, status: Status, code: str) -> None:
    decided, reason = _verdict(error)
    assert (decided, reason.code) == (status, code)
    assert "Ravenel" not in str(reason)


def no_space_for(name: str) -> OSError:
    return OSError(errno.ENOSPC, "No space left on device", name)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (MissingTool(tool="Tesseract", remedy="apt-get install"), "missing_tool"),
        (no_space_for("Ravenel.png"), "storage_full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "storage_full"),
        (StorageFull(), "storage_full"),
        (OSError(errno.EMFILE, "Too many open files"), "open_files"),
        (ServiceNotReady(problem="indexer"), "indexer"),
    ],
)
def test_what_is_wrong_with_the_machine_is_held_against_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    def read_file(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("pipeline.work.read_file", read_file)
    engine = open_engine(database_url(f"sqlite:///{tmp_path / 'records.sqlite3'}"))
    migrate(engine)
    sessions = session_factories(engine)
    documents, contents, blobs = Documents(*sessions), Contents(*sessions), BlobStore(tmp_path / "blobs")
    work = Work(
        documents=documents,
        contents=contents,
        blobs=blobs,
        indexer=IndexerProcess(),
        limits=Limits(),
        scratch=tmp_path / "scratch",
        models=LocalModels(tmp_path),
    )
    sha256 = blobs.keep(io.BytesIO(b"Compte rendu"))
    waiting, _ = documents.accept(sha256=sha256, name="a.txt", media_type="text/plain", size_bytes=12)
    with pytest.raises(ServiceNotReady) as raised:
        work.read(waiting.id)
    assert raised.value.details == {"problem": problem}
    assert not documents.get(waiting.id).status.is_final
    work.stop()
    assert work.read(waiting.id) is Outcome.INTERRUPTED
    engine.dispose()


@pytest.mark.parametrize(
    ("error", "held_against_it"),
    [(psycopg.errors.ProgramLimitExceeded("Ravenel"), True), (psycopg.errors.AdminShutdown("Ravenel"), False)],
)
def test_what_the_database_will_never_take_is_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, held_against_it: bool
) -> None:
    def read_file(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, error)

    monkeypatch.setattr("pipeline.work.read_file", read_file)
    engine = open_engine(database_url(f"sqlite:///{tmp_path / 'records.sqlite3'}"))
    migrate(engine)
    sessions = session_factories(engine)
    documents, blobs = Documents(*sessions), BlobStore(tmp_path / "blobs")
    work = Work(
        documents=documents,
        contents=Contents(*sessions),
        blobs=blobs,
        indexer=IndexerProcess(),
        limits=Limits(),
        scratch=tmp_path / "scratch",
        models=LocalModels(tmp_path),
    )
    sha256 = blobs.keep(io.BytesIO(b"Compte rendu"))
    waiting, _ = documents.accept(sha256=sha256, name="a.txt", media_type="text/plain", size_bytes=12)
    if held_against_it:
        assert work.read(waiting.id) is Outcome.ENDED
        assert documents.get(waiting.id).status is Status.FAILED
    else:
        with pytest.raises(ServiceNotReady):
            work.read(waiting.id)
        assert not documents.get(waiting.id).status.is_final
    work.stop()
    engine.dispose()


def test_an_error_is_rebuilt_from_what_is_kept() -> None:
    error = error_with_code("reading_timed_out", {"seconds": 900})
    assert isinstance(error, ReadingTimedOut)
    assert "900" in error.message("fr")
    assert type(error_with_code("of a later version", {"x": 1})) is AnamneseError


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ordonnance.pdf", "ordonnance.pdf"),
        ("/home/x/ordonnance.pdf", "ordonnance.pdf"),
        ("C:\\Users\\x\\été.pdf", "été.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\x00b\r\n\u202ec.pdf", "abc.pdf"),
        ("..", ".."),
        ("dossier/", "document"),
        ("   ", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_name_keeps_what_people_read(given: str, kept: str) -> None:
    assert plain_name(given) == kept
