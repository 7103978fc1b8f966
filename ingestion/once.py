"""Models that are loaded once a process, however many pages ask for them at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from threading import Lock
from typing import TypeVar

Loaded = TypeVar("Loaded")


def once(load: Callable[[], Loaded]) -> Callable[[], Loaded]:
    """The same answer for all callers; threads that ask before it is there wait for it. A failure is not kept."""
    turn, kept = Lock(), cache(load)

    @wraps(load)
    def loaded() -> Loaded:
        with turn:
            return kept()

    return loaded
