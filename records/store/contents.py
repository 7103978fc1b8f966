"""What was read from the documents: pages and fields, written whole and together with the step that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, sessionmaker, undefer

from records.document import Document, Page, PageSource
from records.errors import NotFound
from records.fields import Field
from records.search.writing import forget, index
from records.serial import field_from_json, field_to_json, page_from_json, page_to_json
from records.store.models import DocumentRow, DoneStepRow, FieldRow, PageRow
from records.store.stored import PageImage, StoredPage


class Contents:
    """Every method is one transaction; writing the same step's result twice leaves it there once."""

    def __init__(self, writing: sessionmaker[Session], reading: sessionmaker[Session]) -> None:
        self._writing = writing
        self._reading = reading

    def has(self, document_id: str, step: str, input_hash: str) -> bool:
        """Whether the step's result for this very input is already kept."""
        with self._reading() as session:
            row = session.get(DoneStepRow, (document_id, step))
            return row is not None and row.input_hash == input_hash

    def keep_pages(
        self, document_id: str, step: str, input_hash: str, document: Document, images: Mapping[int, PageImage]
    ) -> None:
        """Replace the document's pages; `images` by page number, already in the blob store."""
        with self._writing.begin() as session:
            forget(session, document_id, _document(session, document_id))
            session.execute(delete(PageRow).where(PageRow.document_id == document_id))
            session.add_all(_page_row(document_id, page, images.get(page.number)) for page in document.pages)
            _mark_done(session, document_id, step, input_hash)

    def keep_fields(self, document_id: str, step: str, input_hash: str, fields: Sequence[Field]) -> None:
        """Replace the document's fields, and what the search knows of the document."""
        with self._writing.begin() as session:
            session.execute(delete(FieldRow).where(FieldRow.document_id == document_id))
            session.add_all(_field_row(document_id, position, field) for position, field in enumerate(fields))
            document = _document(session, document_id)
            index(session, document_id, document, fields, _received(session, document_id))
            _mark_done(session, document_id, step, input_hash)

    def document(self, document_id: str) -> Document:
        """The document as it was read. Raises NotFound."""
        with self._reading() as session:
            return _document(session, document_id)

    def pages(self, document_id: str) -> list[StoredPage]:
        """The pages without their words, in order; empty until the document has been read."""
        with self._reading() as session:
            return [_stored(row) for row in session.scalars(_pages(document_id))]

    def page_summary(self, document_id: str, number: int) -> StoredPage:
        """One page without its words. Raises NotFound."""
        with self._reading() as session:
            row = session.get(PageRow, (document_id, number))
            if row is None:
                raise NotFound
            return _stored(row)

    def page(self, document_id: str, number: int) -> tuple[StoredPage, Page]:
        """One page, and with its words. Raises NotFound."""
        with self._reading() as session:
            row = session.get(PageRow, (document_id, number), options=[undefer(PageRow.body)])
            if row is None:
                raise NotFound
            return _stored(row), page_from_json(row.body)

    def fields(self, document_id: str) -> tuple[Field, ...]:
        """In the order in which they were read; empty until the document has been indexed."""
        query = select(FieldRow).where(FieldRow.document_id == document_id).order_by(FieldRow.position)
        with self._reading() as session:
            return tuple(field_from_json(row.body) for row in session.scalars(query))


def _document(session: Session, document_id: str) -> Document:
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise NotFound
    pages = session.scalars(_pages(document_id).options(undefer(PageRow.body)))
    return Document(row.sha256, row.media_type, tuple(page_from_json(page.body) for page in pages))


def _received(session: Session, document_id: str) -> date:
    return session.get_one(DocumentRow, document_id).received_at.date()


def _mark_done(session: Session, document_id: str, step: str, input_hash: str) -> None:
    session.merge(DoneStepRow(document_id=document_id, step=step, input_hash=input_hash, done_at=datetime.now(UTC)))


def _pages(document_id: str) -> Select[PageRow]:
    return select(PageRow).where(PageRow.document_id == document_id).order_by(PageRow.number)


def _page_row(document_id: str, page: Page, image: PageImage | None) -> PageRow:
    return PageRow(
        document_id=document_id,
        number=page.number,
        width_px=page.width_px,
        height_px=page.height_px,
        source=page.source,
        notes=list(page.notes),
        image_sha256=image.sha256 if image else None,
        image_media_type=image.media_type if image else None,
        body=page_to_json(page),
    )


def _field_row(document_id: str, position: int, field: Field) -> FieldRow:
    return FieldRow(
        document_id=document_id,
        position=position,
        name=field.name,
        field_group=field.name.partition(".")[0],
        assertion=field.assertion,
        grounding=field.grounding,
        body=field_to_json(field),
    )


def _stored(row: PageRow) -> StoredPage:
    image = PageImage(row.image_sha256, row.image_media_type) if row.image_sha256 and row.image_media_type else None
    return StoredPage(
        number=row.number,
        width_px=row.width_px,
        height_px=row.height_px,
        source=PageSource(row.source),
        notes=tuple(row.notes),
        image=image,
    )
