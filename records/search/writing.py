"""Keeping the index: within the transaction that keeps a document's fields, and out with the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.document import Document
from records.fields import Field
from records.search.analysis import VERSION, fold
from records.search.engines import insert_texts
from records.search.entry import Entry, entry_of, words_in
from records.store.models import SearchDocumentRow, SearchFacetRow, SearchWordRow

_WORDS_AT_ONCE = 500


def index(session: Session, document_id: str, document: Document, fields: Sequence[Field], received: date) -> None:
    """Keep a document's entry in place of an earlier one, which was made from the same pages."""
    forget(session, document_id, document)
    add(session, [entry_of(document_id, document, fields, received)])


def add(session: Session, entries: Sequence[Entry]) -> None:
    """Keep the entries of documents that have none."""
    if not entries:
        return
    connection = session.connection()
    connection.execute(insert(SearchDocumentRow), [_row(one) for one in entries])
    if facets := [row for one in entries for row in _facet_rows(one)]:
        connection.execute(insert(SearchFacetRow), facets)
    insert_texts(connection, entries)
    _count(connection, Counter(word for one in entries for word in one.words))


def forget(session: Session, document_id: str, document: Document) -> None:
    """Remove a document's entry, and its words from the vocabulary; `document` is what the entry was made from."""
    number = session.scalar(select(SearchDocumentRow.number).where(SearchDocumentRow.document_id == document_id))
    if number is None:
        return
    session.execute(delete(SearchDocumentRow).where(SearchDocumentRow.number == number))
    for some in _batches(sorted(words_in(document))):
        held = SearchWordRow.word.in_(some)
        session.execute(update(SearchWordRow).where(held).values(documents=SearchWordRow.documents - 1))
        session.execute(delete(SearchWordRow).where(held, SearchWordRow.documents <= 0))


def clear(session: Session) -> None:
    """Empty the whole index."""
    session.execute(delete(SearchDocumentRow))
    session.execute(delete(SearchWordRow))


def _row(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "document_id": entry.document_id,
        "day": entry.day,
        "type": _short(entry.type, 50),
        "department": _short(entry.department, 200),
        "author": _short(entry.author, 200),
        "language": entry.language,
        "analysis": VERSION,
    }


def _facet_rows(entry: Entry) -> Iterable[dict[str, object]]:
    for item, facet in enumerate(entry.facets):
        yield {
            "number": entry.number,
            "item": item,
            "facet": facet.facet,
            "value": facet.value,
            "label": facet.label,
            "amount": facet.amount,
            "unit": facet.unit,
        }


def _count(connection: Connection, words: Counter[str]) -> None:
    """Add to the vocabulary, always in the same order: two writers then never wait for each other in a circle."""
    statement = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(SearchWordRow)
    added = SearchWordRow.documents + statement.excluded.documents
    rows = [
        {"word": word, "folded": fold(word)[:40], "backward": fold(word)[:40][::-1], "documents": words[word]}
        for word in sorted(words)
    ]
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["word"], set_={"documents": added}), rows)


def _batches(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[start : start + _WORDS_AT_ONCE] for start in range(0, len(words), _WORDS_AT_ONCE))


def _short(text: str | None, limit: int) -> str | None:
    return text[:limit] if text else None
