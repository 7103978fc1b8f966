"""An imported terminology on disk: one read-only SQLite file, written apart and put in place whole.

Whoever has the old file open goes on with it; whoever opens next gets the new one. Nothing is ever half imported.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from records.terminology.files import Tally
from records.terminology.kinds import Kind

_FORMAT = 2
"""Of the tables and of the words that compare: a file of another format counts as not imported."""
_MEMORY_MAP_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was imported."""

    name: str
    sha256: str
    lines: int
    refused: Mapping[str, int]
    """Lines left out, by reason."""
    first_bad: int | None
    """Number of the first of them; None where all were read."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an imported terminology came from."""

    kind: Kind
    edition: str | None
    """Date or version of the publisher's edition; None where neither the person nor the file's name told it."""
    imported_at: datetime
    entries: int
    files: tuple[SourceFile, ...]


def compile_file(
    path: Path,
    kind: Kind,
    edition: str | None,
    fill: Callable[[sqlite3.Connection], tuple[int, Iterable[Tally]]],
) -> Source:
    """Let `fill` write the tables and put the file in place; on any error nothing has changed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    try:
        db = sqlite3.connect(temporary, isolation_level=None)
        try:
            for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
                db.execute(statement)
            entries, tallies = fill(db)
            source = Source(kind, edition, datetime.now(UTC).replace(microsecond=0), entries, _source_files(tallies))
            db.execute("CREATE TABLE about (format INTEGER, source TEXT)")
            db.execute("INSERT INTO about VALUES (?, ?)", (_FORMAT, _to_json(source)))
            db.execute("COMMIT")
        finally:
            db.close()
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return source


def open_compiled(path: Path) -> sqlite3.Connection | None:
    """For reading only, usable from any thread; None where there is no such file or one of another format."""
    if not path.is_file():
        return None
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    db.execute(f"PRAGMA mmap_size = {_MEMORY_MAP_BYTES}")
    try:
        (form,) = db.execute("SELECT format FROM about").fetchone()
    except sqlite3.DatabaseError:
        form = None
    if form != _FORMAT:
        db.close()
        return None
    return db


def source_of(db: sqlite3.Connection) -> Source:
    """Where the terminology came from."""
    (text,) = db.execute("SELECT source FROM about").fetchone()
    told = json.loads(text)
    return Source(
        Kind(told["kind"]),
        told["edition"],
        datetime.fromisoformat(told["imported_at"]),
        told["entries"],
        tuple(SourceFile(**file) for file in told["files"]),
    )


def _source_files(tallies: Iterable[Tally]) -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(
            tally.file,
            tally.sha256,
            tally.lines,
            {reason.value: n for reason, n in tally.refused.items()},
            tally.first_bad,
        )
        for tally in tallies
    )


def _to_json(source: Source) -> str:
    return json.dumps(asdict(source) | {"imported_at": source.imported_at.isoformat()}, ensure_ascii=False)


def edition_told_by(name: str) -> str | None:
    """The date in a file's name, as publishers put it: `20230915-thesaurus….tsv` gives 2023-09-15."""
    digits = re.search(r"20\d{6}", name)
    try:
        return date.fromisoformat(digits.group()).isoformat() if digits else None
    except ValueError:
        return None
