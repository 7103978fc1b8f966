"""Documents of an invented patient, written in a line a field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from records.exchange.source import Source
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box

Paper = Callable[..., Source]


def said(name: str, value: Any, place: int = 0, **more: Any) -> Field:
    """A located field; `code="icd-10 I10"`; keywords that a field does not have are its parts."""
    own: dict[str, Any] = {"confidence": 0.9, "unit": more.pop("unit", None), "validated_by": more.pop("by", None)}
    own["assertion"] = Assertion(more.pop("assertion", "present"))
    own["grounding"] = Grounding(more.pop("grounding", "exact"))
    if written := more.pop("written", None):
        own["written"] = Quantity(*written)
    system, _, code = more.pop("code", "").partition(" ")
    group = name.partition(".")[0]
    parts = tuple(Field(f"{group}.{leaf}", told, None, Method.RULE, "test/1") for leaf, told in more.items())
    found = Evidence(str(value), 1, place * 20, place * 20 + 5, (Box(0.1, 0.2, 0.3, 0.4),))
    evidence = None if own["grounding"] is Grounding.NONE else found
    return Field(
        name, value, evidence, Method.RULE, "test/1", code=Code(system, code) if code else None, parts=parts, **own
    )


@pytest.fixture
def paper() -> Paper:
    """`paper(("conditions", "HTA", {"code": "icd-10 I10"}))`; a keyword `id` names the document."""

    def write(*told: tuple[Any, ...], id: str = "cr") -> Source:
        fields = tuple(
            said(one[0], one[1], place, **(one[2] if len(one) > 2 else {})) for place, one in enumerate(told)
        )
        moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
        return Source(id, fields, "ab" * 32, "compte-rendu.pdf", "application/pdf", 1200, moment)

    return write
