"""The record of a patient: what all their documents say, each value with its place."""

from __future__ import annotations

from dataclasses import dataclass

from records.fields import Field


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """The fields read from one document."""

    document_id: str
    fields: tuple[Field, ...]

    def named(self, name: str) -> tuple[Field, ...]:
        """All fields of that catalogue name, in reading order."""
        return tuple(field for field in self.fields if field.name == name)

    def first(self, name: str) -> Field | None:
        """The first field of that catalogue name; None where nothing was read."""
        return next((field for field in self.fields if field.name == name), None)

    def __repr__(self) -> str:
        return f"DocumentFields({self.document_id}, {len(self.fields)} fields)"


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """A patient's documents, oldest first."""

    patient_id: str
    documents: tuple[DocumentFields, ...]

    def __repr__(self) -> str:
        return f"PatientRecord({self.patient_id}, {len(self.documents)} documents)"
