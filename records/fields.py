"""A grounded field: a value together with the exact spot of the page it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from records.geometry import Box

Value = str | int | float | bool
"""Dates are ISO 8601 text (`2025-02-12`); enumerations are the catalogue's words (`F`, `home`)."""


REVIEW_BELOW = 0.8
"""A value less likely right than this is marked for a second look."""


class Assertion(StrEnum):
    """What the document says about the value. "Pas de fièvre" is fever, absent."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    HISTORY = "history"
    FAMILY = "family"
    PLANNED = "planned"


class Grounding(StrEnum):
    """How surely the quoted words were found in the document."""

    EXACT = "exact"
    NORMALISED = "normalised"
    """Equal once case, accents and white space are set aside."""
    FUZZY = "fuzzy"
    NONE = "none"
    """Not found: goes to review, is never accepted by itself and never dropped in silence."""


class Method(StrEnum):
    """Who proposed the value."""

    RULE = "rule"
    LEXICON = "lexicon"
    TAGGER = "tagger"
    LLM = "llm"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit as the document writes them, before conversion."""

    value: Value
    unit: str | None


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of a terminology."""

    system: str
    """`icd-10`, `atc`, `loinc`, `ucum` …"""
    code: str
    display: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a value came from and where they stand."""

    text: str
    page: int
    """Counted from 1."""
    start: int
    """In the characters of that page's text."""
    end: int
    boxes: tuple[Box, ...]
    """One a line of print; empty where the page was never drawn (plain text without layout)."""

    def __repr__(self) -> str:
        return f"Evidence(page {self.page}, {self.start}-{self.end}, {len(self.boxes)} boxes)"


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the record. Its `name` is declared in the catalogue.

    A composite value (a medication with its dose and frequency) is a field with `parts`, each a field of its
    own with its own spot; a part that the section decides rather than a word (a medication's status) has no
    evidence of its own.
    """

    name: str
    """Dotted path in the catalogue: `patient.last_name`, `vitals.temperature_c`, `medications`."""
    value: Value
    evidence: Evidence | None
    """None when the quoted words could not be located; `grounding` is then NONE. On a part: see above."""
    method: Method
    model: str
    """Which reader and version, such as `vitals/1`."""
    unit: str | None = None
    """The catalogue's unit (UCUM); None for values without one or whose unit is not known."""
    written: Quantity | None = None
    """Number and unit as the document has them; None for values that are no quantity."""
    code: Code | None = None
    assertion: Assertion = Assertion.PRESENT
    grounding: Grounding = Grounding.EXACT
    confidence: float = 0.0
    """Calibrated probability that the value is right."""
    parts: tuple[Field, ...] = ()
    validated_by: str | None = None
    validated_at: datetime | None = None
    previous: tuple[Field, ...] = ()
    """What stood here before a person corrected it, newest first."""

    def part(self, name: str) -> Field | None:
        """The part of that catalogue name, such as `medications.dose`; None where it was not read."""
        return next((part for part in self.parts if part.name == name), None)

    def __repr__(self) -> str:
        return f"Field({self.name}, {self.assertion}, {self.grounding}, {self.method}, {self.evidence!r})"
