"""The durable road: DBOS Transact, and nothing else of the house knows of it.

Each document is one workflow, named after the document and its run; arguments and results are ids and outcomes
only, because DBOS keeps them in clear. Kill the process at any moment: at the next start, workflows that had
begun begin again after their last finished step, and documents that never got a workflow get one.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL

from pipeline.work import Outcome, Step, Work
from records.errors import ServiceNotReady
from records.store.documents import Documents
from records.store.stored import StoredDocument

if TYPE_CHECKING:
    from dbos import DBOSConfig, WorkflowStatus

ROAD_VERSION = "1"
"""Changes when the steps change: workflows of another version are left alone by DBOS and begun anew by `sweep`."""
SWEEP_S = 60.0
"""How often documents that lost their workflow (a database error in the middle of one) are looked for."""
_QUEUE = "documents"
_POLLING_S = 0.1
"""How often the queue is looked at: half of it is what a document waits. Costs 3 % of a core when idle."""
_LISTENING_S = 0.3
"""Period of a thread of DBOS that we have no use for; a stop waits for it."""
_RETRY_S = 1.0
"""Before a step is tried again that failed through no fault of its document; doubled each time."""
_LONGEST_RETRY_S = 30.0
_TRIES = 10
"""Of such a step, some three minutes in all; then other documents have their turn, and a sweep brings it back."""
_STOPPING_S = 5
_OVER = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
_log = logging.getLogger(__name__)


class RoadState(StrEnum):
    """What the health page says about the road."""

    STARTING = "starting"
    OPEN = "open"
    BROKEN = "broken"
    """It could not be started and is tried again; documents are still accepted and wait in the database."""
    CLOSED = "closed"


class Road:
    """One in a process: DBOS is a singleton. A document `put` before the road is open waits in the database."""

    def __init__(self, work: Work, documents: Documents, *, url: URL, executor: str, workers: int) -> None:
        self._work = work
        self._documents = documents
        self._url = url
        self._executor = executor
        self._workers = workers
        self._enqueue: Callable[[StoredDocument], None] | None = None
        self._under_way = 0
        self._held: dict[str, str] = {}
        self._counting = threading.Lock()
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None
        self.state = RoadState.STARTING

    @property
    def problems(self) -> list[str]:
        """What keeps documents waiting in the middle of their road, as of now."""
        return sorted(set(self._held.copy().values()))

    def start(self, *, when_open: Callable[[], None]) -> None:
        """Open the road in the background, then call `when_open` there."""
        self._keeper = threading.Thread(target=self._keep_open, args=(when_open,), name="road", daemon=True)
        self._keeper.start()

    def put(self, document: StoredDocument) -> None:
        """Start a document that is in the database; doing so twice starts it once.

        One that cannot be started now is found by the next sweep: it is safe already.
        """
        if self._enqueue is None:
            return
        try:
            self._enqueue(document)
        except Exception as error:
            _log.error("document %s waits for the next sweep: %s", document.id, type(error).__name__)

    def stop(self) -> None:
        """Interrupt what is under way; it goes on at the next start."""
        self._work.stop()
        self._closing.set()
        for child in multiprocessing.active_children():
            child.kill()
        if self._keeper is not None:
            self._keeper.join()
            from dbos import DBOS

            # Waiting costs a second even when nothing is under way.
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=_STOPPING_S if self._under_way else 0)
        self._enqueue, self.state = None, RoadState.CLOSED

    def _keep_open(self, when_open: Callable[[], None]) -> None:
        if not self._open():
            return
        try:
            when_open()
        except Exception:
            _log.exception("the road is open; what was to follow failed")
        while True:
            try:
                self._sweep()
                self._work.mend()
            except Exception as error:
                _log.error("sweeping the road: %s", type(error).__name__)
            if self._closing.wait(SWEEP_S):
                return

    def _open(self) -> bool:
        """Launch the road, again and again if need be; False when the service was told to stop before it was open."""
        pauses = _pauses()
        while not self._closing.is_set():
            try:
                self._enqueue = self._launch()
            except Exception as error:
                # By its type only: the text of a database error may hold its address and password.
                _log.error("the road could not be opened: %s", type(error).__name__)
                self.state = RoadState.BROKEN
                _forget_dbos()
                self._closing.wait(next(pauses))
            else:
                self.state = RoadState.OPEN
                return True
        return False

    def _launch(self) -> Callable[[StoredDocument], None]:
        from dbos import DBOS, SetWorkflowID

        if self._url.get_backend_name() == "sqlite":
            _use_write_ahead_log(Path(str(self._url.database)))
        DBOS(config=self._config())

        @DBOS.workflow(name="document")
        def travel(document_id: str) -> str:
            with self._counted():
                outcome = self._patiently(self._work.begin)(document_id)
                for name, step in self._work.steps:
                    if outcome is not Outcome.DONE:
                        break
                    outcome = Outcome(DBOS.run_step({"name": name}, self._patiently(step), document_id))
                return outcome.value

        def enqueue(document: StoredDocument) -> None:
            with SetWorkflowID(_workflow_id(document)):
                DBOS.enqueue_workflow(_QUEUE, travel, document.id)

        DBOS.launch()
        DBOS.register_queue(
            _QUEUE,
            worker_concurrency=self._workers,
            polling_interval_sec=_POLLING_S,
            on_conflict="always_update",
        )
        return enqueue

    def _patiently(self, step: Step) -> Step:
        """The step, tried again with growing pauses while no document is to blame for its failure.

        The document keeps its place on the road meanwhile, so a fault of the machine holds what is under way and
        leaves the queue alone. Raises ServiceNotReady after the last try.
        """

        def tried(document_id: str) -> Outcome:
            try:
                for pause in islice(_pauses(), _TRIES - 1):
                    try:
                        return step(document_id)
                    except ServiceNotReady as error:
                        self._hold(document_id, str(error.details["problem"]))
                        self._closing.wait(pause)
                return step(document_id)
            finally:
                self._held.pop(document_id, None)

        return tried

    def _hold(self, document_id: str, problem: str) -> None:
        if self._held.get(document_id) != problem:
            _log.error("document %s waits: %s", document_id, problem)
        self._held[document_id] = problem

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self._counting:
            self._under_way += 1
        try:
            yield
        finally:
            with self._counting:
                self._under_way -= 1

    def _config(self) -> DBOSConfig:
        return {
            "name": "anamnese",
            "system_database_url": self._url.render_as_string(hide_password=False),
            "executor_id": self._executor,
            "application_version": ROAD_VERSION,
            "notification_listener_polling_interval_sec": _LISTENING_S,
            "log_level": "WARNING",
            "enable_otlp": False,
        }

    def _sweep(self) -> None:
        """Give every unfinished document a living workflow.

        Left alone are the workflows that wait in the queue and those that are under way here or, on a database
        server, in another process. A SQLite road belongs to one process: whatever another began there is dead.
        """
        from dbos import DBOS

        for document in self._documents.unfinished():
            if self._closing.is_set():
                return
            status = DBOS.get_workflow_status(_workflow_id(document))
            if status is None:
                self.put(document)
            elif status.status in _OVER or self._is_orphan(status):
                if status.status not in _OVER:
                    DBOS.cancel_workflow(_workflow_id(document))
                if self._documents.put_back(document):
                    self.put(self._documents.get(document.id))

    def _is_orphan(self, status: WorkflowStatus) -> bool:
        alone = self._url.get_backend_name() == "sqlite"
        foreign = status.status == "PENDING" and status.executor_id != self._executor
        return status.app_version != ROAD_VERSION or (alone and foreign)


def _pauses() -> Iterator[float]:
    """Seconds to wait after each failure."""
    pause = _RETRY_S
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_RETRY_S)


def _forget_dbos() -> None:
    """A launch that failed leaves a singleton that cannot be launched again."""
    from dbos import DBOS

    with contextlib.suppress(Exception):
        DBOS.destroy(destroy_registry=True)


def _workflow_id(document: StoredDocument) -> str:
    return f"{document.id}:{document.run}"


def _use_write_ahead_log(path: Path) -> None:
    """DBOS leaves SQLite's journal as it finds it; with a write-ahead log its readers and writers do not wait."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
