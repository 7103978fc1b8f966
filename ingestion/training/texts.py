"""Openly licensed reports whose letters are learnt, and those that are set aside for weighing and measuring."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def texts_to_learn(data: Path) -> Iterator[str]:
    """PARHAF's annotated training part (CC BY 4.0), FRASIMED (CC BY 4.0), MTSamples (CC0)."""
    documents = data / "documents"
    learnt = _ids(documents / "gold" / "train.jsonl")
    yield from (row["text"] for row in _parhaf(data) if row["id"] in learnt)
    for path in sorted((documents / "frasimed").glob("*.jsonl.gz")):
        yield from (row["text"] for row in _rows(path))
    yield from (row["text"] for row in _rows(documents / "mtsamples_extract" / "transcriptions.jsonl"))


def reports_for_weights(data: Path) -> list[dict[str, Any]]:
    """Half of the PARHAF reports that were not learnt, for weighing readings."""
    return [row for row in _set_aside(data) if zlib.crc32(row["id"].encode()) % 2 == 0]


def reports_for_measuring(data: Path) -> list[dict[str, Any]]:
    """The other half: benchmarks draw their pages from these."""
    return [row for row in _set_aside(data) if zlib.crc32(row["id"].encode()) % 2 == 1]


def _set_aside(data: Path) -> Iterator[dict[str, Any]]:
    learnt = _ids(data / "documents" / "gold" / "train.jsonl")
    return (row for row in _parhaf(data) if row["id"] not in learnt)


def _parhaf(data: Path) -> Iterator[dict[str, Any]]:
    return _rows(data / "documents" / "parhaf_reports" / "reports.jsonl")


def _ids(path: Path) -> set[str]:
    return {row["id"] for row in _rows(path)}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
