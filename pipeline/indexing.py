"""The indexing process: `nlp` loaded once in a child that can be killed, so that the service never waits for it.

The child takes one document at a time. One that takes too long, or a child that dies, costs that document its
indexing and nobody else anything: the next document gets a new child.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import threading
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from records.document import Document
from records.errors import IndexerCrashed, IndexingTimedOut
from records.fields import Field
from records.serial import Json, document_from_json, document_to_json, field_from_json, field_to_json

LOADING_S = 120
"""How long the child may take to load its lexicons before it counts as broken."""
INDEXING_S = 120
"""How long one document may take."""

_CONTEXT = multiprocessing.get_context("spawn")
_READY = "ready"
_log = logging.getLogger(__name__)


class IndexerState(StrEnum):
    """What the health page says about the indexing process."""

    STOPPED = "stopped"
    """Started with the next document."""
    LOADING = "loading"
    READY = "ready"
    BROKEN = "broken"
    """The last one died while it was loading: it will most likely do so again."""


class IndexerProcess:
    """Usable from any thread; documents wait for one another."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._state = IndexerState.STOPPED
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
        except IndexerCrashed:
            _log.error("the indexing process died while it was loading")
        finally:
            self._turn.release()
        return self._state

    def start(self) -> None:
        """Begin to load, without waiting for it."""
        with self._turn:
            self._living_pipe()

    def index(self, document: Document) -> tuple[Field, ...]:
        """The fields of a document. A child that dies over it is replaced once: the cause may lie outside.

        Raises:
            IndexingTimedOut: the child was killed.
            IndexerCrashed: the child died twice, or met a defect in this document.
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
                self._end(IndexerState.BROKEN)
                raise IndexingTimedOut(seconds=LOADING_S)
            late = threading.Event()
            clock = threading.Timer(INDEXING_S, self._kill_late, args=(late,))
            clock.start()
            try:
                pipe.send(document_to_json(document))
                answer: list[Json] | str = pipe.recv()
            except (EOFError, OSError):
                crash = self._death(IndexerState.STOPPED)
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
        self._end(IndexerState.STOPPED)
        if self._closed:
            raise IndexerCrashed(exit_code="closed")
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs,), name="indexer", daemon=True)
        self._process.start()
        theirs.close()
        self._state = IndexerState.LOADING
        return self._pipe

    def _see_ready(self, pipe: Connection, seconds: float) -> bool:
        if self._state is not IndexerState.LOADING:
            return True
        try:
            if not pipe.poll(seconds):
                return False
            pipe.recv()
        except (EOFError, OSError):
            raise self._death(IndexerState.BROKEN) from None
        self._state = IndexerState.READY
        return True

    def _death(self, state: IndexerState) -> IndexerCrashed:
        process = self._process
        if process is not None:
            process.join(5)
        exit_code = process.exitcode if process is not None else None
        self._end(state)
        return IndexerCrashed(exit_code=exit_code if exit_code is not None else "?")

    def _end(self, state: IndexerState) -> None:
        self._state = state
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None


def _serve(pipe: Connection) -> None:
    """The child's life: load, say so, answer until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from nlp import load_indexer

    indexer = load_indexer()
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


def _whereabouts(error: Exception) -> str:
    """Type and place of a defect; its text may quote the document and stays here."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{type(error).__name__} at {place}"
