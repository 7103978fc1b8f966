"""The walker of the official schema refuses what breaks it, so that its silence means something."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.fhir_schema import Schema

DEFINITIONS: dict[str, Any] = {
    "Thing": {
        "properties": {
            "resourceType": {"const": "Thing"},
            "id": {"$ref": "#/definitions/id"},
            "on": {"type": "boolean", "pattern": "^true|false$"},
            "kind": {"enum": ["a", "b"]},
            "inner": {"type": "array", "items": {"$ref": "#/definitions/ResourceList"}},
        },
        "additionalProperties": False,
        "required": ["id"],
    },
    "id": {"type": "string", "pattern": "^[a-z]+$"},
}
GOOD = {"resourceType": "Thing", "id": "x", "on": True, "kind": "a", "inner": [{"resourceType": "Thing", "id": "y"}]}


def test_what_fits_passes() -> None:
    assert Schema({"definitions": DEFINITIONS}).faults(GOOD) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "1"}, "Thing.id: pattern"),
        ({"id": 1}, "Thing.id: not a string"),
        ({"on": "true"}, "Thing.on: not a boolean"),
        ({"kind": "c"}, "Thing.kind: not in enum"),
        ({"more": 1}, "Thing.more: no such member"),
        ({"inner": [{"resourceType": "Thing"}]}, "Thing.inner.id: is required"),
    ],
)
def test_what_breaks_it_is_named(change: dict[str, Any], fault: str) -> None:
    assert Schema({"definitions": DEFINITIONS}).faults(GOOD | change) == [fault]


def test_a_keyword_it_does_not_know_is_no_silent_pass() -> None:
    with pytest.raises(NotImplementedError, match="minLength"):
        Schema({"definitions": {"Thing": {"properties": {"id": {"minLength": 2}}}}})
