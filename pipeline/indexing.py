"""The indexing process: `nlp` loaded once in a child that can be killed, so that the service never waits for it.

The child takes one document at a time. One that takes too long, or a child that dies, costs that document its
indexing and nobody else anything: the next document gets a new child.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import sys
import threading
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from records.document import Document
from records.errors import IndexerCrashed, IndexingTimedOut, ServiceNotReady
from records.fields import Field
from records.serial import Json, document_from_json, document_to_json, field_from_json, field_to_json
from records.terminology.imported import Terminologies

LOADING_S = 120
"""How long the child may take to load its lexicons before it counts as broken."""
INDEXING_S = 120
"""How long one document may take."""

_CONTEXT = multiprocessing.get_context("spawn")
_READY = "ready"
_FIRST_WORDS = "Compte rendu de consultation\n\nPatient vu ce jour pour une toux. Température 37,2 °C.\n"
"""Of nobody. The child says that it is ready once it has found something in them."""
_log = logging.getLogger(__name__)


class IndexerState(StrEnum):
    """What the health page says about the indexing process."""

    STOPPED = "stopped"
    """Started with the next document."""
    LOADING = "loading"
    READY = "ready"
    BROKEN = "broken"
    """The last one died while it was loading, and none has come up since."""


class IndexerProcess:
    """Usable from any thread; documents wait for one another."""

    def __init__(self, home: Path | None = None) -> None:
        """`home`: the folder that terminologies were imported into; None does without."""
        self._home = home
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._state = IndexerState.STOPPED
        self._ready = False
        self._closed = False

    @property
    def state(self) -> IndexerState:
        """As of now; never waits for a document."""
        if not self._turn.acquire(blocking=False):
            return self._state
        try:
            if self._pipe is not None:
                self._see_ready(self._pipe, 0)
                if self._process is not None and not self._process.is_alive():
                    self._end(IndexerState.STOPPED)
        except ServiceNotReady:
            pass  # the state says it
        finally:
            self._turn.release()
        return self._state

    def start(self) -> None:
        """Begin to load, without waiting for it."""
        with self._turn:
            self._living_pipe()

    def revive(self) -> None:
        """Begin to load again where that failed, without waiting for it or for a document."""
        if self.state is IndexerState.BROKEN and not self._closed and self._turn.acquire(blocking=False):
            try:
                self._living_pipe()
            finally:
                self._turn.release()

    def index(self, document: Document) -> tuple[Field, ...]:
        """The fields of a document. A child that dies over it is replaced once: the cause may lie outside.

        Raises:
            IndexingTimedOut: the child was killed.
            IndexerCrashed: the child died twice, or met a defect in this document.
            ServiceNotReady: the child does not come up; no document is to blame.
        """
        try:
            answer = self._ask(document)
        except IndexerCrashed:
            answer = self._ask(document)
        if isinstance(answer, str):
            _log.error("the indexer met a defect: %s", answer)
            raise IndexerCrashed(exit_code=answer.partition(" ")[0])
        return tuple(field_from_json(item) for item in answer)

    def close(self) -> None:
        """Kill the child, also in the middle of a document; it is not started again."""
        self._closed = True
        self._kill()
        with self._turn:
            self._end(IndexerState.STOPPED)

    def _ask(self, document: Document) -> list[Json] | str:
        """The fields, or the whereabouts of a defect."""
        with self._turn:
            pipe = self._living_pipe()
            if not self._see_ready(pipe, LOADING_S):
                raise self._broken(f"not loaded after {LOADING_S} s")
            late = threading.Event()
            clock = threading.Timer(INDEXING_S, self._kill_late, args=(late,))
            clock.start()
            try:
                pipe.send(document_to_json(document))
                answer: list[Json] | str = pipe.recv()
            except (EOFError, OSError):
                exit_code = self._death()
                self._end(IndexerState.STOPPED)
                crash = IndexerCrashed(exit_code=exit_code)
                raise (IndexingTimedOut(seconds=INDEXING_S) if late.is_set() else crash) from None
            finally:
                clock.cancel()
        return answer

    def _kill_late(self, late: threading.Event) -> None:
        late.set()
        self._kill()

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(ValueError):  # closed in this very moment
                process.kill()

    def _living_pipe(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        broken = self._state is IndexerState.BROKEN
        self._end(IndexerState.STOPPED)
        if self._closed:
            raise IndexerCrashed(exit_code="closed")
        self._pipe, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs, self._home), name="indexer", daemon=True)
        process.start()
        theirs.close()
        self._process = process
        if self._closed:  # meanwhile, and `close` did not see this child
            self._end(IndexerState.STOPPED)
            raise IndexerCrashed(exit_code="closed")
        # Broken until one is up: health must not turn well for as long as each attempt takes.
        self._state = IndexerState.BROKEN if broken else IndexerState.LOADING
        return self._pipe

    def _see_ready(self, pipe: Connection, seconds: float) -> bool:
        if self._ready:
            return True
        try:
            if not pipe.poll(seconds):
                return False
            pipe.recv()
        except (EOFError, OSError):
            raise self._broken(f"exit code {self._death()}") from None
        self._state, self._ready = IndexerState.READY, True
        return True

    def _broken(self, how: str) -> ServiceNotReady:
        self._end(IndexerState.BROKEN)
        if not self._closed:
            _log.error("the indexing process did not come up: %s", how)
        return ServiceNotReady(problem="indexer")

    def _death(self) -> int | str:
        """The exit code of a child whose end of the pipe is closed."""
        process = self._process
        if process is None:
            return "?"
        process.join(5)
        return process.exitcode if process.exitcode is not None else "?"

    def _end(self, state: IndexerState) -> None:
        self._state, self._ready = state, False
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None


def _serve(pipe: Connection, home: Path | None) -> None:
    """The child's life: load, index a first page, say so, answer until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from nlp import load_indexer

    indexer = load_indexer(terminologies=Terminologies(home) if home is not None else None)
    if not indexer.index(_first_document()):
        sys.exit("the indexer finds nothing where there is something")
    pipe.send(_READY)
    while True:
        try:
            request: Json = pipe.recv()
        except (EOFError, OSError):
            return
        answer: list[Json] | str
        try:
            answer = [field_to_json(field) for field in indexer.index(document_from_json(request))]
        except Exception as error:
            answer = _whereabouts(error)
        pipe.send(answer)


def _first_document() -> Document:
    from ingestion.limits import Limits
    from ingestion.plain_text import read_plain_text

    return Document("0" * 64, "text/plain", read_plain_text(_FIRST_WORDS.encode(), Limits()))


def _whereabouts(error: Exception) -> str:
    """Type and place of a defect; its text may quote the document and stays here."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{type(error).__name__} at {place}"
