"""The folder of imported terminologies: what is there, and the books that answer.

A book is opened when it is first asked for and opened anew when its file was replaced meanwhile, so that a service
that runs sees an import at its next document.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from records.errors import TerminologyNotImported
from records.terminology.analytes import LoincBook
from records.terminology.compiled import Source, open_compiled, source_of
from records.terminology.drugs import DrugBook
from records.terminology.kinds import Kind
from records.terminology.labels import LabelBook
from records.terminology.thesaurus import Thesaurus

_Book = TypeVar("_Book")


class Terminologies:
    """Usable from any thread. Every book is None where its terminology was not imported."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "terminologies"
        self._turn = threading.Lock()
        self._opened: dict[Kind, tuple[object, Any]] = {}

    def sources(self) -> tuple[Source, ...]:
        """What is imported, in the order of the kinds."""
        found = []
        for kind in Kind:
            db = open_compiled(self.file(kind))
            if db is not None:
                found.append(source_of(db))
                db.close()
        return tuple(found)

    def remove(self, kind: Kind) -> None:
        """Raises TerminologyNotImported."""
        try:
            self.file(kind).unlink()
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

    def file(self, kind: Kind) -> Path:
        """Where a terminology is kept, imported or not."""
        return self.folder / f"{kind.value}.sqlite3"

    def _book(
        self, kind: Kind, opened_as: Callable[[sqlite3.Connection], _Book], beside: object = None
    ) -> _Book | None:
        """The book as it was opened, unless its file, or what it stands `beside`, is another one now."""
        try:
            status = self.file(kind).stat()
        except FileNotFoundError:
            return None
        mark = (status.st_ino, status.st_mtime_ns, id(beside))
        with self._turn:
            held = self._opened.get(kind)
            if held is None or held[0] != mark:
                db = open_compiled(self.file(kind))
                self._opened[kind] = held = (mark, opened_as(db) if db is not None else None)
        book: _Book | None = held[1]
        return book
