"""The indexing process dies, freezes or is closed, and the service goes on."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingestion.limits import Limits
from ingestion.plain_text import read_plain_text
from pipeline import indexing
from pipeline.indexing import IndexerProcess, IndexerState
from records.document import Document
from records.errors import IndexerCrashed, IndexingTimedOut, ServiceNotReady

REPORT = "Compte rendu de consultation\n\nTempérature 38,4 °C, TA 145/80 mmHg, FC 98 bpm.\n"


STUB = """
class load_indexer:
    def __init__(self, terminologies):
        pass

    def index(self, document):"""


@pytest.fixture
def document() -> Document:
    return Document("ab" * 32, "text/plain", read_plain_text(REPORT.encode(), Limits()))


@pytest.fixture
def indexer() -> Iterator[IndexerProcess]:
    process = IndexerProcess()
    yield process
    process.close()


def child() -> int:
    (process,) = [one for one in multiprocessing.active_children() if one.name == "indexer"]
    assert process.pid is not None
    return process.pid


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_loads_in_the_background_and_then_is_ready(indexer: IndexerProcess) -> None:
    assert indexer.state is IndexerState.STOPPED
    indexer.start()
    assert indexer.state in {IndexerState.LOADING, IndexerState.READY}
    until(lambda: indexer.state is IndexerState.READY)


def test_it_gives_the_fields_that_the_indexer_gives(indexer: IndexerProcess, document: Document) -> None:
    from nlp import load_indexer

    assert indexer.index(document) == load_indexer().index(document) != ()


def test_one_that_was_killed_between_documents_is_replaced(indexer: IndexerProcess, document: Document) -> None:
    fields = indexer.index(document)
    os.kill(child(), signal.SIGKILL)
    until(lambda: indexer.state is IndexerState.STOPPED)
    assert indexer.index(document) == fields


def test_a_frozen_one_costs_one_document(
    indexer: IndexerProcess, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = indexer.index(document)
    monkeypatch.setattr(indexing, "INDEXING_S", 0.5)
    os.kill(child(), signal.SIGSTOP)
    with pytest.raises(IndexingTimedOut):
        indexer.index(document)
    monkeypatch.undo()
    assert indexer.index(document) == fields


def test_one_that_dies_over_a_document_is_replaced_once(indexer: IndexerProcess, document: Document) -> None:
    fields = indexer.index(document)
    frozen = child()
    os.kill(frozen, signal.SIGSTOP)  # so that it is surely killed while the document waits for it
    killer = threading.Timer(0.3, os.kill, args=(frozen, signal.SIGKILL))
    killer.start()
    assert indexer.index(document) == fields
    killer.join()
    assert child() != frozen


def test_closing_does_not_wait_for_a_document(indexer: IndexerProcess, document: Document) -> None:
    indexer.index(document)
    os.kill(child(), signal.SIGSTOP)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            indexer.index(document)
        except IndexerCrashed as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until(indexer._turn.locked)
    indexer.close()
    asking.join(30)
    assert len(failures) == 1
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    "nlp",
    [
        "raise RuntimeError('a lexicon is missing')",
        f"{STUB}\n        raise RuntimeError('the model is damaged')",
        f"{STUB}\n        return ()",
    ],
    ids=["does not load", "cannot index", "finds nothing"],
)
def test_one_that_does_not_work_is_reported_as_broken_and_costs_no_document(
    indexer: IndexerProcess, document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nlp: str
) -> None:
    (tmp_path / "nlp.py").write_text(nlp)
    monkeypatch.syspath_prepend(tmp_path)  # the child takes it over
    with pytest.raises(ServiceNotReady, match="indexer"):
        indexer.index(document)
    assert indexer.state is IndexerState.BROKEN
    (tmp_path / "nlp.py").unlink()
    indexer.start()
    assert indexer.state is IndexerState.BROKEN, "until one is seen to work"
    until(lambda: indexer.state is IndexerState.READY)
    assert indexer.index(document)
