"""What an export is made of: a document's fields and what is known of its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from records.fields import Field
from records.patient import DocumentFields
from records.synthesis.dossier import DatedDocument, read_dossier


@dataclass(frozen=True)
class Source:
    """A document that was read. The same source gives the same export, byte for byte."""

    id: str
    fields: tuple[Field, ...]
    sha256: str
    name: str
    """The file's."""
    media_type: str
    size_bytes: int
    read_at: datetime
    """When its fields were read, with its zone."""

    @cached_property
    def dated(self) -> DatedDocument:
        """The document as the synthesis reads it: only values that have a place, under the date they were written."""
        return read_dossier([DocumentFields(self.id, self.fields)])[0]

    def __repr__(self) -> str:
        return f"Source({self.id}, {len(self.fields)} fields)"


@dataclass(frozen=True, slots=True)
class Establishment:
    """The hospital that exports."""

    ipp_system: str | None = None
    """What its patient numbers are numbers of, as a URI (`urn:oid:…`); None where nobody has said so."""
    documents_url: str | None = None
    """The address that documents stand under, such as `http://host/api/v1/documents`; None where there is none."""
