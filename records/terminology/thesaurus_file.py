"""The ANSM thesaurus as a table: substance or family, the other one, level, risk, advice.

The agency gives out a PDF; a table made from it has one line a pair. Where the advice begins with several levels
("CI - ASDEC - APEC …") all of them hold, each in the case that the advice names, and the gravest comes first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from records.terminology.families import rest_of_family, thesaurus_key
from records.terminology.files import Bundle, Layout, Reason, Tally, rows, tally_of
from records.terminology.interactions import Level
from records.terminology.wording import fold

THESAURUS = Layout(
    "thesaurus",
    re.compile(r"thesaurus|interactions"),
    re.compile(r"\S.*"),
    {
        "first": ("substance", "substance_1", "protagoniste_1"),
        "second": ("interactant", "substance_2", "protagoniste_2"),
        "level": ("niveau", "niveau_de_contrainte"),
        "risk": ("description", "risque"),
        "advice": ("conduite", "conduite_a_tenir"),
    },
)
_LEVELS = {
    "ci": Level.CONTRAINDICATED,
    "contre-indication": Level.CONTRAINDICATED,
    "ad": Level.NOT_ADVISED,
    "asdec": Level.NOT_ADVISED,
    "association deconseillee": Level.NOT_ADVISED,
    "pe": Level.PRECAUTION,
    "precaution d'emploi": Level.PRECAUTION,
    "apec": Level.CONSIDER,
    "a prendre en compte": Level.CONSIDER,
}
_SEVERAL = re.compile(r"(?:CI|ASDEC|AD|PE|APEC)(?:\s*-\s*(?:CI|ASDEC|AD|PE|APEC))+\b")


def fill(db: sqlite3.Connection, bundle: Bundle) -> tuple[int, Iterable[Tally]]:
    """Read the table and write every pair once; how many pairs, and what became of the lines."""
    blob = bundle.need(THESAURUS, alone=True)
    tally = tally_of(blob)
    db.execute(
        "CREATE TABLE entry (one TEXT, other TEXT, first TEXT, second TEXT, levels TEXT, risk TEXT, advice TEXT, "
        "PRIMARY KEY (one, other)) WITHOUT ROWID"
    )
    for named, second, level, risk, advice in rows(blob, THESAURUS, tally):
        levels = told_levels(level, advice)
        if not levels:
            tally.refuse(Reason.CODE, tally.lines)
            continue
        family = rest_of_family(second)
        # "Others" of another family than the first: that family's own heading was lost when the table was made.
        first = named if family in (None, thesaurus_key(named)) else second
        one, other = sorted((thesaurus_key(first), thesaurus_key(second)))
        db.execute(
            "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one, other, first, second, " ".join(levels), risk, advice),
        )
    tally.check()
    (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
    return entries, [tally]


def told_levels(level: str, advice: str) -> tuple[Level, ...]:
    """The gravest first; empty where the level is none."""
    told = {_LEVELS.get(fold(level).strip())} - {None}
    if told and (several := _SEVERAL.match(advice.strip())):
        told |= {_LEVELS[fold(part).strip()] for part in several.group().split("-")}
    return tuple(one for one in Level if one in told)
