"""The service behind every door (HTTP, command line): accept files, let them travel, say how things are."""

from __future__ import annotations

import tempfile
import threading
import unicodedata
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import BinaryIO

from ingestion.filetype import HEAD_BYTES, media_type_of
from pipeline.home import Home
from pipeline.indexing import IndexerProcess
from pipeline.language_model import ModelReader, opened
from pipeline.local_models import LocalModels
from pipeline.road import Road
from pipeline.settings import Settings
from pipeline.work import Work
from records.errors import EmptyFile, EncryptedFile, FileTooLarge, InvalidRequest
from records.store.blobs import BlobStore
from records.store.contents import Contents
from records.store.database import migrate, open_engine, session_factories
from records.store.documents import Documents
from records.store.stored import StoredDocument
from records.terminology.imported import Terminologies

_CHUNK = 1 << 20
_MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a file that was handed in."""

    document: StoredDocument
    already_known: bool
    """The same bytes were handed in before: it is that document."""


class Service:
    """Opens everything and owns it until `close`.

    Raises AlreadyRunning when another service uses the home folder.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._home = Home(settings.home)
        self.engine = open_engine(settings.records_url)
        migrate(self.engine)
        sessions = session_factories(self.engine)
        self.documents = Documents(*sessions)
        self.contents = Contents(*sessions)
        self.blobs = BlobStore(settings.home / "blobs")
        self.blobs.forget_abandoned()
        self.indexer = IndexerProcess(settings.home)
        self.terminologies = Terminologies(settings.home)
        model = opened(settings)
        self.second_reader = ModelReader(model, self.terminologies, settings.home) if model is not None else None
        self.scratch = settings.home / "scratch"
        self._unlocking = threading.Lock()
        work = Work(
            documents=self.documents,
            contents=self.contents,
            blobs=self.blobs,
            indexer=self.indexer,
            second_reader=self.second_reader,
            limits=settings.limits,
            scratch=self.scratch,
            models=LocalModels(settings.home),
        )
        self.road = Road(
            work,
            self.documents,
            url=settings.road_url,
            executor=self._home.identity,
            workers=settings.workers,
        )

    def start(self) -> None:
        """Begin to work, without waiting for anything to be loaded."""
        self.road.start(when_open=self._load)

    def _load(self) -> None:
        """Start the children once the service answers: on a small machine they would slow down its start."""
        self.indexer.start()
        _prepare_reader()

    def close(self) -> None:
        """Stop within seconds; unfinished documents go on at the next start."""
        self.road.stop()
        self.indexer.close()
        if self.second_reader is not None:
            self.second_reader.close()
        self.engine.dispose()
        self._home.leave()

    def submit(self, file: BinaryIO, name: str) -> Submission:
        """Accept a file: when this returns, it is on disk and will be worked on, whatever happens.

        Raises EmptyFile, FileTooLarge or UnsupportedFile for what one look tells.
        """
        limit = self.settings.max_file_mb * 1_000_000
        with self.blobs.writer() as writer:
            head = file.read(HEAD_BYTES)
            if not head:
                raise EmptyFile
            media_type = media_type_of(head)
            writer.write(head)
            while chunk := file.read(_CHUNK):
                writer.write(chunk)
                if writer.size_bytes > limit:
                    raise FileTooLarge(limit_mb=self.settings.max_file_mb)
            sha256 = writer.keep()
        document, new = self.documents.accept(
            sha256=sha256, name=plain_name(name), media_type=media_type.value, size_bytes=writer.size_bytes
        )
        if not new and self.documents.put_back(document, unread=True):
            document = self.documents.get(document.id)
        if not document.status.is_final:
            self.road.put(document)
        return Submission(document, already_known=not new)

    def unlock(self, document_id: str, password: str) -> StoredDocument:
        """Read a document that was quarantined because it asks for a password.

        A copy without protection takes the file's place: steps that are begun again need no password, and none is
        kept. The answer is another document when that has the very same content; this one is then gone, as an upload
        of known bytes makes no second document either.

        Raises NotFound, WrongPassword, or what else `ingestion.unlocked` raises; InvalidRequest for a document that
        asks for no password.
        """
        from ingestion import unlocked

        locked = self.documents.get(document_id)
        if locked.reason is None or locked.reason.code != EncryptedFile.code:
            raise InvalidRequest(field="password", problem="the document asks for none")
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder, self._unlocking:
            copy = unlocked(self.blobs.path(locked.sha256), password, Path(folder), limits=self.settings.limits)
            with copy.open("rb") as file:
                sha256 = self.blobs.keep(file)
            size_bytes = copy.stat().st_size
        if not self.documents.replace_file(locked, sha256=sha256, size_bytes=size_bytes):
            known = self.documents.with_sha256(sha256)
            if self.documents.drop(locked):
                self.blobs.forget(locked.sha256)
            return known
        self.blobs.forget(locked.sha256)
        document = self.documents.get(document_id)
        self.road.put(document)
        return document


def _prepare_reader() -> None:
    """Start the process that reading children are forked from: the first file need not wait for its libraries."""
    import ingestion.sandbox  # noqa: F401 -- it says what that process loads

    forkserver.ensure_running()


def plain_name(name: str) -> str:
    """A file's name for people: no folders, no control characters, at most 255 characters; `document` when empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    return unicodedata.normalize("NFC", visible)[-_MAX_NAME:].strip() or "document"
