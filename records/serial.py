"""Documents and fields as plain JSON objects and back, without loss.

Used between processes, in the database and by the API; `records.record_json` writes the other JSON, the one for
other systems and for scoring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from records.barcode import Barcode, BarcodeContent
from records.document import Document, Page, PageSource, Word
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box
from records.page_layout import Cell, Region, RegionKind, Table

Json = dict[str, Any]


def document_to_json(document: Document) -> Json:
    """A document with its pages and words."""
    return {
        "sha256": document.sha256,
        "media_type": document.media_type,
        "pages": [page_to_json(page) for page in document.pages],
    }


def document_from_json(data: Mapping[str, Any]) -> Document:
    """Undo `document_to_json`."""
    return Document(
        sha256=data["sha256"],
        media_type=data["media_type"],
        pages=tuple(page_from_json(page) for page in data["pages"]),
    )


def page_to_json(page: Page) -> Json:
    """A page; to keep long documents small, lists stand for words and cells.

    A word is `[text, start, left, top, right, bottom, confidence]`, a cell `[start, end, left, top, right, bottom]`.
    """
    return {
        "number": page.number,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "text": page.text,
        "source": page.source.value,
        "soft_breaks": list(page.soft_breaks),
        "image": page.image,
        "notes": list(page.notes),
        "words": [[word.text, word.start, *box_to_json(word.box), word.confidence] for word in page.words],
        "tables": [_table_to_json(table) for table in page.tables],
        "regions": [
            {"kind": region.kind.value, "start": region.start, "end": region.end, "box": box_to_json(region.box)}
            for region in page.regions
        ],
        "barcodes": [_barcode_to_json(barcode) for barcode in page.barcodes],
    }


def page_from_json(data: Mapping[str, Any]) -> Page:
    """Undo `page_to_json`; pages that were stored before tables, regions and barcodes were known have none."""
    return Page(
        number=data["number"],
        width_px=data["width_px"],
        height_px=data["height_px"],
        text=data["text"],
        source=PageSource(data["source"]),
        soft_breaks=tuple(data["soft_breaks"]),
        image=data["image"],
        notes=tuple(data["notes"]),
        words=tuple(
            Word(text=text, start=start, box=Box(*box), confidence=confidence)
            for text, start, *box, confidence in data["words"]
        ),
        tables=tuple(_table_from_json(table) for table in data.get("tables", ())),
        regions=tuple(
            Region(RegionKind(region["kind"]), region["start"], region["end"], Box(*region["box"]))
            for region in data.get("regions", ())
        ),
        barcodes=tuple(_barcode_from_json(barcode) for barcode in data.get("barcodes", ())),
    )


def _barcode_to_json(barcode: Barcode) -> Json:
    return {
        "symbology": barcode.symbology,
        "text": barcode.text,
        "box": box_to_json(barcode.box),
        "content": barcode.content.value,
        "values": dict(barcode.values),
    }


def _barcode_from_json(data: Mapping[str, Any]) -> Barcode:
    return Barcode(
        symbology=data["symbology"],
        text=data["text"],
        box=Box(*data["box"]),
        content=BarcodeContent(data["content"]),
        values=tuple(data["values"].items()),
    )


def _table_to_json(table: Table) -> Json:
    return {
        "box": box_to_json(table.box),
        "header_rows": table.header_rows,
        "rows": [[[cell.start, cell.end, *box_to_json(cell.box)] for cell in row] for row in table.rows],
    }


def _table_from_json(data: Mapping[str, Any]) -> Table:
    return Table(
        rows=tuple(tuple(Cell(start, end, Box(*box)) for start, end, *box in row) for row in data["rows"]),
        header_rows=data["header_rows"],
        box=Box(*data["box"]),
    )


def box_to_json(box: Box) -> list[float]:
    """`[left, top, right, bottom]`, fractions of the page."""
    return [box.left, box.top, box.right, box.bottom]


def field_to_json(field: Field) -> Json:
    """A field as the API shows it (DESIGN: the grounded field)."""
    evidence = field.evidence
    return {
        "name": field.name,
        "value": field.value,
        "unit": field.unit,
        "written": {"value": field.written.value, "unit": field.written.unit} if field.written else None,
        "code": {"system": field.code.system, "code": field.code.code, "display": field.code.display}
        if field.code
        else None,
        "text": evidence.text if evidence else None,
        "page": evidence.page if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "boxes": [box_to_json(box) for box in evidence.boxes] if evidence else [],
        "assertion": field.assertion.value,
        "grounding": field.grounding.value,
        "confidence": round(field.confidence, 4),
        "method": field.method.value,
        "model": field.model,
        "parts": [field_to_json(part) for part in field.parts],
        "validated_by": field.validated_by,
        "validated_at": field.validated_at.isoformat() if field.validated_at else None,
        "previous": [field_to_json(earlier) for earlier in field.previous],
    }


def field_from_json(data: Mapping[str, Any]) -> Field:
    """Undo `field_to_json` (confidence keeps four decimals)."""
    written, code = data["written"], data["code"]
    return Field(
        name=data["name"],
        value=data["value"],
        unit=data["unit"],
        written=Quantity(written["value"], written["unit"]) if written else None,
        code=Code(code["system"], code["code"], code["display"]) if code else None,
        evidence=_evidence_from_json(data),
        assertion=Assertion(data["assertion"]),
        grounding=Grounding(data["grounding"]),
        confidence=data["confidence"],
        method=Method(data["method"]),
        model=data["model"],
        parts=_fields_from_json(data["parts"]),
        validated_by=data["validated_by"],
        validated_at=datetime.fromisoformat(data["validated_at"]) if data["validated_at"] else None,
        previous=_fields_from_json(data["previous"]),
    )


def _fields_from_json(items: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(field_from_json(item) for item in items)


def _evidence_from_json(data: Mapping[str, Any]) -> Evidence | None:
    if data["page"] is None:
        return None
    return Evidence(
        text=data["text"],
        page=data["page"],
        start=data["start"],
        end=data["end"],
        boxes=tuple(Box(*box) for box in data["boxes"]),
    )
