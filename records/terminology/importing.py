"""Import of a terminology from its official files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from records.terminology import bdpm_files, label_files, loinc_files, thesaurus_file
from records.terminology.compiled import Source, compile_file, edition_told_by
from records.terminology.files import Bundle, Tally
from records.terminology.imported import Terminologies
from records.terminology.kinds import Kind

_FILL: dict[Kind, Callable[[sqlite3.Connection, Bundle], tuple[int, Iterable[Tally]]]] = {
    Kind.BDPM: bdpm_files.fill,
    Kind.CIM10: partial(label_files.fill, Kind.CIM10),
    Kind.LOINC: loinc_files.fill,
    Kind.CCAM: partial(label_files.fill, Kind.CCAM),
    Kind.ANSM: thesaurus_file.fill,
}


def import_terminology(library: Terminologies, kind: Kind, path: Path, edition: str | None = None) -> Source:
    """Compile the official files at `path` (folder, archive or file) and put them in place of older ones.

    `edition` is the publisher's date or version; where it is not given, a date in the file's name counts.
    Raises TerminologyRefused or DamagedFile, and nothing has changed.
    """
    told = edition or edition_told_by(path.name)
    return compile_file(library.file(kind), kind, told, lambda db: _FILL[kind](db, Bundle(path)))
