"""The imported ANSM thesaurus, asked about a treatment."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from records.terminology.compiled import source_of
from records.terminology.drugs import DrugBook
from records.terminology.families import families, members
from records.terminology.interactions import Entry, Interaction, Level, Names, Treatment, interactions_of
from records.terminology.kinds import ABOUT, Kind
from records.terminology.wording import substance_key

# Thesaurus, "Informations générales": local routes have none of the systemic interactions but for these exceptions.
_LOCAL = ("A01A", "C05A", "D", "G01", "M02", "R01A", "R02", "S01", "S02", "S03")
_NOT_LOCAL = ("D01B", "D05B", "D10B", "D11AH", "S01E")
_ALSO_LOCALLY = frozenset(
    map(
        substance_key,
        (
            "miconazole",
            "éconazole",
            "eskétamine",
            "desmopressine",
            "éphédrine",
            "dihydroergotamine",
            "fentanyl",
            "sumatriptan",
            "povidone iodée",
            "merbromine",
            "thiomersal",
            "naphazoline",
            "oxymétazoline",
            "phényléphrine",
            "tuaminoheptane",
        ),
    )
)
_INHALED = ("R03A", "R03B")
_NOT_INHALED = frozenset(
    {
        "corticoides",
        "glucocorticoides sauf hydrocortisone",
        "hypokaliemiants",
        "substances a absorption reduite par les topiques gastro intestinaux antiacides et",
    }
)


class Thesaurus:
    """An `InteractionCheck`; `drugs` tells the molecules of brands, without it only molecules are recognised."""

    def __init__(self, db: sqlite3.Connection, drugs: DrugBook | None) -> None:
        self._db = db
        self._drugs = drugs

    @property
    def source(self) -> str:
        """What to cite, with the edition where it is known."""
        edition = source_of(self._db).edition
        return f"ANSM, {ABOUT[Kind.ANSM].title.fr}" + (f" ({edition})" if edition else "")

    def interactions(self, treatment: Sequence[Treatment]) -> tuple[Interaction, ...]:
        """What the thesaurus says about each pair, the gravest first."""
        return interactions_of([(drug, self.names(drug)) for drug in treatment], self._entries)

    def names(self, drug: Treatment) -> Names:
        """The drug's substances with the names they answer to; empty where nothing is known of it."""
        substances = self._drugs.substances(drug.name, drug.atc) if self._drugs is not None else ()
        return {
            substance: _answering(substance, drug.atc or "")
            for substance in substances or self._molecule(drug.name)
            if _is_concerned(substance, drug.atc or "")
        }

    def unexpanded(self) -> tuple[str, ...]:
        """Names of the thesaurus that are neither a family we hold nor a substance of the drug database."""
        known = self._drugs.all_substances() if self._drugs is not None else frozenset()
        named = {name for pair in self._entries for name in pair}
        return tuple(sorted(named - members().keys() - families().keys() - known))

    def _molecule(self, name: str) -> tuple[str, ...]:
        key = substance_key(name)
        return (key,) if key in families() or key in self._named else ()

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(name for pair in self._entries for name in pair)

    @cached_property
    def _entries(self) -> dict[tuple[str, str], Entry]:
        return {
            (one, other): Entry(first, second, tuple(Level(level) for level in levels.split()), risk, advice)
            for one, other, first, second, levels, risk, advice in self._db.execute("SELECT * FROM entry")
        }


def _is_concerned(substance: str, atc: str) -> bool:
    return not atc.startswith(_LOCAL) or atc.startswith(_NOT_LOCAL) or substance in _ALSO_LOCALLY


def _answering(substance: str, atc: str) -> frozenset[str]:
    names = families().get(substance, frozenset()) | {substance}
    return names - _NOT_INHALED if atc.startswith(_INHALED) else names
