"""The families of the ANSM thesaurus and the substances they hold, from `ansm_families.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from records.terminology.wording import substance_key, words

_OTHERS = re.compile(r"^autres | autres$")


@cache
def members() -> Mapping[str, frozenset[str]]:
    """The substances of every family; both as keys that compare."""
    table = tomllib.loads((files("records.terminology") / "ansm_families.toml").read_text(encoding="utf-8"))
    held = {name: _substances(entry.get("members", "")) for name, entry in table.items()}

    def whole(name: str) -> frozenset[str]:
        entry = table[name]
        inner = (whole(other) for other in entry.get("holds", ()))
        return held[name].union(*inner) - _substances(entry.get("without", ""))

    return {
        " ".join(words(spelling)): whole(name)
        for name, entry in table.items()
        for spelling in (name, *entry.get("also", ()))
    }


@cache
def families() -> Mapping[str, frozenset[str]]:
    """The families that hold a substance, by its key."""
    holding: dict[str, set[str]] = defaultdict(set)
    for family, substances in members().items():
        for substance in substances:
            holding[substance].add(family)
    return {substance: frozenset(names) for substance, names in holding.items()}


def thesaurus_key(name: str) -> str:
    """What a name of the thesaurus compares by: a family's, or a substance's. "Autres X" is the family X."""
    told = " ".join(words(name))
    return told if told in members() else rest_of_family(name) or substance_key(name)


def rest_of_family(name: str) -> str | None:
    """The family whose other members a name speaks of ("Autres X"); None where it speaks of none that we hold."""
    told = " ".join(words(name))
    family = _OTHERS.sub("", told)
    known = next((one for one in (told, family) if one in members()), None)
    return known if family != told else None


def _substances(listed: str) -> frozenset[str]:
    return frozenset(substance_key(name) for name in listed.replace("\n", " ").split(",") if name.strip())
