"""How often a model's proposals are right, field by field, on annotated documents; and what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nlp.scoring import Record, group_of, score
from records.fields import Field
from records.record_json import record_json

Measured = Mapping[str, float]
"""Part of the proposals that were right, by the field's name in the catalogue; none measured, no entry."""

HELPFUL = 0.5
"""From here on a proposal that nobody else makes is more often right than wrong, and joins the record."""


def measure(pairs: Sequence[tuple[Record, Sequence[Field]]]) -> dict[str, tuple[int, int]]:
    """Right and proposed by field name, of (annotation, proposals); what has no place is not counted."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for annotated, fields in pairs:
        for field in fields:
            if field.evidence is not None:
                counts[field.name][0] += _is_right(annotated, field)
                counts[field.name][1] += 1
    return {name: (right, proposed) for name, (right, proposed) in counts.items()}


def smoothed(right: int, proposed: int) -> float:
    """As for the house's own rules: nothing is certain after a few documents."""
    return (right + 1) / (proposed + 2)


def with_measured(fields: Iterable[Field], measured: Measured) -> tuple[Field, ...]:
    """The proposals with their measured confidence, where they have none of their own.

    Of the parts only an analyte is measured, with its result: nothing is known of how often a dose is right.
    """
    return tuple(_with_measured(field, measured) for field in fields)


def useless(measured: Measured) -> frozenset[str]:
    """Names of the fields that the model reads wrongly more often than not."""
    return frozenset(name for name, confidence in measured.items() if confidence < HELPFUL)


def _with_measured(field: Field, measured: Measured) -> Field:
    known = measured.get(field.name, 0.0)
    parts = tuple(
        replace(part, confidence=part.confidence or known) if part.name == "labs.analyte" else part
        for part in field.parts
    )
    return replace(field, confidence=field.confidence or known, parts=parts)


def _is_right(annotated: Record, field: Field) -> bool:
    read = record_json("", (field,))
    if field.name != "document.type":
        del read["document"]["type"]  # which is `other` where nobody says it
    return score([(annotated, read)])[group_of(field.name)].right > 0
