"""The synthesis as plain JSON objects, for other systems."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from records.serial import Json, box_to_json
from records.synthesis.dossier import DatedDocument, Mention
from records.synthesis.whole import Synthesis


def synthesis_json(synthesis: Synthesis) -> Json:
    """Every line with its mentions: document, place in its list of fields, quote, page and boxes.

    Documents within stays and the timeline are given by their ids. Dates are ISO text.
    """
    whole: Json = _object(synthesis)
    whole["documents"] = [
        {"id": one.id, "date": _plain(one.written_on), "type": one.type} for one in synthesis.documents
    ]
    whole["current_drugs"] = [drug.label for drug in synthesis.current_drugs]
    return whole


def _object(instance: Any) -> Json:
    return {field.name: _plain(getattr(instance, field.name)) for field in fields(instance)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mention):
        return _mention(value)
    if isinstance(value, DatedDocument):
        return value.id
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float) else _object(value)


def _mention(mention: Mention) -> Json:
    field, evidence = mention.field, mention.field.evidence
    return {
        "document": mention.document_id,
        "field": mention.place,
        "date": _plain(mention.said_on),
        "value": field.value,
        "unit": field.unit,
        "assertion": field.assertion.value,
        "parts": {part.name.partition(".")[2]: part.value for part in field.parts},
        "quote": evidence.text if evidence else None,
        "page": evidence.page if evidence else None,
        "boxes": [box_to_json(box) for box in evidence.boxes] if evidence else [],
        "confidence": round(field.confidence, 4),
        "validated": mention.validated,
    }
