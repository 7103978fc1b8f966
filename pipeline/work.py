"""The work on one document, step by step. Every step can be begun again at any time without doing harm.

    read    the file becomes pages (kept with their images)
    index   the pages become fields (kept)
    close   the document gets its final status

A step's result is kept under a hash of its input: begun again on the same input, the step is over at once.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb

from sqlalchemy.exc import OperationalError

from ingestion import Limits, read_file
from ingestion.filetype import HEAD_BYTES, media_type_of
from pipeline.indexing import IndexerProcess
from pipeline.language_model import ModelReader
from pipeline.local_models import LocalModels, ModelKind
from records.document import Document, Page
from records.errors import (
    AnamneseError,
    FileRefused,
    GaveUp,
    LanguageModelError,
    MissingTool,
    NotFound,
    ReadingFailed,
    ServiceNotReady,
    StorageFull,
)
from records.fields import REVIEW_BELOW, Field, Grounding, Method
from records.store.blobs import BlobStore
from records.store.contents import Contents
from records.store.documents import Documents
from records.store.stored import PageImage, Reason, Status

MAX_ATTEMPTS = 3
"""How often work on a document may begin without coming to an end before it is given up."""

_log = logging.getLogger(__name__)
_VERSION = version("anamnese")


class Outcome(StrEnum):
    """How a step ended. Kept by the durable road, so it says nothing about the document's content."""

    DONE = "done"
    ENDED = "ended"
    """The document has come to its end."""
    INTERRUPTED = "interrupted"
    """The service is stopping; the next start takes the document up again."""


Step = Callable[[str], Outcome]


class Work:
    """What the steps need, and the steps."""

    def __init__(
        self,
        *,
        documents: Documents,
        contents: Contents,
        blobs: BlobStore,
        indexer: IndexerProcess,
        second_reader: ModelReader | None = None,
        limits: Limits,
        scratch: Path,
        models: LocalModels,
    ) -> None:
        self._documents = documents
        self._contents = contents
        self._blobs = blobs
        self._indexer = indexer
        self._second_reader = second_reader
        self._limits = limits
        self._scratch = scratch
        self._models = models
        self._stopping = threading.Event()
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True, mode=0o700)

    @property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """In their order; the name is part of what the durable road remembers."""
        return (("read", self.read), ("index", self.index), ("close", self.close))

    def stop(self) -> None:
        """From now on every step that ends badly counts as interrupted, none begins, and none starts an indexer."""
        self._stopping.set()
        self._indexer.close()
        if self._second_reader is not None:
            self._second_reader.close()

    def mend(self) -> None:
        """Called now and then: what did not start is started again, also when no document asks for it."""
        self._indexer.revive()

    def begin(self, document_id: str) -> Outcome:
        """Called each time the road starts or starts again with a document."""
        return Outcome.INTERRUPTED if self._stopping.is_set() else self._guarded(self._begin, document_id)

    def read(self, document_id: str) -> Outcome:
        """Pages and their images."""
        return self._guarded(self._read, document_id)

    def index(self, document_id: str) -> Outcome:
        """Fields."""
        return self._guarded(self._index, document_id)

    def close(self, document_id: str) -> Outcome:
        """The final status."""
        return self._guarded(self._close, document_id)

    def _guarded(self, step: Callable[[str], None], document_id: str) -> Outcome:
        """Run a step; whatever it raises becomes the end of the document, with a reason.

        Raises ServiceNotReady when no document is to blame (the database does not answer, the disk is full, a part of
        the service is missing or does not start): the step is to be tried again.
        What the database said is left behind here, because it may hold what was to be written.
        """
        if self._stopping.is_set():
            return self._interrupted(document_id)
        try:
            self._run(step, document_id)
            if self._documents.get(document_id).status.is_final:
                return Outcome.ENDED
        except InterruptedError:
            return self._interrupted(document_id)
        except NotFound:
            return Outcome.ENDED  # erased meanwhile
        except OperationalError:
            raise ServiceNotReady(problem="database") from None
        return Outcome.DONE

    def _run(self, step: Callable[[str], None], document_id: str) -> None:
        try:
            step(document_id)
        except NotFound:
            raise
        except Exception as error:
            if isinstance(error, OperationalError) and not _too_much_for_the_database(error):
                raise
            if self._stopping.is_set():
                raise InterruptedError from None
            if problem := _not_the_documents_fault(error):
                raise ServiceNotReady(problem=problem) from None
            status, reason = _verdict(error)
            if reason.code == AnamneseError.code:
                _log_defect(document_id, error)
            self._documents.finish(document_id, status, reason)

    def _interrupted(self, document_id: str) -> Outcome:
        with contextlib.suppress(OperationalError):  # it then counts as one of the attempts
            self._documents.give_back_attempt(document_id)
        return Outcome.INTERRUPTED

    def _begin(self, document_id: str) -> None:
        if self._documents.get(document_id).status.is_final:
            return
        attempts = self._documents.begin_attempt(document_id)
        if attempts > MAX_ATTEMPTS:
            raise GaveUp(attempts=MAX_ATTEMPTS)

    def _read(self, document_id: str) -> None:
        sha256 = self._documents.get(document_id).sha256
        input_hash = _hash(_VERSION, sha256)
        if self._contents.has(document_id, "read", input_hash):
            return
        self._documents.move(document_id, Status.READING)
        model = self._models.in_use(ModelKind.HANDWRITING)
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            document = read_file(
                self._blobs.path(sha256),
                limits=self._limits,
                image_folder=Path(folder),
                on_page=lambda done, total: self._show_progress(document_id, done, total),
                handwriting_model=model.folder if model is not None else None,
            )
            images = {page.number: self._keep_image(Path(folder) / page.image) for page in document.pages if page.image}
        self._contents.keep_pages(document_id, "read", input_hash, document, images)

    def _show_progress(self, document_id: str, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise InterruptedError  # ends the reading child
        with contextlib.suppress(OperationalError):  # not worth a page's reading
            self._documents.progress(document_id, done, total)

    def _keep_image(self, path: Path) -> PageImage:
        with path.open("rb") as file:
            media_type = media_type_of(file.read(HEAD_BYTES))
            file.seek(0)
            return PageImage(self._blobs.keep(file), media_type.value)

    def _index(self, document_id: str) -> None:
        document = self._contents.document(document_id)
        model = (self._second_reader.model,) if self._second_reader is not None else ()
        input_hash = _hash(_VERSION, document.sha256, *(_page_key(page) for page in document.pages), *model)
        if self._contents.has(document_id, "index", input_hash):
            return
        self._documents.move(document_id, Status.INDEXING)
        fields = self._with_second_reader(document_id, document, self._indexer.index(document))
        self._contents.keep_fields(document_id, "index", input_hash, fields)

    def _with_second_reader(self, document_id: str, document: Document, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """What the language model adds; without an answer of it the document keeps what the other readers found."""
        if self._second_reader is None:
            return fields
        try:
            return self._second_reader.merged(document, fields)
        except LanguageModelError as error:
            if self._stopping.is_set():
                raise
            _log.warning("document %s: read without the language model: %s", document_id, error.code)
            return fields
        except OperationalError:
            raise
        except Exception as error:
            if self._stopping.is_set() or _not_the_documents_fault(error):
                raise
            # The type only: the text may quote the document.
            _log.error("document %s: read without the language model: %s", document_id, type(error).__name__)
            return fields

    def _close(self, document_id: str) -> None:
        document, fields = self._contents.document(document_id), self._contents.fields(document_id)
        review = needs_review(document, fields)
        self._documents.finish(document_id, Status.TO_REVIEW if review else Status.INDEXED)


NOTES_FOR_EYES = frozenset({"hidden_text", "handwriting_read"})
"""Notes on a page that a person must look at. `handwriting_unread` is none: most letters are signed by hand."""


def needs_review(document: Document, fields: Iterable[Field]) -> bool:
    """Whether a person should look: nothing was read, a value has no place, a page has a note for eyes, or a language
    model says what nobody else says or contradicts them, and was not measured to be right often enough.
    """
    known = tuple(fields)
    if not known or any(NOTES_FOR_EYES.intersection(page.notes) for page in document.pages):
        return True
    every = [one for field in known for one in (field, *field.parts)]
    if any(one.method is Method.LLM and one.confidence < REVIEW_BELOW for one in every):
        return True
    return any(one.grounding is Grounding.NONE for one in every)


def _verdict(error: Exception) -> tuple[Status, Reason]:
    match error:
        case FileRefused() | ReadingFailed() | GaveUp():
            return Status.QUARANTINED, Reason(error.code, error.details)
        case AnamneseError():
            return Status.FAILED, Reason(error.code, error.details)
        case _:
            return Status.FAILED, Reason(AnamneseError.code, {})


def _not_the_documents_fault(error: Exception) -> str | None:
    """What is wrong with the machine, in the words of /health; None when it is the document or our code."""
    match error:
        case ServiceNotReady():
            return str(error.details["problem"])
        case MissingTool() | StorageFull():
            return error.code
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EROFS):
            return StorageFull.code
        case OSError(errno=errno.EMFILE | errno.ENFILE):
            return "open_files"
        case _:
            return None


def _too_much_for_the_database(error: OperationalError) -> bool:
    """PostgreSQL answers, and refuses what is to be written as beyond its limits: it will not take it later either."""
    return str(getattr(error.orig, "sqlstate", "")).startswith("54")


def _log_defect(document_id: str, error: Exception) -> None:
    """Type and place only: the text of an exception may quote the document."""
    place = extract_tb(error.__traceback__)[-1]
    _log.error("document %s: %s at %s:%s", document_id, type(error).__name__, place.filename, place.lineno)


def _page_key(page: Page) -> str:
    return json.dumps([page.text, list(page.soft_breaks), len(page.words)])


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
