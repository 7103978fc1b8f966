"""Identifiers sort by time."""

from __future__ import annotations

import time
import uuid

import pytest

from records.store.ids import new_id


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_later_identifiers_sort_after_earlier_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(1_770_000_000_000, 1_770_000_000_100))
    monkeypatch.setattr(time, "time_ns", lambda: next(moments) * 1_000_000)
    ids = [new_id() for _ in range(100)]
    assert ids == sorted(ids)


def test_identifiers_of_the_same_moment_differ() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
