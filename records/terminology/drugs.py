"""What a drug's name, as a document has it, stands for in the Base de données publique des médicaments."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from records.terminology.bdpm_files import near_parts
from records.terminology.strengths import Strength, before_strength, strengths
from records.terminology.wording import fold, slips, substance_key, words

_LONG = 10
"""Letters from which two slips are forgiven; one from 6 on."""
_AGREEING = 0.8
_LONGEST = 6
"""Words of a name."""
_NEVER_SLIPS_BELOW = 6
_LONG_BRAND, _LONG_MOLECULE = 6, 8
"""Letters from which a name counts in running text ("gamma" and "sodium" are no drugs there)."""


@dataclass(frozen=True, slots=True)
class Speciality:
    """A drug as authorised."""

    cis: str
    name: str
    form: str
    routes: str
    """Separated by semicolons."""
    atc: str | None
    marketed: bool
    strengths: tuple[Strength, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name may stand for."""

    key: str
    """The name in the database that it was taken for."""
    candidates: tuple[Speciality, ...]
    """Narrowed by strength and form as far as those are told and fit; never empty."""
    atc: str | None
    """None where the candidates do not agree."""
    substances: tuple[str, ...]
    """Those that all candidates share, without salts."""
    is_exact: bool
    """False where letters had to be forgiven."""
    is_molecule: bool
    """The name is of substances; whichever maker's drug was given is not told."""

    @property
    def speciality(self) -> Speciality | None:
        """The one drug of that brand, strength and form; None where several may be meant."""
        return self.candidates[0] if len(self.candidates) == 1 and not self.is_molecule else None


class DrugBook:
    """The imported database; usable from any thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._held = lru_cache(4096)(self._look_up)
        self._substances = lru_cache(4096)(self._substances_of)

    def resolve(self, name: str, strength: str = "") -> Resolution | None:
        """The drugs of a name such as `Kardégic 75 mg`, `amoxicilline/acide clavulanique` or `Amlodipne`.

        `strength` is what stands behind the name (`5 mg, gélule`). None where nothing is called so.
        """
        found = self._held(before_strength(name) or name)
        if found is None:
            return None
        key, all_candidates, is_exact, is_molecule = found
        told = f"{name} {strength}"
        candidates = _narrowed(all_candidates, told)
        return Resolution(key, candidates, _agreed(candidates), self._shared(candidates), is_exact, is_molecule)

    def substances(self, name: str, atc: str | None = None) -> tuple[str, ...]:
        """The molecules of a name, of an ATC code where the name is unknown; empty where neither is known."""
        found = self.resolve(name)
        if found is not None and found.is_exact:
            return found.substances
        if atc is not None and len(atc) == 7:
            sets = Counter(
                self._substances(cis) for (cis,) in self._db.execute("SELECT cis FROM drug WHERE atc = ?", (atc,))
            )
            if sets:
                return tuple(sorted(sets.most_common(1)[0][0]))
        return found.substances if found is not None else ()

    def all_substances(self) -> frozenset[str]:
        """Every molecule of the database."""
        return frozenset(key for (key,) in self._db.execute("SELECT DISTINCT key FROM substance"))

    def pack(self, cip: str) -> Speciality | None:
        """The drug of a pack's code, CIP7 or CIP13."""
        row = self._db.execute("SELECT cis FROM pack WHERE cip13 = ?1 OR cip7 = ?1", (cip,)).fetchone()
        return self._specialities("WHERE cis = ?", row)[0] if row else None

    def names(self) -> Iterator[tuple[str, str]]:
        """Names by which drugs of one ATC code can be told in running text, with that code.

        Short ones are left out, since they are words of other things too, and so are names that another one begins
        ("simvastatine" is enough for SIMVASTATINE TEVA).
        """
        found = self._db.execute(
            "SELECT key, max(molecule), min(atc), count(DISTINCT atc) FROM name JOIN drug USING (cis) GROUP BY key"
        ).fetchall()
        keys = {key for key, *_ in found}
        for key, molecule, atc, codes in found:
            first, _, more = key.partition(" ")
            long_enough = len(key) >= (_LONG_MOLECULE if molecule else _LONG_BRAND)
            if codes == 1 and long_enough and first.isalpha() and not (more and first in keys):
                yield key, atc

    def _look_up(self, name: str) -> tuple[str, tuple[Speciality, ...], bool, bool] | None:
        told = words(name)
        for length in range(min(len(told), _LONGEST), 0, -1):
            key = " ".join(told[:length])
            for spelling in dict.fromkeys((key, substance_key(key), key.replace(" ", ""))):
                if candidates := self._called(spelling):
                    return spelling, candidates, True, self._is_of_substances(spelling)
        near = self._near(told[0]) if told else None
        return (near, self._called(near), False, self._is_of_substances(near)) if near else None

    def _called(self, key: str) -> tuple[Speciality, ...]:
        return self._specialities("JOIN name USING (cis) WHERE key = ? ORDER BY marketed DESC, cis", (key,))

    def _specialities(self, where: str, values: tuple[object, ...]) -> tuple[Speciality, ...]:
        query = f"SELECT cis, drug.name, form, routes, atc, marketed FROM drug {where}"  # noqa: S608
        return tuple(
            Speciality(f"{cis:08d}", name, form, routes, atc, bool(marketed), strengths(name))
            for cis, name, form, routes, atc, marketed in self._db.execute(query, values)
        )

    def _near(self, word: str) -> str | None:
        """The one name within the slips that a word of its length may hold; None where two are as near."""
        if len(word) < _NEVER_SLIPS_BELOW or not word.isalpha():
            return None
        allowed = 2 if len(word) >= _LONG else 1
        parts = near_parts(word)
        close: dict[int, set[str]] = {}
        for (key,) in self._db.execute("SELECT DISTINCT key FROM near WHERE part IN (?, ?)", parts):
            if abs(len(key) - len(word)) <= allowed and (off := slips(word, key, allowed)) <= allowed:
                close.setdefault(off, set()).add(key)
        nearest = close[min(close)] if close else set()
        return next(iter(nearest)) if len(nearest) == 1 else None

    def _is_of_substances(self, key: str) -> bool:
        (molecule,) = self._db.execute("SELECT max(molecule) FROM name WHERE key = ?", (key,)).fetchone()
        return bool(molecule)

    def _shared(self, candidates: tuple[Speciality, ...]) -> tuple[str, ...]:
        sets = [self._substances(int(one.cis)) for one in candidates]
        return tuple(sorted(frozenset.intersection(*sets)))

    def _substances_of(self, cis: int) -> frozenset[str]:
        return frozenset(key for (key,) in self._db.execute("SELECT key FROM substance WHERE cis = ?", (cis,)))


def _narrowed(candidates: tuple[Speciality, ...], told: str) -> tuple[Speciality, ...]:
    """By strength, then by form, then to what is sold, each only where something is left."""
    amounts = set(strengths(told))
    forms = [form for form, spellings in _FORMS.items() if any(word in words(told) for word in spellings)]
    for keep in (
        lambda one: amounts and amounts <= set(one.strengths) and len(set(one.strengths)) == len(amounts),
        lambda one: amounts & set(one.strengths),
        lambda one: any(form in fold(one.form) for form in forms),
        lambda one: one.marketed,
    ):
        candidates = tuple(filter(keep, candidates)) or candidates
    return candidates


_FORMS = {
    "comprime": ("cp", "cpr", "cps", "comprime", "comprimes"),
    "gelule": ("gel", "gelule", "gelules"),
    "sachet": ("sachet", "sachets"),
    "poudre": ("sachet", "sachets", "poudre"),
    "solution buvable": ("gouttes", "buvable", "sirop"),
    "injectable": ("injectable", "iv", "ivd", "sc", "im", "amp", "ampoule", "seringue"),
    "suppositoire": ("suppo", "suppositoire"),
    "patch": ("patch", "patchs"),
    "dispositif": ("patch", "patchs"),
    "collyre": ("collyre",),
    "creme": ("creme",),
    "pommade": ("pommade",),
    "gel": ("gel",),
    "inhalation": ("bouffee", "bouffees", "inhalation", "aerosol"),
}
"""A word of the official form and the words that stand for it on a prescription."""


def _agreed(candidates: tuple[Speciality, ...]) -> str | None:
    codes = Counter(one.atc for one in candidates if one.atc)
    if not codes:
        return None
    code, votes = codes.most_common(1)[0]
    return code if votes >= _AGREEING * codes.total() else None
