"""The reader of handwriting of this process: which model, loaded when the first line needs it, and within a time.

A page is never lost to it: what cannot be loaded or read in time stays unread.
"""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ingestion.handwriting.trocr import Reading, TrOcr
from ingestion.ocr.engine import GreyImage

_BATCH = 4
_TIME_SHARE = 0.4
"""Of the time that the whole file has: lines beyond it stay unread, so that the document still comes to its end."""
_LIBRARIES_BYTES = 1_100_000_000
"""Address space of torch and transformers, with a batch being read."""
_MAPPINGS = 2
"""safetensors maps the weights twice while they are loaded."""


class LineReader(Protocol):
    """What reads images of single lines."""

    def read(self, lines: Sequence[GreyImage]) -> list[Reading]:
        """A reading for each."""


class HandwritingReader:
    """May be called from several threads; one model, one batch at a time."""

    def __init__(self, folder: Path, seconds: float, load: Callable[[Path], LineReader] = TrOcr) -> None:
        self._folder = folder
        self._left_s = _TIME_SHARE * seconds
        self._load = load
        self._model: LineReader | None = None
        self._failed = False
        self._turn = threading.Lock()

    @property
    def room_bytes(self) -> int:
        """Address space that the model needs beside what the file may cost."""
        weights = sum(path.stat().st_size for path in self._folder.glob("*.safetensors"))
        return _LIBRARIES_BYTES + _MAPPINGS * weights

    def read(self, lines: Sequence[GreyImage]) -> list[Reading | None]:
        """A reading for each line; None for those that could not be read, or not in time."""
        readings: list[Reading | None] = []
        with self._turn:
            for start in range(0, len(lines), _BATCH):
                began = time.monotonic()
                readings += self._batch(lines[start : start + _BATCH])
                self._left_s -= time.monotonic() - began
        return readings

    def _batch(self, lines: Sequence[GreyImage]) -> list[Reading | None]:
        if self._failed or self._left_s <= 0:
            return [None] * len(lines)
        try:
            if self._model is None:
                _make_room()
                self._model = self._load(self._folder)
            return list(self._model.read(lines))
        except Exception:
            # torch is not installed, memory does not suffice, the model is none that fits: the words of the optical
            # reader remain, and the page says that handwriting was not read.
            self._failed = True
            return [None] * len(lines)


def _make_room() -> None:
    """Let this process have what its hard limit leaves for the model; until now the file's own limit held."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
