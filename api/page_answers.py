"""What the API answers about pages: their words, tables, regions and barcodes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.answer import PREFIX, Answer, Count, FourSides, Fraction, Place
from records.barcode import BarcodeContent
from records.document import Page, PageSource
from records.page_layout import RegionKind
from records.serial import box_to_json
from records.store.stored import StoredPage


class PageSummary(Answer):
    """A page without its words."""

    number: Annotated[int, Field(ge=1)]
    width_px: Count
    height_px: Count
    source: PageSource
    notes: list[str]
    """Codes of what a person should know, such as `rotated_90`, `hidden_text`."""
    image_url: str | None
    """The page as it was read, upright: boxes fit this image. Null for plain text."""


class WordAnswer(Answer):
    """A word as read."""

    text: str
    start: Place
    end: Place
    box: FourSides
    confidence: Fraction


class CellAnswer(Answer):
    """A cell of a table: the page's text from `start` to `end`; both are equal for an empty one."""

    start: Place
    end: Place
    box: FourSides


class TableAnswer(Answer):
    """Rows of cells, all of one length; the first `header_rows` name the columns."""

    box: FourSides
    header_rows: Count
    rows: list[list[CellAnswer]]


class RegionAnswer(Answer):
    """A stretch of the text that frames the page or was written by hand; it is part of the text like the rest."""

    kind: RegionKind
    start: Place
    end: Place
    box: FourSides


class BarcodeAnswer(Answer):
    """A code printed on the page; `values` by name where its content is of a published format."""

    symbology: str
    text: str
    box: FourSides
    content: BarcodeContent
    values: dict[str, str]


class PageAnswer(PageSummary):
    """A page with its text and words, its tables, its barcodes, and what of it frames the page."""

    text: str
    words: list[WordAnswer]
    tables: list[TableAnswer]
    regions: list[RegionAnswer]
    barcodes: list[BarcodeAnswer]

    @classmethod
    def of(cls, document_id: str, stored: StoredPage, page: Page) -> PageAnswer:
        """Whole."""
        words = [
            WordAnswer(
                text=word.text,
                start=word.start,
                end=word.end,
                box=box_to_json(word.box),
                confidence=word.confidence,
            )
            for word in page.words
        ]
        tables = [
            TableAnswer(
                box=box_to_json(table.box),
                header_rows=table.header_rows,
                rows=[
                    [CellAnswer(start=cell.start, end=cell.end, box=box_to_json(cell.box)) for cell in row]
                    for row in table.rows
                ],
            )
            for table in page.tables
        ]
        regions = [
            RegionAnswer(kind=region.kind, start=region.start, end=region.end, box=box_to_json(region.box))
            for region in page.regions
        ]
        summary = page_summary(document_id, stored).model_dump()
        barcodes = [
            BarcodeAnswer(
                symbology=code.symbology,
                text=code.text,
                box=box_to_json(code.box),
                content=code.content,
                values=dict(code.values),
            )
            for code in page.barcodes
        ]
        return cls(**summary, text=page.text, words=words, tables=tables, regions=regions, barcodes=barcodes)


def page_summary(document_id: str, page: StoredPage) -> PageSummary:
    """A stored page without its words."""
    return PageSummary(
        number=page.number,
        width_px=page.width_px,
        height_px=page.height_px,
        source=page.source,
        notes=list(page.notes),
        image_url=f"{PREFIX}/documents/{document_id}/pages/{page.number}/image" if page.image else None,
    )
