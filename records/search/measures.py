"""Names of what can be compared with a number, and of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from records.search.analysis import fold, term, words
from records.search.lexicon import table

MEASURE = "measure"
_WRITTEN_UNITS = {"°c": "cel", "℃": "cel", "mmhg": "mm[hg]", "bpm": "/min", "an": "a", "ans": "a", "sa": "wk"}


def lab_name(said: Sequence[str]) -> str:
    """The name under which a laboratory result is kept: the first of the analyte's line, else its own terms."""
    own = _key(said)
    return _labs().get(own, own)


def measure_name(said: Sequence[str]) -> str:
    """What the words before a comparison mean: a vital sign of the catalogue, or an analyte."""
    return _vitals().get(_key(said)) or lab_name(said)


def is_measure(said: Sequence[str]) -> bool:
    """Whether the words are a name that is known."""
    return _key(said) in _vitals() or _key(said) in _labs()


@cache
def vital_signs() -> frozenset[str]:
    """Names in the catalogue."""
    return frozenset(table("measures.toml")["vitals"])


def unit_key(unit: str | None) -> str | None:
    """A unit as it is compared: `mg/L`, `mg/l` and `MG/L` are one; `°C` is UCUM's `Cel`."""
    if unit is None:
        return None
    small = unit.strip().casefold().replace("µ", "u").replace("μ", "u")
    return _WRITTEN_UNITS.get(small, small)


@cache
def longest_name() -> int:
    """Words of the longest name that can be compared."""
    names = [name for line in table("measures.toml")["labs"] for name in line]
    return max(len(words(name)) for name in [*names, *(one for line in _vital_lines().values() for one in line)])


def _key(said: Sequence[str]) -> str:
    return " ".join(term(fold(word), "fr") for word in said)


def _vital_lines() -> Mapping[str, list[str]]:
    lines: Mapping[str, list[str]] = table("measures.toml")["vitals"]
    return lines


@cache
def _labs() -> Mapping[str, str]:
    return {_key(words(name)): _key(words(line[0])) for line in table("measures.toml")["labs"] for name in line}


@cache
def _vitals() -> Mapping[str, str]:
    return {_key(words(name)): field for field, line in _vital_lines().items() for name in line}
