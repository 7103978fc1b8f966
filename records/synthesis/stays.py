"""The patient's stays in hospital, put together from the documents that give their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.synthesis.dossier import DatedDocument, Mention

_DETAILS = ("encounter.reason", "encounter.arrival_mode", "encounter.discharge_to")
_NO_DIAGNOSES = ("prescription", "lab_report")
"""Kinds of document that do not conclude on a stay."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay. Dates are those that documents give; None where none does."""

    admission: date | None
    discharge: date | None
    documents: tuple[DatedDocument, ...]
    """Those that give its dates and those written during it, oldest first."""

    @property
    def begins(self) -> date:
        """Its first known day."""
        return self.admission or self.discharge or date.max

    @property
    def ends(self) -> date:
        """Its last known day."""
        return self.discharge or self.begins

    def covers(self, day: date | None) -> bool:
        """Whether the day lies in the stay."""
        return day is not None and self.begins <= day <= self.ends

    @property
    def main_diagnoses(self) -> tuple[Mention, ...]:
        """Of the stay's hospital report, else of the latest other report that names one."""
        reports = [one for one in self.documents if one.type not in _NO_DIAGNOSES]
        ranked = sorted(reports, key=lambda one: one.type == "hospital_report")
        for document in reversed(ranked):
            found = tuple(one for one in document.named("conditions") if one.part("conditions.main") is True)
            if found:
                return found
        return ()

    @property
    def details(self) -> tuple[Mention, ...]:
        """Reason, arrival and where the patient went, each as the latest document of the stay gives it."""
        latest = (
            next((found for one in reversed(self.documents) if (found := one.scalar(name))), None) for name in _DETAILS
        )
        return tuple(mention for mention in latest if mention)

    @property
    def departments(self) -> tuple[Mention, ...]:
        """Where the stay's dated documents come from, in their order."""
        found = (one.scalar("document.department") for one in self.documents if _gives_dates(one))
        return tuple(mention for mention in found if mention)

    @property
    def date_mentions(self) -> tuple[Mention, ...]:
        """Where its dates are written."""
        names = ("encounter.admission_date", "encounter.discharge_date")
        return tuple(found for one in self.documents for name in names if (found := one.scalar(name)))


def find_stays(documents: Sequence[DatedDocument]) -> tuple[Stay, ...]:
    """All stays, oldest first. Documents that give the same admission, or days of one stay, are of one stay."""
    stays: list[Stay] = []
    for document in documents:
        if not _gives_dates(document):
            continue
        found = Stay(document.day("encounter.admission_date"), document.day("encounter.discharge_date"), (document,))
        same = next((number for number, stay in enumerate(stays) if _one_stay(stay, found)), None)
        if same is None:
            stays.append(found)
        else:
            stays[same] = _joined(stays[same], found)
    return tuple(_with_documents(stay, documents) for stay in sorted(stays, key=lambda stay: stay.begins))


def _gives_dates(document: DatedDocument) -> bool:
    return any(document.day(name) for name in ("encounter.admission_date", "encounter.discharge_date"))


def _one_stay(one: Stay, other: Stay) -> bool:
    return one.begins == other.begins or (one.begins < other.ends and other.begins < one.ends)


def _joined(one: Stay, other: Stay) -> Stay:
    discharges = [stay.discharge for stay in (one, other) if stay.discharge]
    admissions = [stay.admission for stay in (one, other) if stay.admission]
    return Stay(min(admissions, default=None), max(discharges, default=None), one.documents + other.documents)


def _with_documents(stay: Stay, documents: Sequence[DatedDocument]) -> Stay:
    own = {document.id for document in stay.documents}
    return replace(stay, documents=tuple(one for one in documents if one.id in own or stay.covers(one.written_on)))
