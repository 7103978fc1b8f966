"""LOINC tables become names with what is measured, in what and in which kind of unit.

Taken: `Loinc.csv` of the official archive, its French variant (`frFR…LinguisticVariant.csv`) beside it or alone, and
tables of code and French label ("Sodium [Moles/Volume] Sérum/Plasma ; Numérique").
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from records.terminology.files import Bundle, Layout, Tally, rows, tally_of
from records.terminology.wording import fold, label_key

_COLUMNS = {
    "code": ("loinc_num", "loinc", "code_loinc"),
    "label": ("long_common_name", "libelle_fr", "libelle", "linguisticvariantdisplayname"),
    "component": ("component",),
    "property": ("property",),
    "system": ("system",),
    "commonness": ("common_test_rank",),
}
_OPTIONAL = frozenset({"component", "property", "system", "commonness"})
_CODE = re.compile(r"\d{1,7}-\d")
LOINC = Layout("Loinc.csv", re.compile(r"^loinc\.(?:csv|tsv|txt)"), _CODE, _COLUMNS, None, _OPTIONAL)
FRENCH = Layout(
    "frFR…LinguisticVariant.csv",
    re.compile(r"^fr\w*linguisticvariant\.csv"),
    _CODE,
    _COLUMNS,
    None,
    _OPTIONAL,
    filled=1,
)
_LABEL = re.compile(r"(?P<component>[^\[;]+)\[(?P<property>[^\]]+)\]\s*(?P<system>[^;]*)")
_FRENCH_PROPERTIES = {
    "moles/volume": "SCnc",
    "masse/volume": "MCnc",
    "nombre/volume": "NCnc",
    "catalytique/volume": "CCnc",
    "arbitraire/volume": "ACnc",
    "fraction massique": "MFr",
    "fraction de nombres": "NFr",
    "fraction volumique": "VFr",
    "temps": "Time",
    "temps relatif": "RelTime",
    "masse d'entite": "EntMass",
    "volume d'entite": "EntVol",
    "pression partielle": "PPres",
}
_FRENCH_SYSTEMS = {"serum/plasma": "Ser/Plas", "sang": "Bld", "urine": "Urine", "plasma pauvre en plaquettes": "PPP"}
_UNRANKED = 1 << 30


def fill(db: sqlite3.Connection, bundle: Bundle) -> tuple[int, Iterable[Tally]]:
    """Read the tables and write codes, labels and what leads to them."""
    db.execute("CREATE TABLE entry (code TEXT PRIMARY KEY, label TEXT) WITHOUT ROWID")
    db.execute("CREATE TABLE name (key TEXT, property TEXT, system TEXT, rank INTEGER, code TEXT)")
    tallies: list[Tally] = []
    main = bundle.find(LOINC, alone=True) or bundle.need(FRENCH)
    variant = bundle.find(FRENCH)
    for blob in [main] if variant is None or variant.name == main.name else [main, variant]:
        tallies.append(tally_of(blob))
        for code, label, *told, rank in rows(blob, FRENCH if blob is variant else LOINC, tallies[-1]):
            read = _LABEL.match(label) if not told[0] else None
            component, prop, system = read.groups() if read else told
            if label:
                db.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (code, label))
            db.execute(
                "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
                (
                    label_key(component or label),
                    _FRENCH_PROPERTIES.get(fold(prop).strip(), prop),
                    _FRENCH_SYSTEMS.get(fold(system).strip(), system.strip()),
                    int(rank) if rank.isdigit() and int(rank) else _UNRANKED,
                    code,
                ),
            )
    db.execute("CREATE INDEX name_key ON name (key)")
    (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
    return entries, tallies
