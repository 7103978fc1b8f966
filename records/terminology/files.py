"""Official files as they are given out: a folder, an archive or one file; mixed encodings; broken lines."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from records.errors import DamagedFile, NotThisTerminology, TerminologyFileMissing, TooManyBadLines
from records.terminology.wording import words

_BAD_SHARE = 0.02
"""More bad lines than that are no slips of the publisher's: the file was damaged on the way."""
_BAD_FEW = 5
"""As many are always forgiven, however short the file."""


class Reason(StrEnum):
    """Why a line was refused."""

    COLUMNS = "columns"
    """Fewer cells than the columns that count."""
    CODE = "code"
    """The code is none of this terminology."""
    EMPTY = "empty"
    """A code without its name."""
    UNKNOWN = "unknown"
    """It speaks of an entry that the main file does not have."""


@dataclass(slots=True)
class Tally:
    """What became of the lines of one file."""

    file: str
    sha256: str
    lines: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)
    first_bad: int | None = None
    """Number of the first refused line, counted from 1."""

    def refuse(self, reason: Reason, number: int) -> None:
        """Count a line that is left out."""
        self.refused[reason] += 1
        self.first_bad = self.first_bad or number

    def check(self) -> None:
        """Raises TooManyBadLines."""
        # Lines about unknown entries are whole lines: the publisher's files are not always of one day.
        bad = self.refused.total() - self.refused[Reason.UNKNOWN]
        if bad > max(_BAD_FEW, _BAD_SHARE * self.lines):
            raise TooManyBadLines(file=self.file, bad=bad, lines=self.lines, example=self.first_bad or 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file that count; the first holds the code."""

    file: str
    """The official name, for people."""
    names: re.Pattern[str]
    """Of the file, however it was wrapped."""
    code: re.Pattern[str]
    columns: Mapping[str, tuple[str, ...]]
    """Our name of a column and the headings it may have, in the order of our rows."""
    places: tuple[int, ...] | None = None
    """Where those columns stand in the official file without a heading; None where it has one."""
    optional: frozenset[str] = frozenset()
    """Columns that some editions lack; their cells are then empty."""
    filled: int = 2
    """How many of the first columns must not be empty."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's name and content, taken out of its wrapping."""

    name: str
    content: bytes


class Bundle:
    """What the person pointed at: a folder, a zip archive, or one file among its like in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = zipfile.ZipFile(path) if path.is_file() and zipfile.is_zipfile(path) else None

    def find(self, layout: Layout, *, alone: bool = False) -> Blob | None:
        """The file of that name; `alone`: the one file that was given, whatever its name."""
        if self._archive is not None:
            return next((self._unwrapped(name) for name in self._archive.namelist() if _has_name(name, layout)), None)
        if self.path.is_file() and (alone or _has_name(self.path.name, layout)):
            return _blob(self.path.name, self.path.read_bytes())
        near = self.path.rglob("*") if self.path.is_dir() else self.path.parent.iterdir()
        beside = sorted(path for path in near if path.is_file() and _has_name(path.name, layout))
        return _blob(beside[0].name, beside[0].read_bytes()) if beside else None

    def need(self, layout: Layout, *, alone: bool = False) -> Blob:
        """Raises TerminologyFileMissing where it is not there."""
        found = self.find(layout, alone=alone)
        if found is None:
            raise TerminologyFileMissing(folder=str(self.path), file=layout.file)
        return found

    def _unwrapped(self, name: str) -> Blob:
        assert self._archive is not None
        try:
            return _blob(name, self._archive.read(name))
        except zipfile.BadZipFile:
            raise DamagedFile from None


def _has_name(name: str, layout: Layout) -> bool:
    return layout.names.search(name.rsplit("/", 1)[-1].lower()) is not None


def _blob(name: str, content: bytes) -> Blob:
    try:
        return Blob(name, gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
    except (OSError, EOFError, zlib.error):
        raise DamagedFile from None


def rows(blob: Blob, layout: Layout, tally: Tally) -> Iterator[tuple[str, ...]]:
    """The cells of the columns that count, line by line; refused lines are tallied.

    Raises:
        NotThisTerminology: the columns are others.
        TooManyBadLines: at the end, where too much was refused.
    """
    lines = _lines(blob.content)
    first = next(lines, (1, ""))[1]
    delimiter = max("\t|;,", key=first.count)
    cells = _cells(first, delimiter)
    places = _places(cells, layout)
    if places is None:
        places = layout.places
        if places is None or max(places) >= len(cells) or not layout.code.fullmatch(cells[places[0]].strip()):
            raise NotThisTerminology(
                file=blob.name,
                expected=", ".join(
                    heads[0] for column, heads in layout.columns.items() if column not in layout.optional
                ),
            )
        lines = _lines(blob.content)
    last = max(places)
    for number, line in lines:
        if not line.strip():
            continue
        tally.lines += 1
        cells = _cells(line, delimiter)
        if len(cells) <= last:
            tally.refuse(Reason.COLUMNS, number)
            continue
        row = tuple(cells[place].strip() if place >= 0 else "" for place in places)
        if not layout.code.fullmatch(row[0]):
            tally.refuse(Reason.CODE, number)
        elif not all(row[: layout.filled]):
            tally.refuse(Reason.EMPTY, number)
        else:
            yield row
    tally.check()


def tally_of(blob: Blob) -> Tally:
    """An empty tally for a file."""
    return Tally(blob.name, hashlib.sha256(blob.content).hexdigest())


def _places(cells: list[str], layout: Layout) -> tuple[int, ...] | None:
    """Where the columns stand by their headings; None where one that is needed has none. -1: not in this edition."""
    headings = ["_".join(words(cell)) for cell in cells]
    found: list[int] = []
    for column, spellings in layout.columns.items():
        place = next((headings.index(heading) for heading in spellings if heading in headings), -1)
        if place < 0 and column not in layout.optional:
            return None
        found.append(place)
    return tuple(found)


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter in ",;" and '"' in line:
        return next(csv.reader([line], delimiter=delimiter))
    return line.split(delimiter)


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Numbered lines. The BDPM mixes UTF-8 and Windows-1252 in one file, so each line is decoded by itself.

    Only a line feed ends a line: labels hold other characters that Python would split at.
    """
    for number, ended in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = ended.removesuffix(b"\r")
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError:
            yield number, line.decode("cp1252", errors="replace")
