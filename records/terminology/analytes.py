"""What a laboratory value's name and unit stand for in LOINC."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from records.terminology.labels import Labelled
from records.terminology.wording import label_key

_PROPERTIES = {
    "SCnc": ("mol/L", "mmol/L", "umol/L", "nmol/L", "pmol/L"),
    "MCnc": ("g/L", "g/dL", "mg/L", "mg/dL", "ug/L", "ug/mL", "ng/mL", "ng/L", "ng/dL", "pg/mL"),
    "NCnc": ("10*9/L", "10*12/L", "10*6/L", "/uL", "/mm3"),
    "CCnc": ("U/L", "[IU]/L", "ukat/L"),
    "ACnc": ("[IU]/L", "m[IU]/L", "k[IU]/L", "[IU]/mL", "[arb'U]/mL"),
    "RelTime": ("{INR}", "1"),
    "Time": ("s",),
    "EntVol": ("fL",),
    "EntMass": ("pg",),
    "PPres": ("mm[Hg]", "kPa"),
    "VFr": ("%",),
    "NFr": ("%",),
    "MFr": ("%",),
}
"""LOINC's property for the UCUM units that it is measured in."""
_SYSTEMS = ("Ser/Plas", "Bld", "PPP", "Ser", "Plas")
"""Where a value of no named specimen was measured, the likeliest first: blood, in its usual form."""


class LoincBook:
    """The imported table; usable from any thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._held = lru_cache(2048)(self._look_up)

    def resolve(self, name: str, unit: str | None) -> Labelled | None:
        """The observation of that component whose property is measured in that UCUM unit, in blood.

        None where nothing is called so, the unit fits no property, or two observations fit as well.
        """
        return self._held(name, unit)

    def _look_up(self, name: str, unit: str | None) -> Labelled | None:
        fitting = [prop for prop, units in _PROPERTIES.items() if unit in units]
        found = self._db.execute(
            "SELECT property, system, rank, code FROM name WHERE key = ?", (label_key(name),)
        ).fetchall()
        for system in _SYSTEMS:
            ranked = sorted((rank, code) for prop, where, rank, code in found if where == system and prop in fitting)
            if ranked:
                best = {code for rank, code in ranked if rank == ranked[0][0]}
                return self._entry(best.pop()) if len(best) == 1 else None
        return None

    def _entry(self, code: str) -> Labelled | None:
        row = self._db.execute("SELECT code, label FROM entry WHERE code = ?", (code,)).fetchone()
        return Labelled(*row) if row else None
