"""A document as its page shows it: where it stands, its pages with their spots, its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.pages.page_view import Rectangle, Spot, Stretch, outlines, spots_on, stretches
from api.pages.record_view import FieldView, GroupView, group_fields
from api.pages.wording import Wording
from api.place import PlaceOnPage
from pipeline.service import Service
from records.errors import EncryptedFile, error_with_code
from records.fields import Field, Grounding
from records.store.stored import Status, StoredDocument, StoredPage


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in the list and at the head of its page."""

    id: str
    name: str
    status: str
    unfinished: bool
    readable: bool
    """It was read to the end: there are pages and fields to show."""
    pages_done: int
    pages: int | None
    """None until they have been counted."""
    size_bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PageSheet:
    """A page as it is laid on the desk: its image with spots, or its text with marked stretches."""

    number: int
    width_px: int
    height_px: int
    image_url: str | None
    notes: tuple[str, ...]
    spots: tuple[Spot, ...]
    stretches: tuple[Stretch, ...]
    found: tuple[Rectangle, ...]
    """Outlines of the place that the address asks to show; empty where it asks for none on this image."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything the document's page shows."""

    document: DocumentLine
    reason: str | None
    """Why it could not be read; None for the others."""
    locked: bool
    """It could be read with a password."""
    pages: tuple[PageSheet, ...]
    groups: tuple[GroupView, ...]
    concerns: tuple[str, ...]
    """Why a person should look, in the reader's words; empty where the road saw no reason."""

    @property
    def fields(self) -> dict[int, FieldView]:
        """By their place in the API's list."""
        return {field.id: field for group in self.groups for field in group.fields}

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The values that ask for a second look, in the order of the list."""
        return tuple(field.id for field in self.fields.values() if field.review)

    @property
    def drawn(self) -> bool:
        """Whether any page has an image."""
        return any(page.image_url for page in self.pages)


def line_view(stored: StoredDocument) -> DocumentLine:
    """The line of a document."""
    return DocumentLine(
        id=stored.id,
        name=stored.name,
        status=stored.status.value,
        unfinished=not stored.status.is_final,
        readable=stored.status in {Status.INDEXED, Status.TO_REVIEW},
        pages_done=stored.pages_done,
        pages=stored.pages_total,
        size_bytes=stored.size_bytes,
        received_at=stored.received_at,
    )


def document_view(
    service: Service, document_id: str, wording: Wording, mark: PlaceOnPage | None = None
) -> DocumentView:
    """A document as it stands now, with a place to show. Raises NotFound."""
    stored = service.documents.get(document_id)
    line = line_view(stored)
    fields = service.contents.fields(document_id) if line.readable else ()
    pages = service.contents.pages(document_id) if line.readable else []
    reason = error_with_code(stored.reason.code, stored.reason.details) if stored.reason else None
    return DocumentView(
        document=line,
        reason=reason.message(wording.language) if reason else None,
        locked=isinstance(reason, EncryptedFile),
        pages=tuple(_sheet(service, document_id, page, fields, wording, mark) for page in pages),
        groups=group_fields(fields, wording),
        concerns=tuple(_concerns(pages, fields, wording)) if stored.status is Status.TO_REVIEW else (),
    )


def _concerns(pages: Sequence[StoredPage], fields: Sequence[Field], wording: Wording) -> Iterator[str]:
    if any("hidden_text" in page.notes for page in pages):
        yield wording.text("look.hidden_text")
    if not fields:
        yield wording.text("look.nothing")
    if unlocated := sum(field.grounding is Grounding.NONE for field in fields):
        yield wording.count("look.unlocated", unlocated)


def _sheet(
    service: Service,
    document_id: str,
    page: StoredPage,
    fields: tuple[Field, ...],
    wording: Wording,
    mark: PlaceOnPage | None,
) -> PageSheet:
    here = mark if mark is not None and mark.page == page.number else None
    read = service.contents.page(document_id, page.number)[1] if here or not page.image else None
    text = read.text if read is not None and not page.image else None
    marked = read.boxes_between(here.start, here.end) if here and read is not None and page.image else ()
    return PageSheet(
        number=page.number,
        width_px=page.width_px,
        height_px=page.height_px,
        image_url=f"/api/v1/documents/{document_id}/pages/{page.number}/image" if page.image else None,
        notes=tuple(wording.note(note) for note in page.notes),
        spots=spots_on(page.number, fields) if text is None else (),
        stretches=stretches(page.number, text, fields, here) if text is not None else (),
        found=outlines(marked),
    )
