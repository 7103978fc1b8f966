"""As much of JSON Schema as the official schema of FHIR R4 uses, which is little."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

KNOWN = frozenset(
    {
        *("$ref", "type", "pattern", "enum", "const", "items", "properties", "additionalProperties", "required"),
        *("description", "oneOf", "discriminator", "$schema", "id", "definitions"),
    }
)
TYPES = {"string": str, "boolean": bool, "number": (int, float), "array": list, "object": dict}


class Schema:
    """The schema; a keyword that is not understood here is an error, not a check that silently passes."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.definitions: dict[str, dict[str, Any]] = schema["definitions"]
        unknown = {key for one in self.definitions.values() for key in _keywords(one)} - KNOWN
        if unknown:
            raise NotImplementedError(sorted(unknown))

    def faults(self, resource: dict[str, Any]) -> list[str]:
        """Where the resource breaks the schema, by the names of members; no values."""
        return list(self._of(resource, {"$ref": f"#/definitions/{resource['resourceType']}"}, resource["resourceType"]))

    def _of(self, value: Any, rule: dict[str, Any], place: str) -> Iterator[str]:
        if "$ref" in rule:
            name = rule["$ref"].rpartition("/")[2]
            if name == "ResourceList":
                name = value["resourceType"]
            yield from self._of(value, self.definitions[name], place)
            return
        kind = TYPES.get(rule.get("type", ""))
        if kind and (not isinstance(value, kind) or (kind is not bool and isinstance(value, bool))):
            yield f"{place}: not a {rule['type']}"
            return
        if "enum" in rule and value not in rule["enum"]:
            yield f"{place}: not in enum"
        if "const" in rule and value != rule["const"]:
            yield f"{place}: not the constant"
        if "pattern" in rule and not re.search(rule["pattern"], _written(value)):
            yield f"{place}: pattern"
        if "items" in rule:
            for one in value:
                yield from self._of(one, rule["items"], place)
        if "properties" in rule:
            yield from self._members(value, rule, place)

    def _members(self, value: dict[str, Any], rule: dict[str, Any], place: str) -> Iterator[str]:
        for name in rule.get("required", ()):
            if name not in value:
                yield f"{place}.{name}: is required"
        for name, inner in value.items():
            if name in rule["properties"]:
                yield from self._of(inner, rule["properties"][name], f"{place}.{name}")
            elif rule.get("additionalProperties", True) is False:
                yield f"{place}.{name}: no such member"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _keywords(rule: dict[str, Any]) -> Iterator[str]:
    yield from rule
    for one in (rule.get("items"), *rule.get("properties", {}).values()):
        if one:
            yield from _keywords(one)
