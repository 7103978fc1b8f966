"""What the store gives back: plain values, detached from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from records.document import PageSource


class Status(StrEnum):
    """Where a document stands. Every accepted document ends exactly once in one of the last four."""

    RECEIVED = "received"
    READING = "reading"
    INDEXING = "indexing"
    INDEXED = "indexed"
    TO_REVIEW = "to_review"
    """Done, and a person should look: nothing was read, a value has no place, or a page has a note."""
    QUARANTINED = "quarantined"
    """The file cannot or must not be read; the reason says why. It may be sent again when that has changed."""
    FAILED = "failed"
    """The service could not do its work; the same file may be sent again."""

    @property
    def is_final(self) -> bool:
        """Whether the road ends here."""
        return self in FINAL

    @property
    def is_read(self) -> bool:
        """Whether the road ended with the document's fields."""
        return self in FINAL - UNREAD


FINAL = frozenset({Status.INDEXED, Status.TO_REVIEW, Status.QUARANTINED, Status.FAILED})
UNREAD = frozenset({Status.QUARANTINED, Status.FAILED})
"""Ends that another day may better: more memory, a higher limit, a machine that is not loaded."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document ended in quarantine or failed: an error's code and details, never its content."""

    code: str
    details: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An accepted file and where it stands."""

    id: str
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    status: Status
    reason: Reason | None
    pages_done: int
    pages_total: int | None
    """None until the reader has counted them."""
    run: int
    received_at: datetime
    finished_at: datetime | None

    def __repr__(self) -> str:
        return f"StoredDocument({self.id}, {self.status})"


@dataclass(frozen=True, slots=True)
class PageImage:
    """The page as it was read, in the blob store."""

    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page without its words."""

    number: int
    width_px: int
    height_px: int
    source: PageSource
    notes: tuple[str, ...]
    image: PageImage | None
    """None where nothing was drawn."""
