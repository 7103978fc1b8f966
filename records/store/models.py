"""The tables. Every change to them is a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID = String(36)
SHA256 = String(64)
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite keeps a table in the order of its INTEGER key, which has 63 bits there."""
_WORD = String(40).with_variant(String(40, collation="C"), "postgresql")
"""Sorted by its letters' numbers, so that a range of words is a range of the index."""


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone, always UTC; SQLite forgets the zone and is reminded of it here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can drop them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DocumentRow(Base):
    """A file that was accepted, and where it stands on its road."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_status_id", "status", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(SHA256, unique=True)
    """Of the original, which the blob store holds under this name."""
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    reason_code: Mapped[str | None] = mapped_column(String(50))
    """An error's code, for documents that ended in quarantine or failed."""
    reason_details: Mapped[dict[str, str | int | float] | None] = mapped_column(JSON(none_as_null=True))
    pages_done: Mapped[int] = mapped_column(default=0)
    pages_total: Mapped[int | None]
    run: Mapped[int] = mapped_column(default=1)
    """How often the document was put on the road; part of the name of its durable workflow."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often work on it was begun without coming to an end."""
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PageRow(Base):
    """One page as read."""

    __tablename__ = "pages"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    width_px: Mapped[int]
    height_px: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    notes: Mapped[list[str]] = mapped_column(JSON)
    image_sha256: Mapped[str | None] = mapped_column(SHA256)
    """The page as it was read, in the blob store; None where nothing was drawn."""
    image_media_type: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """`records.serial.page_to_json`: text and words."""


class FieldRow(Base):
    """One field as read, in reading order."""

    __tablename__ = "fields"
    __table_args__ = (Index("ix_fields_name", "name"), Index("ix_fields_field_group", "field_group"))

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    field_group: Mapped[str] = mapped_column(String(50))
    """The first part of the name."""
    assertion: Mapped[str] = mapped_column(String(20))
    grounding: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`records.serial.field_to_json`."""


class DoneStepRow(Base):
    """A step of the road whose result is kept: the same step on the same input is not done again."""

    __tablename__ = "done_steps"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    input_hash: Mapped[str] = mapped_column(SHA256)
    done_at: Mapped[datetime] = mapped_column(UtcTime)


class SearchDocumentRow(Base):
    """A document as the search lists it. Its words stand in `search_text`, which each database keeps in its own way."""

    __tablename__ = "search_documents"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    """Grows with the day the document tells of: the order of hits, and where the next page of them begins."""
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), unique=True)
    day: Mapped[date]
    type: Mapped[str | None] = mapped_column(String(50))
    department: Mapped[str | None] = mapped_column(String(200))
    author: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    analysis: Mapped[str] = mapped_column(String(20))
    """Version of the terms."""


class SearchFacetRow(Base):
    """Something by which a document can be filtered: a concept with its assertion, a drug, a measure …"""

    __tablename__ = "search_facets"
    __table_args__ = (
        Index("ix_search_facets_facet_value", "facet", "value", "number", "amount"),
        Index(
            "ix_search_facets_labelled",
            "number",
            "facet",
            "value",
            sqlite_where=text("label IS NOT NULL"),
            postgresql_where=text("label IS NOT NULL"),
        ),
    )

    number: Mapped[int] = mapped_column(ForeignKey("search_documents.number", ondelete="CASCADE"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(120))
    """Terms, a code or a word of the catalogue."""
    label: Mapped[str | None] = mapped_column(String(120))
    """What people read; None for what is only looked for, such as a part of a concept."""
    amount: Mapped[float | None]
    """Of a measure."""
    unit: Mapped[str | None] = mapped_column(String(20))
    """Of the amount (UCUM in small letters); None where it is not known."""


class SearchWordRow(Base):
    """A word that documents hold, for "did you mean"."""

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_folded", "folded"), Index("ix_search_words_backward", "backward"))

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    folded: Mapped[str] = mapped_column(_WORD)
    backward: Mapped[str] = mapped_column(_WORD)
    """`folded` from its end."""
    documents: Mapped[int]
    """That hold it."""
