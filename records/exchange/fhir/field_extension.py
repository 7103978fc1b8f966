"""A field whole as one FHIR extension, and back: nothing is lost on the way.

The extension's members are those of `records.serial.field_to_json`, by the same names; what is null or empty is left
out. Text that FHIR's `string` cannot hold (unbroken spaces, control characters) travels as base64.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from records.exchange.fhir.elements import Json
from records.exchange.fhir.systems import GROUNDED_FIELD
from records.fields import Evidence, Field
from records.serial import field_from_json, field_to_json

_STRING = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_CODES = frozenset({"assertion", "grounding", "method"})
_LISTS = {"boxes": "box", "parts": "part", "previous": "previous"}
_SIDES = ("left", "top", "right", "bottom")
_INTEGER = range(-(2**31), 2**31)


def field_extension(field: Field, place: int) -> Json:
    """The field that stands at that place in its document, counted from 0."""
    members = [{"url": "place", "valueInteger": place}, *_members(field_to_json(field))]
    return {"url": GROUNDED_FIELD, "extension": members}


def field_of(extension: Mapping[str, Any]) -> tuple[int, Field]:
    """Undo `field_extension`. Raises KeyError, ValueError or TypeError for what is none."""
    members = extension["extension"]
    field = field_from_json(_field_json(members))
    if not _can_be(field):
        raise ValueError
    return int(_one(members, "place")), field


def _can_be(field: Field) -> bool:
    """Whether every member is of its kind and range."""
    code = (field.code.system, field.code.code, field.code.display or "") if field.code else ()
    texts = (field.name, field.model, field.unit or "", field.validated_by or "", *code)
    values = (field.value, *((field.written.value,) if field.written else ()))
    evidence = field.evidence
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(one, str | int) or (isinstance(one, float) and math.isfinite(one)) for one in values)
        and 0 <= field.confidence <= 1
        and (evidence is None or (isinstance(evidence.text, str) and _is_place(evidence)))
        and all(map(_can_be, (*field.parts, *field.previous)))
    )


def _is_place(evidence: Evidence) -> bool:
    numbers = (evidence.page - 1, evidence.start, evidence.end)
    sides = (side for box in evidence.boxes for side in (box.left, box.top, box.right, box.bottom))
    return all(type(one) is int and one >= 0 for one in numbers) and all(map(math.isfinite, sides))


def _members(data: Json) -> list[Json]:
    found: list[Json] = []
    for key, value in data.items():
        if key == "boxes":
            sides = [[{"url": side, "valueDecimal": at} for side, at in zip(_SIDES, box, strict=True)] for box in value]
            found += [{"url": _LISTS[key], "extension": box} for box in sides]
        elif key in _LISTS:
            found += [{"url": _LISTS[key], "extension": _members(one)} for one in value]
        elif isinstance(value, dict):
            found.append({"url": key, "extension": _members(value)})
        elif value is not None:
            found.append({"url": key, **_plain(key, value)})
    return found


def _plain(key: str, value: str | int | float | bool) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger" if value in _INTEGER else "valueDecimal": value}
    if isinstance(value, float):
        return {"valueDecimal": value}
    if not value:
        return {"extension": [{"url": "empty", "valueBoolean": True}]}
    if key in _CODES:
        return {"valueCode": value}
    if _STRING.fullmatch(value):
        return {"valueString": value}
    return {"valueBase64Binary": base64.b64encode(value.encode()).decode()}


def _field_json(members: Iterable[Mapping[str, Any]]) -> Json:
    listed = list(members)
    scalars = ("name", "value", "unit", "text", "page", "start", "end", "assertion", "grounding", "confidence")
    kept = (*scalars, "method", "model", "validated_by", "validated_at")
    data: Json = {key: _one(listed, key) for key in kept}
    data["confidence"] = float(data["confidence"])
    for key, inner in (("written", ("value", "unit")), ("code", ("system", "code", "display"))):
        found = next((one["extension"] for one in listed if one["url"] == key), None)
        data[key] = {name: _one(found, name) for name in inner} if found is not None else None
    data["boxes"] = [[float(_one(box, side)) for side in _SIDES] for box in _several(listed, "box")]
    data["parts"] = [_field_json(part) for part in _several(listed, "part")]
    data["previous"] = [_field_json(earlier) for earlier in _several(listed, "previous")]
    return data


def _several(members: Iterable[Mapping[str, Any]], url: str) -> list[list[Mapping[str, Any]]]:
    return [one["extension"] for one in members if one["url"] == url]


def _one(members: Iterable[Mapping[str, Any]], url: str) -> Any:
    """The value under that name; None where there is none."""
    for member in members:
        if member["url"] == url:
            key = next(key for key in member if key != "url")
            if key == "extension":
                return ""
            return base64.b64decode(member[key]).decode() if key == "valueBase64Binary" else member[key]
    return None
