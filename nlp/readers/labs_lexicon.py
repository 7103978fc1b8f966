"""The laboratory lexicon, compiled: analytes, their spellings, units and conversions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase, digits

from nlp.lexicons import any_of, first_letter, lexicon

_MU_READ_AS_P = {"pmol/L": "umol/L", "pg/L": "ug/L", "pg/mL": "ug/mL"}
_PREFIXES = {"p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3}


@dataclass(frozen=True, slots=True)
class Analyte:
    """One analyte of `labs_analytes.toml`."""

    key: str
    loinc: str | None
    """None where the name alone does not say which observation it is."""
    unit: str | None
    """UCUM unit after conversion; None where values stay as written."""
    factors: Mapping[str, float]
    """From another UCUM unit to `unit`."""
    bounds: tuple[float, float] | None

    def converted(self, number: float, unit: str | None) -> tuple[float | int, str | None] | None:
        """Number and UCUM unit, converted where possible; None where it is no possible value of this analyte."""
        if self.unit == "10*9/L" and unit == "g/L":
            unit = self.unit  # G/L, giga per litre, folded
        if unit is None or self.unit is None or unit == "{N}":
            return (number, unit) if unit is not None or self._plausible(number) else None
        factor = 1.0 if unit == self.unit else self.factors.get(unit)
        if factor is None:
            return number, unit
        value = _rounded(number * factor)
        return (value, self.unit) if self._allows(value) else None

    def meant(self, number: float, unit: str | None) -> str | None:
        """The unit in micro that was read as one in pico, where the one is this analyte's and the other not.

        >>> analytes()["creatinine"].meant(80, "pmol/L"), analytes()["t4"].meant(14, "pmol/L")
        ('umol/L', None)
        """
        micro = _MU_READ_AS_P.get(unit or "")
        if micro is None or unit is None or self._possible(number, unit) is not False:
            return None
        own = micro == self.unit or micro in self.factors
        return micro if own and self._possible(number, micro) else None

    def _possible(self, number: float, unit: str) -> bool | None:
        """Whether it can be a value of this analyte; None where nothing tells."""
        factor = self._factor(unit)
        return self._allows(number * factor) if factor is not None and self.bounds is not None else None

    def _factor(self, unit: str) -> float | None:
        """From a unit to the analyte's, also where only the prefix differs."""
        if unit == self.unit or unit in self.factors:
            return self.factors.get(unit, 1.0)
        for known, factor in ((self.unit or "", 1.0), *self.factors.items()):
            if unit[1:] == known[1:] and {unit[0], known[0]} <= _PREFIXES.keys():
                return factor * _PREFIXES[unit[0]] / _PREFIXES[known[0]]
        return None

    def _plausible(self, number: float) -> bool:
        """Without a unit: possible in the analyte's unit or in one that it is often written in."""
        return any(self._allows(number * factor) for factor in (1.0, *self.factors.values()))

    def _allows(self, number: float) -> bool:
        return self.bounds is None or self.bounds[0] <= number <= self.bounds[1]


def _rounded(number: float) -> float | int:
    """Four significant digits: a conversion must not feign precision."""
    rounded = float(f"{number:.4g}")
    return int(rounded) if rounded.is_integer() else rounded


@cache
def analytes() -> Mapping[str, Analyte]:
    """All analytes by key."""
    return {
        key: Analyte(
            key,
            entry.get("loinc"),
            entry.get("unit"),
            entry.get("from", {}),
            (float(entry["bounds"][0]), float(entry["bounds"][1])) if "bounds" in entry else None,
        )
        for key, entry in lexicon("labs_analytes").items()
    }


_NAME_START = re.compile(r"(?<!\w)(?<!\w-)\S")


def find_names(folded: str) -> Iterator[re.Match[str]]:
    """Every analyte's name in a folded text, left to right, none within another; `lastgroup` is its key."""
    by_letter, end = _names_by_letter(), 0
    for start in _NAME_START.finditer(folded):
        pattern = by_letter.get(start.group())
        if pattern is not None and start.start() >= end and (match := pattern.match(folded, start.start())):
            end = match.end()
            yield match


@cache
def _names_by_letter() -> Mapping[str, re.Pattern[str]]:
    """Names by the letter they begin with: trying them all at every word would take most of a report's time."""
    named = {key: list(entry["names"]) for key, entry in lexicon("labs_analytes").items() if entry["names"]}
    by_length = sorted(named, key=lambda key: max(map(len, named[key])), reverse=True)
    patterns = {}
    for letter in ascii_lowercase + digits:
        groups = [(key, [name for name in named[key] if first_letter(name) in (letter, None)]) for key in by_length]
        alternatives = "|".join(f"(?P<{key}>{any_of(names)})" for key, names in groups if names)
        patterns[letter] = re.compile(rf"(?:{alternatives})(?!\w)")
    return patterns


@cache
def exact_names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Spellings that count only as written (K, Na), on the text itself, and their keys."""
    keys = {name: key for key, entry in lexicon("labs_analytes").items() for name in entry.get("exact", ())}
    return re.compile(
        rf"(?<![\w-])(?:{any_of(re.escape(name) for name in keys)})(?=\s*[=:à]\s*<?\d|\s+<?\d|\d+[.,]\d|\s*[,;.)\n])"
    ), keys


_SPELLED = {"/": r"\s?[/.]\s?", ",": "[.,]", "x": r"x\s?", "×": r"×\s?", " ": r"\s"}
"""How a character of a unit may be spelt."""


@cache
def _units() -> Mapping[str, str]:
    """UCUM codes by the unit as written, without spaces."""
    return {written.replace(" ", ""): code for written, code in lexicon("labs_units")["ucum"].items()}


@cache
def unit_pattern() -> str:
    """Any unit of `labs_units.toml` on folded text, as a pattern."""
    spelled = []
    for written in lexicon("labs_units")["ucum"]:
        parts = [_SPELLED.get(c) or re.escape(c) for c in written]
        spelled.append("".join(parts).removeprefix(r"\s?").replace("3m2", r"3\s?m2"))
    return rf"(?:{any_of(spelled)}|fois\s(?:la\s)?(?:normale|n\b)|x\s?n\b)(?![\w'])"


def ucum(written: str | None) -> str | None:
    """The UCUM code of a unit as written; None where it is none that is known."""
    if written is None:
        return None
    plain = re.sub(r"\s", "", written)
    if plain.startswith("fois") or plain == "xn":
        return "{N}"
    units = _units()
    return units.get(plain) or units.get(plain.replace(".", "/")) or units.get(plain.replace("1.73", "1,73"))
