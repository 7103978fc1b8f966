"""Documents of an invented patient, written in a line a field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from records.fields import Assertion, Code, Evidence, Field, Grounding, Method
from records.patient import DocumentFields

Paper = Callable[..., DocumentFields]


def _said(name: str, value: Any, place: int, more: dict[str, Any]) -> Field:
    """A located field; `code` as `icd-10 I10`, other keywords are parts of the catalogue's group or fields' own."""
    group = name.partition(".")[0]
    system, _, code = str(more.pop("code", "")).partition(" ")
    own = {
        key: more.pop(key) for key in ("assertion", "grounding", "confidence", "validated_by", "unit") if key in more
    }
    parts = tuple(Field(f"{group}.{leaf}", told, None, Method.RULE, "test/1") for leaf, told in more.items())
    own["assertion"] = Assertion(own.get("assertion", "present"))
    own["grounding"] = Grounding(own.get("grounding", "exact"))
    evidence = Evidence(str(value), 1, place * 20, place * 20 + len(str(value)), ())
    coded = Code(system, code) if code else None
    plain: dict[str, Any] = {"confidence": 0.9} | own
    return Field(name, value, evidence, Method.RULE, "test/1", code=coded, parts=parts, **plain)


@pytest.fixture
def paper() -> Paper:
    """`paper("cr", date="2025-02-17", conditions=[("HTA", {"code": "icd-10 I10"})], **{"patient.sex": "F"})`."""

    def write(document_id: str, *, date: str | None = None, **fields: Any) -> DocumentFields:
        said = [("document.date", date, {})] if date else []
        for name, values in fields.items():
            for entry in values if isinstance(values, list) else [values]:
                value, more = entry if isinstance(entry, tuple) else (entry, {})
                said.append((name.replace("__", "."), value, dict(more)))
        return DocumentFields(document_id, tuple(_said(*one[:2], place, one[2]) for place, one in enumerate(said)))

    return write
