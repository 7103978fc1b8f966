"""The folder of imported terminologies: import, list, remove, and the books that answer.

A book is opened when it is first asked for and opened anew when its file was replaced meanwhile, so that a service
that runs sees an import at its next document.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from records.errors import TerminologyNotImported
from records.terminology import bdpm_files, label_files, loinc_files, thesaurus_file
from records.terminology.analytes import LoincBook
from records.terminology.compiled import Source, compile_file, edition_told_by, open_compiled, source_of
from records.terminology.drugs import DrugBook
from records.terminology.files import Bundle, Tally
from records.terminology.kinds import Kind
from records.terminology.labels import LabelBook
from records.terminology.thesaurus import Thesaurus

_Book = TypeVar("_Book")
_FILL: dict[Kind, Callable[[sqlite3.Connection, Bundle], tuple[int, Iterable[Tally]]]] = {
    Kind.BDPM: bdpm_files.fill,
    Kind.CIM10: partial(label_files.fill, Kind.CIM10),
    Kind.LOINC: loinc_files.fill,
    Kind.CCAM: partial(label_files.fill, Kind.CCAM),
    Kind.ANSM: thesaurus_file.fill,
}


class Terminologies:
    """Usable from any thread. Every book is None where its terminology was not imported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._opened: dict[Kind, tuple[object, Any]] = {}

    def import_from(self, kind: Kind, path: Path, edition: str | None = None) -> Source:
        """Compile the official files at `path` (folder, archive or file) and put them in place of older ones.

        Raises TerminologyRefused, and nothing has changed.
        """
        edition = edition or edition_told_by(path.name)
        return compile_file(self._file(kind), kind, edition, lambda db: _FILL[kind](db, Bundle(path)))

    def sources(self) -> tuple[Source, ...]:
        """What is imported, in the order of the kinds."""
        found = []
        for kind in Kind:
            db = open_compiled(self._file(kind))
            if db is not None:
                found.append(source_of(db))
                db.close()
        return tuple(found)

    def remove(self, kind: Kind) -> None:
        """Raises TerminologyNotImported."""
        try:
            self._file(kind).unlink()
        except FileNotFoundError:
            raise TerminologyNotImported(kind=kind.value) from None

    @property
    def drugs(self) -> DrugBook | None:
        """The drug database."""
        return self._book(Kind.BDPM, DrugBook)

    @property
    def diseases(self) -> LabelBook | None:
        """The CIM-10."""
        return self._book(Kind.CIM10, LabelBook)

    @property
    def procedures(self) -> LabelBook | None:
        """The CCAM."""
        return self._book(Kind.CCAM, LabelBook)

    @property
    def analytes(self) -> LoincBook | None:
        """LOINC."""
        return self._book(Kind.LOINC, LoincBook)

    @property
    def thesaurus(self) -> Thesaurus | None:
        """The drug interactions; brands are recognised where the drug database is imported too."""
        drugs = self.drugs
        return self._book(Kind.ANSM, lambda db: Thesaurus(db, drugs), beside=drugs)

    def _file(self, kind: Kind) -> Path:
        return self._folder / f"{kind.value}.sqlite3"

    def _book(
        self, kind: Kind, opened_as: Callable[[sqlite3.Connection], _Book], beside: object = None
    ) -> _Book | None:
        """The book as it was opened, unless its file, or what it stands `beside`, is another one now."""
        try:
            status = self._file(kind).stat()
        except FileNotFoundError:
            return None
        mark = (status.st_ino, status.st_mtime_ns, id(beside))
        with self._turn:
            held = self._opened.get(kind)
            if held is None or held[0] != mark:
                db = open_compiled(self._file(kind))
                self._opened[kind] = held = (mark, opened_as(db) if db is not None else None)
        book: _Book | None = held[1]
        return book
