"""The index from what is kept of the documents: after a change of the analyser, or for documents that it lacks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker, undefer

from records.document import Document
from records.search.analysis import VERSION
from records.search.entry import Entry, entry_of
from records.search.writing import add, clear
from records.serial import field_from_json, page_from_json
from records.store.models import DocumentRow, DoneStepRow, FieldRow, PageRow, SearchDocumentRow

_AT_ONCE = 100
_INDEX = "index"
"""The step of the road whose result is a document's fields."""
Progress = Callable[[int, int], None]


def rebuild(writing: sessionmaker[Session], on_progress: Progress) -> int:
    """Empty the index and fill it again; until it ends, searches find what is in it so far. Returns how many documents
    were added."""
    with writing.begin() as session:
        clear(session)
    return fill(writing, on_progress)


def fill(writing: sessionmaker[Session], on_progress: Progress = lambda _done, _total: None) -> int:
    """Add the documents that have fields and no entry, a hundred in one transaction; may be stopped and begun again.

    Entries of another version of the terms are made anew.
    """
    with writing.begin() as session:
        session.execute(delete(SearchDocumentRow).where(SearchDocumentRow.analysis != VERSION))
        total = session.scalar(select(func.count()).select_from(_missing().subquery())) or 0
    done = 0
    while done < total:
        with suppress(IntegrityError), writing.begin() as session:  # the service itself may add one of them meanwhile
            ids = list(session.scalars(_missing().limit(_AT_ONCE)))
            if not ids:
                break
            add(session, [_entry(session, one) for one in ids])
            done += len(ids)
        on_progress(min(done, total), total)
    return done


def _missing() -> Select[str]:
    kept = select(SearchDocumentRow.document_id)
    return (
        select(DoneStepRow.document_id)
        .where(DoneStepRow.step == _INDEX, DoneStepRow.document_id.not_in(kept))
        .order_by(DoneStepRow.document_id)
    )


def _entry(session: Session, document_id: str) -> Entry:
    row = session.get_one(DocumentRow, document_id)
    pages = select(PageRow).where(PageRow.document_id == document_id).order_by(PageRow.number)
    fields = select(FieldRow).where(FieldRow.document_id == document_id).order_by(FieldRow.position)
    read = tuple(page_from_json(page.body) for page in session.scalars(pages.options(undefer(PageRow.body))))
    known = [field_from_json(one.body) for one in session.scalars(fields)]
    return entry_of(document_id, Document(row.sha256, row.media_type, read), known, row.received_at.date())
