"""What a query asks for, once it has been understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Terms = tuple[str, ...]
"""Of words that follow each other."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a document must hold, or must not."""

    written: str
    variants: tuple[Terms, ...]
    """Any of them will do: languages, other writings."""
    prefix: bool = False
    """The last term of the first variant is only the beginning of one."""
    also: tuple[str, ...] = ()
    """Other writings that are looked for too, as people write them."""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that was read in the document."""

    name: str
    written: str
    values: tuple[str, ...]
    """Any of them will do."""
    also: tuple[str, ...] = ()
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The day a document tells of; both ends included, None where open."""

    written: str
    since: date | None
    until: date | None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A laboratory result or vital sign beyond a number."""

    written: str
    name: str
    sign: str
    """`>`, `>=`, `<`, `<=` or `=`."""
    amount: float
    unit: str | None
    """As `measures.unit_key` has it; None for any."""
    excluded: bool = False


Clause = Words | Facet | Days | Measure


@dataclass(frozen=True, slots=True)
class Query:
    """All clauses hold at once."""

    clauses: tuple[Clause, ...]

    @property
    def words(self) -> tuple[Words, ...]:
        """Those about words that a document must hold."""
        return tuple(one for one in self.clauses if isinstance(one, Words) and not one.excluded)
