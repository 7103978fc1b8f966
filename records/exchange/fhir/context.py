"""What the resources of one document refer to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from records.exchange.fhir.elements import Json, reference, stable_id
from records.exchange.source import Source
from records.fields import Value
from records.synthesis.dossier import as_date


@dataclass(frozen=True)
class Context:
    """A document, its patient, and the stay it tells of."""

    source: Source
    patient: Json
    encounter: Json | None
    """None where the document says nothing of a stay."""

    @cached_property
    def said_on(self) -> str | None:
        """The day the document speaks of; None where it gives none."""
        day = self.source.dated.written_on
        return day.isoformat() if day else None

    @cached_property
    def subject(self) -> Json:
        """The patient."""
        return {"subject": reference(self.patient)}

    @cached_property
    def stay(self) -> Json:
        """The stay, where there is one."""
        return {"encounter": reference(self.encounter)} if self.encounter else {}

    def begun(self, kind: str, place: int) -> Json:
        """The head of a resource made of the field at that place."""
        return {"resourceType": kind, "id": stable_id(self.source.id, kind, place)}


def day(value: Value | None) -> str | None:
    """An ISO date; None for what is none."""
    found = as_date(value)
    return found.isoformat() if found else None
