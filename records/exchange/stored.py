"""Sources of exports out of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from records.errors import DocumentNotRead
from records.exchange.source import Source
from records.store.contents import Contents
from records.store.documents import Documents
from records.store.stored import StoredDocument

_AT_ONCE = 200


def chosen(documents: Documents, contents: Contents, document_ids: Iterable[str]) -> list[Source]:
    """These documents, each taken once. Raises NotFound, and DocumentNotRead: an export with a gap looks whole."""
    found = [documents.get(one) for one in dict.fromkeys(document_ids)]
    for one in found:
        if not one.status.is_read:
            raise DocumentNotRead(document=one.id, status=one.status.value)
    return [_source(contents, one) for one in found]


def everything(documents: Documents, contents: Contents) -> Iterator[tuple[str, Sequence[Source]]]:
    """Every document that was read, newest first, each as a patient of its own as long as nobody has matched them."""
    after: str | None = None
    while found := documents.newest(limit=_AT_ONCE, after=after):
        for one in found:
            if one.status.is_read:
                yield one.id, [_source(contents, one)]
        after = found[-1].id


def _source(contents: Contents, document: StoredDocument) -> Source:
    return Source(
        id=document.id,
        fields=contents.fields(document.id),
        sha256=document.sha256,
        name=document.name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        read_at=document.finished_at or document.received_at,
    )
