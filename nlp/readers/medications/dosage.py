"""What a structured posology is made of; the names follow FHIR R4 `Dosage` and `Timing`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity, or a range of it where `high` is given."""

    low: float
    unit: str
    """Empty where the text names none ("1 le soir")."""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; `unit` is one of min, h, d, wk, mo, a."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Dosage:
    """One step, or one part of a step, of a posology. What is not told is None, False or empty."""

    step: int
    """Counted from 1; "puis" opens the next. Dosages of one step run side by side."""
    dose: Amount | None = None
    strength: Amount | None = None
    """Of one unit ("500 mg" in "500 mg : 2 comprimés"), where a dose is told besides it."""
    route: str | None = None
    frequency: float | None = None
    frequency_max: float | None = None
    every: Span | None = None
    when: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    """Hours of the day, as `07:00`."""
    weekdays: tuple[str, ...] = ()
    as_needed: str | None = None
    """Why, as written; an empty text where only "si besoin" is told; None where it is not as needed."""
    max_per_intake: Amount | None = None
    max_per_period: tuple[Amount, Span] | None = None
    gap: Span | None = None
    """Least time between two intakes."""
    duration: Span | None = None
    until: str | None = None
    """As written."""
    infusion: Span | None = None
    """Time over which it runs in or is left in place."""
