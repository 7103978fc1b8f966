"""A fault of the machine delays documents and ends none; a stop in the middle of one starts nothing anew."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from api.health import find_problems
from ingestion import read_file
from pipeline import road
from pipeline.road import RoadState
from pipeline.service import Service
from pipeline.settings import Settings
from records.errors import MissingTool, StorageFull
from records.store.stored import Status, StoredDocument

Running = Callable[[Settings], AbstractContextManager[Service]]
Finished = Callable[[Service, str], StoredDocument]
Until = Callable[[Service, str, Callable[[StoredDocument], bool]], StoredDocument]
DONE = {Status.INDEXED, Status.TO_REVIEW}


def submit(service: Service, number: int = 0) -> str:
    content = f"Compte rendu\n\nMadame Odile Ravenel, 7{number} ans. Température 38,4 °C.\n".encode()
    return service.submit(io.BytesIO(content), "a.txt").document.id


class Machine:
    """Reads files once it has been mended."""

    def __init__(self) -> None:
        self.fault: Exception | None = MissingTool(tool="Tesseract", remedy="apt-get install tesseract-ocr-fra")
        self.tries = 0

    def read(self, *given: Any, **named: Any) -> object:
        self.tries += 1
        if self.fault is not None:
            raise self.fault
        return read_file(*given, **named)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr("pipeline.work.read_file", machine.read)
    monkeypatch.setattr(road, "_RETRY_S", 0.01)
    monkeypatch.setattr(road, "_LONGEST_RETRY_S", 0.02)
    monkeypatch.setattr(road, "SWEEP_S", 0.05)
    return machine


@pytest.mark.parametrize("tries", [3, 25], ids=["within a step's patience", "beyond it, found by sweeps"])
def test_documents_wait_while_the_machine_is_at_fault_and_are_read_when_it_is_mended(
    tries: int, machine: Machine, settings: Settings, running: Running, finished: Finished, until: Until
) -> None:
    with running(settings.model_copy(update={"workers": 1})) as service:
        waiting = [submit(service, number) for number in range(3)]
        until(service, waiting[0], lambda _: machine.tries >= tries)
        machine.fault = StorageFull()
        until(service, waiting[0], lambda _: service.road.problems == ["storage_full"])
        assert [problem.code for problem in find_problems(service)] == ["service_not_ready"]
        assert not any(service.documents.get(one).status.is_final for one in waiting)
        machine.fault = None
        assert {finished(service, one).status for one in waiting} <= DONE
        until(service, waiting[0], lambda _: service.road.problems == [])


def test_a_stop_while_the_machine_is_at_fault_does_not_wait_for_it(
    machine: Machine,
    settings: Settings,
    running: Running,
    finished: Finished,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(road, "_RETRY_S", 3600.0)
    monkeypatch.setattr(road, "_LONGEST_RETRY_S", 3600.0)
    with running(settings) as service:
        document = submit(service)
        until(service, document, lambda _: service.road.problems == ["missing_tool"])
    machine.fault = None
    with running(settings) as service:
        assert finished(service, document).status in DONE


def test_a_road_that_does_not_open_at_first_is_tried_again(
    settings: Settings, running: Running, finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "_RETRY_S", 0.01)
    prepare, states = road._use_write_ahead_log, []

    def locked_at_first(path: Any) -> None:
        states.append(service.road.state)
        if len(states) < 3:
            raise OSError("database is locked")
        prepare(path)

    monkeypatch.setattr(road, "_use_write_ahead_log", locked_at_first)
    service = Service(settings)
    document = submit(service)
    service.start()
    try:
        assert finished(service, document).status in DONE
    finally:
        service.close()
    assert states == [RoadState.STARTING, RoadState.BROKEN, RoadState.BROKEN]


def test_a_road_that_never_opens_does_not_keep_the_service_from_stopping(
    settings: Settings, running: Running, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_path: object) -> None:
        raise OSError("database is locked")

    monkeypatch.setattr(road, "_use_write_ahead_log", locked)
    monkeypatch.setattr(road, "_RETRY_S", 3600.0)
    with running(settings) as service:
        document = submit(service)
        until(service, document, lambda _: service.road.state is RoadState.BROKEN)


def test_an_open_road_stays_open_when_what_follows_fails(
    settings: Settings, running: Running, finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory() -> None:
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr("pipeline.service._prepare_reader", no_memory)
    with running(settings) as service:
        assert finished(service, submit(service)).status in DONE
        assert service.road.state is RoadState.OPEN


def test_an_indexer_that_did_not_start_is_started_again_also_when_no_document_asks_for_it(
    settings: Settings, running: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(road, "SWEEP_S", 0.05)
    model = tmp_path / "nlp.py"
    model.write_text("raise MemoryError")
    monkeypatch.syspath_prepend(tmp_path)  # the child takes it over
    with running(settings) as service:
        deadline = time.monotonic() + 60
        while [problem.code for problem in find_problems(service)] != ["indexer"]:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        model.unlink()
        while find_problems(service):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert service.documents.newest(limit=1) == []


def test_a_stop_in_the_middle_of_indexing_starts_no_second_indexer(
    settings: Settings, running: Running, finished: Finished, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[str] = []
    really_start = SpawnProcess.start

    def counted(process: SpawnProcess) -> None:
        starts.append(process.name)
        really_start(process)

    monkeypatch.setattr(SpawnProcess, "start", counted)
    with running(settings) as service:
        finished(service, submit(service, 1))
        (child,) = [one for one in multiprocessing.active_children() if one.name == "indexer"]
        assert child.pid is not None
        os.kill(child.pid, signal.SIGSTOP)
        document = submit(service, 2)
        until(service, document, lambda one: one.status is Status.INDEXING and service.indexer._turn.locked())
    assert starts == ["indexer"]
    monkeypatch.undo()
    with running(settings.model_copy()) as service:
        assert finished(service, document).status in DONE
