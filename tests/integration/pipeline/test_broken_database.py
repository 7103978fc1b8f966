"""Any single write of a document's road fails: the document still comes to its end, and is there once."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from pipeline import road
from pipeline.service import Service
from pipeline.settings import Settings
from records.store.stored import Status, StoredDocument

REPORT = "Compte rendu de consultation\n\nMadame Odile Ravenel, 71 ans. Température 38,4 °C.\n".encode()
WRITES_OF_A_ROAD = 10
"""Attempt, two moves, progress, pages with their step, fields with their step, the end."""


@pytest.mark.parametrize("failing", range(1, WRITES_OF_A_ROAD + 1))
def test_a_write_that_fails_delays_a_document_and_does_not_lose_it(
    failing: int,
    settings: Settings,
    running: Callable[[Settings], AbstractContextManager[Service]],
    finished: Callable[[Service, str], StoredDocument],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(road, "SWEEP_S", 0.1)
    monkeypatch.setattr(road, "_RETRY_S", 0.01)
    writes = 0
    with running(settings) as service:

        @event.listens_for(service.engine, "before_cursor_execute")
        def fail(_c: object, _u: object, statement: str, parameters: object, *_: object) -> None:
            nonlocal writes
            if statement.startswith(("INSERT", "UPDATE", "DELETE")) and "INTO documents" not in statement:
                writes += 1
                if writes == failing:
                    raise OperationalError(statement, parameters, Exception("disk I/O error"))

        document = service.submit(io.BytesIO(REPORT), "a.txt").document
        ended = finished(service, document.id)
        fields = service.contents.fields(document.id)
        pages = service.contents.pages(document.id)
    assert writes >= failing
    assert ended.status in {Status.INDEXED, Status.TO_REVIEW}
    assert len(pages) == 1
    assert sum(field.name == "vitals.temperature_c" for field in fields) == 1
    kept = b"".join(path.read_bytes() for path in settings.home.glob("road.sqlite3*"))
    assert b"Ravenel" not in kept
