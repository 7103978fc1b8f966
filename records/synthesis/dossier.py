"""The documents of a patient as the synthesis reads them: oldest first, only what has a place on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from records.fields import Assertion, Field, Grounding, Value
from records.patient import DocumentFields

_DATES = ("document.date", "encounter.discharge_date", "encounter.admission_date")


@dataclass(frozen=True, slots=True)
class Mention:
    """A value as one document says it."""

    document_id: str
    place: int
    """Of the field in the document's list of fields, counted from 0."""
    field: Field
    said_on: date | None
    """The document's date; None where the document gives none."""

    @property
    def value(self) -> Value:
        """The field's value."""
        return self.field.value

    @property
    def assertion(self) -> Assertion:
        """What the document says about the value."""
        return self.field.assertion

    @property
    def validated(self) -> bool:
        """Whether a person stands behind the value."""
        return self.field.validated_by is not None

    def part(self, name: str) -> Value | None:
        """The value of a part; None where it was not read, or not found on the page and confirmed by nobody."""
        part = self.field.part(name)
        if part is None or (part.grounding is Grounding.NONE and not (part.validated_by or self.validated)):
            return None
        return part.value

    def __repr__(self) -> str:
        return f"Mention({self.document_id}, {self.field!r})"


@dataclass(frozen=True)
class DatedDocument:
    """A document with the fields that count."""

    id: str
    mentions: tuple[Mention, ...]
    written_on: date | None
    """Its own date, else that of the discharge, else of the admission; None without any.

    A date that is the birth date in the same document is taken for a misreading.
    """

    def __repr__(self) -> str:
        return f"DatedDocument({self.id}, {len(self.mentions)} mentions)"

    @cached_property
    def type(self) -> Value | None:
        """The catalogue's word for the kind of document."""
        found = self.scalar("document.type")
        return found.value if found else None

    def named(self, name: str) -> tuple[Mention, ...]:
        """All mentions of that catalogue name, in reading order."""
        return tuple(mention for mention in self.mentions if mention.field.name == name)

    def grouped(self, group: str) -> tuple[Mention, ...]:
        """All mentions whose name begins with that group."""
        return tuple(mention for mention in self.mentions if mention.field.name.partition(".")[0] == group)

    def scalar(self, name: str) -> Mention | None:
        """The one value of a name that does not repeat: a person's word first, then the most certain reading."""
        return max(self.named(name), key=_weight, default=None)

    def day(self, name: str) -> date | None:
        """A scalar that is a date."""
        found = self.scalar(name)
        return as_date(found.value) if found else None


def read_dossier(documents: Iterable[DocumentFields]) -> tuple[DatedDocument, ...]:
    """The documents, oldest first, those without a date last.

    A value whose words were not located is left out.
    """
    read = [_dated(document) for document in documents]
    return tuple(sorted(read, key=lambda one: (one.written_on is None, one.written_on or date.max, one.id)))


def as_date(value: Value | None) -> date | None:
    """The day of an ISO date or moment; None for anything else."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def oldest_first(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """By the documents' dates, those without one last; within a document in reading order."""
    return tuple(sorted(mentions, key=_age))


def _age(mention: Mention) -> tuple[bool, date, str, tuple[int, int]]:
    evidence = mention.field.evidence
    spot = (evidence.page, evidence.start) if evidence else (0, 0)
    return mention.said_on is None, mention.said_on or date.max, mention.document_id, spot


def _weight(mention: Mention) -> tuple[bool, float, int]:
    return mention.validated, mention.field.confidence, -mention.place


def _dated(document: DocumentFields) -> DatedDocument:
    undated = DatedDocument(document.document_id, _mentions(document, None), None)
    born = undated.day("patient.birth_date")
    day = next((day for name in _DATES if (day := undated.day(name)) and day != born), None)
    return DatedDocument(document.document_id, _mentions(document, day), day)


def _mentions(document: DocumentFields, said_on: date | None) -> tuple[Mention, ...]:
    return tuple(
        Mention(document.document_id, place, field, said_on)
        for place, field in enumerate(document.fields)
        if field.evidence is not None and field.grounding is not Grounding.NONE
    )
