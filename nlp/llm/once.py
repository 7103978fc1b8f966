"""One field for what was said several times: in two windows that overlap, or twice by the model."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from nlp.sections import fold
from records.catalogue import catalogue
from records.fields import Field

_CONCEPTS = frozenset({"conditions", "procedures", "allergies"})
"""Told once however often the document mentions them, as the house's own readers do."""


def once(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields without doubles, in their order; of two the one with a place, then the one with more parts."""
    kept: dict[Hashable, Field] = {}
    for field in fields:
        key = _what(field)
        held = kept.get(key)
        if held is None or _worth(field) > _worth(held):
            kept[key] = field
    grounded = {_said(field) for field in kept.values() if field.evidence is not None}
    return tuple(field for field in kept.values() if field.evidence is not None or _said(field) not in grounded)


def _worth(field: Field) -> tuple[bool, int]:
    return field.evidence is not None, len(field.parts)


def _what(field: Field) -> Hashable:
    """Equal for two fields that say the same of the same place, where places tell them apart."""
    listed = field.name in _CONCEPTS or not catalogue()[field.name].repeats or field.name.startswith("vitals.")
    evidence = field.evidence
    return _said(field), None if listed or evidence is None else (evidence.page, evidence.start)


def _said(field: Field) -> Hashable:
    decided = tuple(
        fold(str(part.value)) for part in field.parts if part.name.endswith((".status", ".analyte", ".dose"))
    )
    return field.name, fold(str(field.value)), field.assertion, decided
