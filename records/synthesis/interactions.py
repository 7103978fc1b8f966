"""Where drug interactions come from: a thesaurus that an operator has imported, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from records.fields import Code


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug of the current treatment."""

    name: str
    code: Code | None
    """ATC where it was recognised."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """An entry of the thesaurus that two drugs of the treatment meet."""

    first: int
    """Place of the drug in the list that was asked about."""
    second: int
    level: str
    """As the thesaurus has it, such as `CI`."""
    text: str
    """What the thesaurus says, in its words."""
    source: str
    """The thesaurus and its date."""


class InteractionSource(Protocol):
    """Knows interactions between drugs."""

    def between(self, drugs: Sequence[Drug]) -> Sequence[Interaction]:
        """All entries that two of these drugs meet, the gravest first."""
