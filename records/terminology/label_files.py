"""Classifications that are codes with labels, CIM-10 and CCAM, become tables of words.

CIM-10: ATIH's `LIBCIM10MULTI.TXT` (code, three marks of use, short and long label, bars between, no heading) or a table
with headings. CCAM: a table with headings, as the Assurance Maladie and ATIH export it.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from records.terminology.files import Bundle, Layout, Tally, rows, tally_of
from records.terminology.kinds import Kind
from records.terminology.wording import label_key

LABELS = {
    Kind.CIM10: Layout(
        "LIBCIM10MULTI.TXT",
        re.compile(r"libcim10|cim.?10|^codes\b"),
        re.compile(r"[A-Z]\d{2}(?:\.?\d{1,3}[+\d]{0,3})?(?:\+\d{1,2})?"),
        {
            "code": ("code", "code_cim10", "code_cim_10"),
            "long": ("libelle_long", "libelle_complet", "libelle"),
            "short": ("libelle_court",),
        },
        (0, 5, 4),
        frozenset({"short"}),
    ),
    Kind.CCAM: Layout(
        "CCAM (table)",
        re.compile(r"ccam|^actes\b"),
        re.compile(r"[A-Z]{4}\d{3}(?:[-+]\w+)?"),
        {
            "code": ("code", "code_acte", "code_ccam"),
            "long": ("libelle_long", "texte", "libelle"),
            "short": ("libelle_court",),
        },
        None,
        frozenset({"short"}),
    ),
}
_BRACKETS = re.compile(r"\s*\[([^\]]*)\]")
_PARENTHESES = re.compile(r"\s*\([^)]*\)")
_PLAIN_LENGTH = 4
"""Characters of the code that says what a label says and nothing about circumstances: I21.9, not I21 nor I21.90."""


def fill(kind: Kind, db: sqlite3.Connection, bundle: Bundle) -> tuple[int, Iterable[Tally]]:
    """Read the table, write codes with labels and the words that lead to them."""
    layout = LABELS[kind]
    blob = bundle.need(layout, alone=True)
    tally = tally_of(blob)
    db.execute("CREATE TABLE entry (code TEXT PRIMARY KEY, label TEXT) WITHOUT ROWID")
    db.execute("CREATE TABLE label (key TEXT PRIMARY KEY, code TEXT) WITHOUT ROWID")
    wordings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for code, long, short in rows(blob, layout, tally):
        written = _dotted(code) if kind is Kind.CIM10 else code
        db.execute("INSERT OR IGNORE INTO entry VALUES (?, ?)", (written, long))
        for rank, wording in _wordings(long, short):
            wordings[label_key(wording)].append((rank, written))
    db.executemany("INSERT INTO label VALUES (?, ?)", _surest(wordings.items()))
    (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
    return entries, [tally]


def _dotted(code: str) -> str:
    return code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def _wordings(long: str, short: str) -> Iterator[tuple[int, str]]:
    """How a label may be said, the surest first. Round brackets may be left out, square ones hold a synonym."""
    yield 0, long
    bare = _BRACKETS.sub("", long)
    yield 1, bare
    yield 2, _PARENTHESES.sub("", bare)
    for synonym in _BRACKETS.findall(long):
        if len(synonym) > 4:
            yield 3, synonym
    if short:
        yield 4, short


def _surest(wordings: Iterable[tuple[str, list[tuple[int, str]]]]) -> Iterator[tuple[str, str]]:
    """One code for a wording; none where labels of equal rank lead to different categories."""
    for key, told in wordings:
        best = min(rank for rank, _ in told)
        codes = {code for rank, code in told if rank == best}
        if key and len({code[:3] for code in codes}) == 1:
            yield key, min(codes, key=lambda code: (abs(len(code.replace(".", "")) - _PLAIN_LENGTH), code))
