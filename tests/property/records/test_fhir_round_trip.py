"""Whatever a document holds, it comes back from its FHIR bundle, and the bundle passes our own check."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from records.catalogue import catalogue
from records.exchange.fhir.bundle import BundleType, bundle
from records.exchange.fhir.check import faults
from records.exchange.fhir.read_back import read_bundle
from records.exchange.source import Establishment, Source
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box

fractions = st.floats(0, 1).map(lambda number: round(number, 5))
boxes = st.builds(Box, fractions, fractions, fractions, fractions)
texts = st.text() | st.sampled_from(
    ["12\u202f000 / mm³", "5\u00a0mg", "\x00", "", " ", "a\nb", "< 5", "2026-02-30", "9"]
)
evidences = st.builds(
    Evidence,
    text=texts,
    page=st.integers(1, 500),
    start=st.integers(0, 10_000),
    end=st.integers(0, 10_000),
    boxes=st.lists(boxes, max_size=2).map(tuple),
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
quantities = st.builds(Quantity, value=texts | numbers, unit=st.none() | texts)
systems = st.sampled_from(["icd-10", "atc", "loinc", "ccam", "cis", "a system of tomorrow"])
codes = st.builds(Code, system=systems, code=texts, display=st.none() | texts)
moments = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))
GROUPS = ("conditions", "allergies", "medications", "labs", "procedures")
WHOLE = [name for name in catalogue() if name.count(".") == 0 or name.partition(".")[0] not in GROUPS]


def values(name: str) -> st.SearchStrategy[str | int | float | bool]:
    """What the catalogue allows, and anything else too: what is read is not always what should be there."""
    kind = catalogue()[name].kind if name in catalogue() else "text"
    likely: dict[str, st.SearchStrategy[str | int | float | bool]] = {
        "date": st.dates().map(str),
        "boolean": st.booleans(),
        "decimal": numbers,
        "integer": st.integers(0, 50),
        "enum": st.sampled_from(sorted(catalogue()[name].values) or [""]) if name in catalogue() else texts,
    }
    return likely.get(kind, texts) | texts | numbers | st.booleans()


@st.composite
def fields(draw: st.DrawFn, group: str | None = None) -> Field:
    """A field of the document, or a part of a field of that group."""
    parts = [name for name in catalogue() if group and name.startswith(f"{group}.")]
    name = draw(st.sampled_from(parts or [*WHOLE, "a name of tomorrow"]))
    inner = st.lists(fields(name), max_size=2).map(tuple) if name in GROUPS else st.just(())
    return Field(
        name=name,
        value=draw(values(name)),
        evidence=draw(st.none() | evidences),
        method=draw(st.sampled_from(Method)),
        model=draw(texts),
        unit=draw(st.none() | st.sampled_from(["mg/L", "%", "/min"])),
        written=draw(st.none() | quantities),
        code=draw(st.none() | codes),
        assertion=draw(st.sampled_from(Assertion)),
        grounding=draw(st.sampled_from(Grounding)),
        confidence=draw(st.integers(0, 10_000)) / 10_000,
        parts=draw(inner),
        validated_by=draw(st.none() | texts),
        validated_at=draw(st.none() | moments),
        previous=draw(inner),
    )


sources = st.builds(
    Source,
    id=st.uuids().map(str),
    fields=st.lists(fields(), max_size=5).map(tuple),
    sha256=st.just("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    name=st.text(min_size=1),
    media_type=st.sampled_from(["application/pdf", "text/plain"]),
    size_bytes=st.integers(0, 50_000_000),
    read_at=moments,
)


@settings(max_examples=120)
@given(sources)
def test_a_document_comes_back_from_its_bundle(source: Source) -> None:
    made = bundle([source], source.id, Establishment(), BundleType.COLLECTION)
    back = read_bundle(json.loads(json.dumps(made)))
    assert [document.fields for document in back.documents] == [source.fields]
    assert (dict(back.left_out), back.changed) == ({}, ())
    assert faults(made) == []
