"""What documents say against each other. It is shown, never settled: both sides with their evidence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from records.fields import Value
from records.synthesis.dossier import Mention


class Subject(StrEnum):
    """What a contradiction is about."""

    IDENTITY = "identity"
    ALLERGY = "allergy"
    PROBLEM = "problem"
    SIDE = "side"
    TREATMENT = "treatment"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the statements that do not go together, with everybody who makes it."""

    value: Value
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements that cannot all be true of one patient."""

    subject: Subject
    name: str
    """Catalogue name of what the sides are values of."""
    about: str
    """The drug, disease or substance in question; empty where the name says it."""
    sides: tuple[Side, ...]

    def __repr__(self) -> str:
        return f"Contradiction({self.subject}, {self.name}, {len(self.sides)} sides)"


def contradiction_of(
    sides: tuple[Side, ...], subject: Subject, name: str, about: str = ""
) -> tuple[Contradiction, ...]:
    """The contradiction between these sides; none where there is only one."""
    return (Contradiction(subject, name, about, sides),) if len(sides) > 1 else ()


def group_sides(mentions: Iterable[Mention], same: Callable[[Value, Value], bool]) -> tuple[Side, ...]:
    """Mentions by their values, in the order in which the values first come."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        group = next((group for group in groups if same(group[0].value, mention.value)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    return tuple(Side(group[0].value, tuple(group)) for group in groups)


def by_key(mentions: Iterable[Mention], key: Callable[[Mention], Hashable]) -> dict[Hashable, list[Mention]]:
    """Mentions that speak of the same thing, in the order in which the things first come."""
    groups: dict[Hashable, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(key(mention), []).append(mention)
    return groups
