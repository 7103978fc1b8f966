"""Interactions between the drugs of a treatment, as the ANSM thesaurus states them: a pure function and its types.

The thesaurus pairs substances and families ("ANTIVITAMINES K"). A substance answers to its own name and to every
family that holds it; what holds for a pair of names holds for two drugs with substances that answer to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, product
from typing import Protocol

from records.terminology.wording import fold, words


class Level(StrEnum):
    """How the thesaurus rates an interaction, the gravest first."""

    CONTRAINDICATED = "contraindicated"
    """Contre-indication: the drugs must not be taken together."""
    NOT_ADVISED = "not_advised"
    """Association déconseillée."""
    PRECAUTION = "precaution"
    """Précaution d'emploi: possible under the conditions that the advice names."""
    CONSIDER = "consider"
    """À prendre en compte."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """A drug of a treatment, as far as it is known."""

    name: str
    """As the document has it."""
    atc: str | None = None
    """None where no code is known."""

    def __repr__(self) -> str:
        return f"Treatment({self.atc})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One interaction of the thesaurus between two of its names, text as imported."""

    first: str
    """Substance or family, in the thesaurus' spelling."""
    second: str
    levels: tuple[Level, ...]
    """The gravest first; several where the advice tells which one holds for which dose or drug."""
    risk: str
    advice: str
    """Empty where the thesaurus gives none."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """An entry that holds for two drugs of a treatment."""

    first: Treatment
    second: Treatment
    entry: Entry

    @property
    def level(self) -> Level:
        """The gravest level that may hold."""
        return self.entry.levels[0]


class InteractionCheck(Protocol):
    """Whoever flags the interactions of a treatment; `None` stands for "no thesaurus was imported"."""

    @property
    def source(self) -> str:
        """What to cite: "ANSM, Thésaurus des interactions médicamenteuses (2023-09-15)"."""

    def interactions(self, treatment: Sequence[Treatment]) -> tuple[Interaction, ...]:
        """What the thesaurus says about each pair, the gravest first."""


Names = Mapping[str, frozenset[str]]
"""The substances of a drug, each with all names of the thesaurus that it answers to, itself included."""


def interactions_of(
    drugs: Sequence[tuple[Treatment, Names]], entries: Mapping[tuple[str, str], Entry]
) -> tuple[Interaction, ...]:
    """Every entry that holds between two drugs, the gravest first, then as the drugs stand.

    `entries` are filed under their two names in alphabetical order. One substance never interacts with itself: a drug
    that stands twice in a treatment, single or in combinations, is no pair. The substances of one combination are none
    either: whoever authorised it knew them.
    """
    found = [
        Interaction(first, second, entry)
        for (first, ones), (second, others) in combinations(drugs, 2)
        for entry in _between(ones, others, entries)
    ]
    levels = list(Level)
    return tuple(sorted(found, key=lambda interaction: levels.index(interaction.level)))


def _between(ones: Names, others: Names, entries: Mapping[tuple[str, str], Entry]) -> Iterator[Entry]:
    held: dict[tuple[str, str], Entry] = {}
    for (substance, names), (other, other_names) in product(ones.items(), others.items()):
        if substance == other or (substance in others and other in ones):
            continue
        for name, other_name in product(names, other_names):
            pair = (name, other_name) if name <= other_name else (other_name, name)
            if pair in entries:
                held[pair] = _as_it_holds(entries[pair], names | other_names)
    yield from (held[pair] for pair in sorted(held))


_ALL_OTHERS = re.compile(r"\bautres\b|\bpour tous\b")
_LEVEL_WORDS = re.compile(r"(contre-indi)|(deconseill)|(precaution)|(prendre en compte)")


def _as_it_holds(entry: Entry, names: frozenset[str]) -> Entry:
    """The entry with the one level that it has for "all others", where the advice names neither drug as an exception.

    `names` are all those that the two drugs answer to: an advice may name a family ("sauf avec les barbituriques").
    Where the advice does not tell plainly, all levels stay: the gravest is then shown to whoever can judge.
    """
    advice = fold(entry.advice)
    others = _ALL_OTHERS.search(advice)
    telling = {word for name in names for word in name.split() if len(word) > 4}
    telling -= {*words(entry.first), *words(entry.second)}
    if others is None or len(entry.levels) == 1 or telling & {*words(advice)}:
        return entry
    before = [found.lastindex or 0 for found in _LEVEL_WORDS.finditer(advice, 0, others.start())]
    level = list(Level)[before[-1] - 1] if before else entry.levels[-1]
    return entry if level is entry.levels[0] else replace(entry, levels=(level,))
