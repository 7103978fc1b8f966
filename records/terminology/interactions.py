"""Interactions between the drugs of a treatment, as the ANSM thesaurus states them: a pure function and its types.

The thesaurus pairs substances and families ("ANTIVITAMINES K"). A drug answers to the names of its substances and of
every family that holds one of them; what holds for a pair of names holds for a pair of drugs that answer to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Protocol


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


_GRAVEST_FIRST = tuple(Level)


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
        """What to cite: "ANSM, thesaurus des interactions médicamenteuses, 2023-09"."""

    def interactions(self, treatment: Sequence[Treatment]) -> tuple[Interaction, ...]:
        """What the thesaurus says about each pair, the gravest first."""
