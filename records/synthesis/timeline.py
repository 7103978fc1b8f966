"""What happened when, by the documents: stays, documents and procedures in one line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.synthesis.contradictions import by_key
from records.synthesis.dossier import DatedDocument, Mention, as_date
from records.synthesis.stays import Stay
from records.synthesis.words import words


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something that was done or is planned, each word for it once."""

    on: date | None
    """Its own day where a document gives it; None where only the documents that speak of it have a day."""
    status: str | None
    """`done` where any document says so, else the last word on it: `planned` or `history`."""
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a stay with its documents, a document outside of any stay, or a dated procedure."""

    day: date | None
    stay: Stay | None = None
    document: DatedDocument | None = None
    procedure: Procedure | None = None


def timeline(
    documents: Sequence[DatedDocument], stays: Sequence[Stay], procedures: Sequence[Procedure]
) -> tuple[Entry, ...]:
    """Oldest first; what has no date comes last."""
    within = {document.id for stay in stays for document in stay.documents}
    entries = [Entry(stay.begins, stay=stay) for stay in stays]
    entries += [Entry(one.written_on, document=one) for one in documents if one.id not in within]
    entries += [Entry(one.on, procedure=one) for one in procedures if one.on]
    return tuple(sorted(entries, key=lambda entry: (entry.day is None, entry.day or date.max)))


def find_procedures(documents: Sequence[DatedDocument]) -> tuple[Procedure, ...]:
    """All procedures; the same words on the same day, or without a day, are the same procedure."""
    mentions = [one for document in documents for one in document.named("procedures")]
    groups = by_key(mentions, lambda one: (words(str(one.value)), _own_day(one)))
    return tuple(_procedure(tuple(group)) for group in groups.values())


def _procedure(mentions: tuple[Mention, ...]) -> Procedure:
    told = [str(status) for one in mentions if (status := one.part("procedures.status"))]
    status = "done" if "done" in told else next(reversed(told), None)
    return Procedure(_own_day(mentions[0]), status, mentions)


def _own_day(mention: Mention) -> date | None:
    return as_date(mention.part("procedures.date"))
