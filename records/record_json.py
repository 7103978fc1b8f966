"""One document's fields as one JSON object: the form for other systems and for the scorer.

Groups of the catalogue become objects (`patient`, `encounter` …) or lists (`conditions`, `medications` …).
Numbers are given as the document writes them (`value`, `unit`); the converted ones stand beside them
(`normalised_value`, `normalised_unit`) where there is a conversion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from records.fields import Field
from records.serial import Json, box_to_json

_LISTS = ("conditions", "allergies", "medications", "vitals", "labs", "procedures")
_OBJECTS = ("document", "patient", "encounter", "lifestyle", "obstetrics")


def record_json(document_id: str, fields: Iterable[Field]) -> Json:
    """The whole record of one document; scalars keep the most confident proposal."""
    record: Json = {"id": document_id}
    record |= {group: {} for group in _OBJECTS}
    record |= {group: [] for group in _LISTS}
    for field in sorted(fields, key=_reading_order):
        group, _, leaf = field.name.partition(".")
        if group in _LISTS:
            record[group].append(_item(group, leaf, field))
        else:
            held = record[group].get(leaf)
            if held is None or field.confidence > held["confidence"]:
                record[group][leaf] = {"value": field.value} | _grounds(field)
    record["document"]["type"] = _plain(record["document"].pop("type", None))
    return record


def _item(group: str, leaf: str, field: Field) -> Json:
    parts: Json = {part.name.partition(".")[2]: part.value for part in field.parts}
    if group == "vitals":
        head: Json = {"name": leaf, "value": field.value}
    elif group == "labs":
        head = {"name": parts.pop("analyte"), **_quantity(field)}
    elif group == "medications":
        head = {"drug": field.value, **dict.fromkeys(("dose", "route", "frequency", "duration", "status"))}
    else:
        head = {"value": field.value, "assertion": field.assertion.value}
    return head | parts | _grounds(field)


def _quantity(field: Field) -> Json:
    if field.written is None:
        return {"value": field.value, "unit": field.unit}
    quantity: Json = {"value": field.written.value, "unit": field.written.unit}
    if (field.value, field.unit) != (field.written.value, field.written.unit):
        quantity |= {"normalised_value": field.value, "normalised_unit": field.unit}
    return quantity


def _grounds(field: Field) -> Json:
    evidence = field.evidence
    grounds: Json = {
        "quote": evidence.text if evidence else None,
        "page": evidence.page if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "boxes": [box_to_json(box) for box in evidence.boxes] if evidence else [],
        "confidence": round(field.confidence, 4),
        "grounding": field.grounding.value,
        "method": field.method.value,
        "model": field.model,
    }
    if field.code:
        grounds["code"] = {"system": field.code.system, "code": field.code.code, "display": field.code.display}
    return grounds


def _plain(entry: Any) -> Any:
    return entry["value"] if entry else "other"


def _reading_order(field: Field) -> tuple[int, int]:
    return (field.evidence.page, field.evidence.start) if field.evidence else (1 << 30, 0)
