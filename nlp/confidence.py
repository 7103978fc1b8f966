"""How often each rule is right: measured once on annotated reports, kept in `confidence.toml`.

A reader names the rule that fired in `Field.model` (`identity/1:title_line`); the indexer looks the precision of
that rule for that field up here. A reader that has a calibrated probability of its own sets `confidence` itself.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from records.fields import Field

UNMEASURED = 0.5
"""For a rule that the annotated reports never exercise: as good as unknown, so it is shown for review early."""


@cache
def measured() -> dict[tuple[str, str], float]:
    """Precision by rule (`Field.model`) and field name."""
    tables = tomllib.loads((files("nlp") / "confidence.toml").read_text(encoding="utf-8"))
    return {(model, name): value for model, fields in tables.items() for name, value in fields.items()}


def with_confidence(field: Field) -> Field:
    """The field and its parts with the measured confidence of their rule, where their reader gave none."""
    confidence = field.confidence or measured().get((field.model, field.name), UNMEASURED)
    return replace(field, confidence=confidence, parts=tuple(with_confidence(part) for part in field.parts))
