"""The documents that were accepted and where each stands on its road."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Update, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from records.errors import NotFound
from records.store.ids import new_id
from records.store.models import DocumentRow
from records.store.stored import FINAL, UNREAD, Reason, Status, StoredDocument

_FINAL = tuple(status.value for status in FINAL)
_UNREAD = tuple(status.value for status in UNREAD)


class Documents:
    """Every method is one transaction."""

    def __init__(self, writing: sessionmaker[Session], reading: sessionmaker[Session]) -> None:
        self._writing = writing
        self._reading = reading

    def accept(self, *, sha256: str, name: str, media_type: str, size_bytes: int) -> tuple[StoredDocument, bool]:
        """Register a file that is safely in the blob store, or find the document that has the same bytes.

        Returns the document and whether it is new.
        """
        row = DocumentRow(
            id=new_id(),
            sha256=sha256,
            name=name,
            media_type=media_type,
            size_bytes=size_bytes,
            status=Status.RECEIVED,
            received_at=datetime.now(UTC),
        )
        try:
            with self._writing.begin() as session:
                session.add(row)
        except IntegrityError:
            return self.with_sha256(sha256), False
        return self.get(row.id), True

    def get(self, document_id: str) -> StoredDocument:
        """Raises NotFound."""
        with self._reading() as session:
            row = session.get(DocumentRow, document_id)
        if row is None:
            raise NotFound
        return _stored(row)

    def with_sha256(self, sha256: str) -> StoredDocument:
        """Raises NotFound."""
        with self._reading() as session:
            row = session.scalar(select(DocumentRow).where(DocumentRow.sha256 == sha256))
        if row is None:
            raise NotFound
        return _stored(row)

    def newest(self, *, limit: int, after: str | None = None, status: Status | None = None) -> list[StoredDocument]:
        """Up to `limit` documents, newest first, from the one that follows `after`."""
        query = select(DocumentRow).order_by(DocumentRow.id.desc()).limit(limit)
        if after is not None:
            query = query.where(DocumentRow.id < after)
        if status is not None:
            query = query.where(DocumentRow.status == status)
        with self._reading() as session:
            return [_stored(row) for row in session.scalars(query)]

    def unfinished(self) -> list[StoredDocument]:
        """Everything that has not come to an end, oldest first."""
        query = select(DocumentRow).where(DocumentRow.status.not_in(_FINAL)).order_by(DocumentRow.id)
        with self._reading() as session:
            return [_stored(row) for row in session.scalars(query)]

    def begin_attempt(self, document_id: str) -> int:
        """Note that work on the document begins; how often it has begun without coming to an end, this time included.

        Raises NotFound.
        """
        with self._writing.begin() as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise NotFound
            row.attempts += 1
            return row.attempts

    def give_back_attempt(self, document_id: str) -> None:
        """The work was interrupted on purpose: the attempt does not count."""
        self._change(_open(document_id).values(attempts=DocumentRow.attempts - 1))

    def move(self, document_id: str, status: Status) -> None:
        """Show where the document is; one that has come to an end stays there."""
        self._change(_open(document_id).values(status=status))

    def progress(self, document_id: str, pages_done: int, pages_total: int) -> None:
        """Show how far the reading is."""
        self._change(_open(document_id).values(pages_done=pages_done, pages_total=pages_total))

    def finish(self, document_id: str, status: Status, reason: Reason | None = None) -> bool:
        """Bring the document to its end; False when it had come to one before (which then stands)."""
        return self._change(
            _open(document_id).values(
                status=status,
                reason_code=reason.code if reason else None,
                reason_details=dict(reason.details) if reason else None,
                finished_at=datetime.now(UTC),
                attempts=0,
            )
        )

    def put_back(self, document: StoredDocument, *, unread: bool = False) -> bool:
        """Make a document ready for a new run on the road: an unfinished one, or, when `unread`, one that ended so.

        Its attempts are forgotten: whoever calls this outlived them. False when it is not in such a state, or not on
        the run on which the caller saw it: somebody else has put it back meanwhile.
        """
        ready = DocumentRow.status.in_(_UNREAD) if unread else DocumentRow.status.not_in(_FINAL)
        return self._change(_seen(document).where(ready).values(**_AFRESH, run=DocumentRow.run + 1))

    def replace_file(self, document: StoredDocument, *, sha256: str, size_bytes: int) -> bool:
        """Give a quarantined document another file and make it ready for a new run; False as in `put_back`.

        The same when another document has that file already.
        """
        statement = _seen(document).where(DocumentRow.status == Status.QUARANTINED)
        try:
            return self._change(
                statement.values(**_AFRESH, run=DocumentRow.run + 1, sha256=sha256, size_bytes=size_bytes)
            )
        except IntegrityError:
            return False

    def drop(self, document: StoredDocument) -> bool:
        """Forget a quarantined document, of which nothing was read; False as in `put_back`."""
        seen = (DocumentRow.id == document.id, DocumentRow.run == document.run)
        with self._writing.begin() as session:
            statement = delete(DocumentRow).where(*seen, DocumentRow.status == Status.QUARANTINED)
            return bool(session.scalars(statement.returning(DocumentRow.id)).all())

    def _change(self, statement: Update) -> bool:
        with self._writing.begin() as session:
            changed: Sequence[str] = session.scalars(statement.returning(DocumentRow.id)).all()
            return bool(changed)


_AFRESH = {"attempts": 0, "status": Status.RECEIVED, "reason_code": None, "reason_details": None, "finished_at": None}


def _seen(document: StoredDocument) -> Update:
    """The document as long as it is on the run on which the caller saw it."""
    return update(DocumentRow).where(DocumentRow.id == document.id, DocumentRow.run == document.run)


def _open(document_id: str) -> Update:
    return update(DocumentRow).where(DocumentRow.id == document_id, DocumentRow.status.not_in(_FINAL))


def _stored(row: DocumentRow) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        status=Status(row.status),
        reason=Reason(row.reason_code, row.reason_details or {}) if row.reason_code else None,
        pages_done=row.pages_done,
        pages_total=row.pages_total,
        run=row.run,
        received_at=row.received_at,
        finished_at=row.finished_at,
    )
