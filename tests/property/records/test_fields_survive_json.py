"""Whatever a field holds, it survives the way through JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box
from records.serial import field_from_json, field_to_json

fractions = st.floats(0, 1).map(lambda number: round(number, 5))
boxes = st.builds(Box, fractions, fractions, fractions, fractions)
evidences = st.builds(
    Evidence,
    text=st.text(),
    page=st.integers(1, 500),
    start=st.integers(0, 10_000),
    end=st.integers(0, 10_000),
    boxes=st.lists(boxes, max_size=3).map(tuple),
)
values = st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
quantities = st.builds(Quantity, value=values, unit=st.none() | st.text())
codes = st.builds(Code, system=st.text(), code=st.text(), display=st.none() | st.text())


def fields(depth: int) -> st.SearchStrategy[Field]:
    nested = st.just(()) if depth == 0 else st.lists(fields(depth - 1), max_size=2).map(tuple)
    return st.builds(
        Field,
        name=st.sampled_from(["patient.last_name", "medications", "labs"]),
        value=values,
        evidence=st.none() | evidences,
        method=st.sampled_from(Method),
        model=st.text(),
        unit=st.none() | st.text(),
        written=st.none() | quantities,
        code=st.none() | codes,
        assertion=st.sampled_from(Assertion),
        grounding=st.sampled_from(Grounding),
        confidence=st.integers(0, 10_000).map(lambda number: number / 10_000),
        parts=nested,
        validated_by=st.none() | st.text(),
        validated_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        previous=nested,
    )


@given(fields(depth=1))
def test_a_field_survives_json(field: Field) -> None:
    assert field_from_json(json.loads(json.dumps(field_to_json(field)))) == field


@given(st.text(alphabet="XYZQ", min_size=4))
def test_no_repr_of_a_field_shows_its_value(secret: str) -> None:
    evidence = Evidence(secret * 3, 1, 0, 3, ())
    field = Field("patient.last_name", secret * 3, evidence, Method.RULE, "identity/1", validated_at=datetime.now(UTC))
    assert secret * 3 not in repr(field)
