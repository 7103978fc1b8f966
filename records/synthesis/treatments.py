"""The treatment and how it changed: what the documents list at admission, at discharge and on prescriptions.

A document's list at admission stands on the admission's day, its list at discharge and a prescription on the day of
the discharge or of the document; what is listed on the same day is one list. From one list to the next a drug is
started, changed or stopped. Only a document's word stops a drug: one that a later list of at least two drugs leaves
out is kept and marked as not listed, for a person to clear up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum

from records.fields import Code
from records.synthesis.contradictions import Contradiction, Side, Subject, by_key
from records.synthesis.dossier import DatedDocument, Mention
from records.synthesis.posology import end_of, same_dose, same_frequency
from records.synthesis.words import words

_SUBSTANCE_CODE = 7
"""Characters of an ATC code that names a substance and not a class (WHO Collaborating Centre, ATC structure)."""
_LIST = 2
"""Drugs that make a list."""


class Change(StrEnum):
    """What a list says against the one before."""

    STARTED = "started"
    RESUMED = "resumed"
    DOSE = "dose"
    FREQUENCY = "frequency"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Event:
    """A change of one drug."""

    change: Change
    on: date | None
    before: tuple[Mention, ...]
    """Empty for a drug that is new."""
    after: tuple[Mention, ...]
    """What the later list says."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """A drug over all documents."""

    label: str
    code: Code | None
    mentions: tuple[Mention, ...]
    """The last list's words on it; where it was stopped, the words that stop it."""
    since: date | None
    """The first list that has it."""
    events: tuple[Event, ...]
    """Without the first appearance on the first list of all."""
    habitual: bool
    """It stands on a list at admission: a prescription that runs out is one to renew."""
    stopped: bool
    not_listed: tuple[Mention, ...]
    """What the later lists that leave it out do list; empty where the last list has it."""
    ended_on: date | None
    """The end of the duration it was prescribed for, where that is before the last document's day."""

    @property
    def over(self) -> bool:
        """Stopped by a document, or a course that was prescribed for a time that is over."""
        return self.stopped or (self.ended_on is not None and not self.habitual)

    def __repr__(self) -> str:
        return f"Treatment({len(self.mentions)} mentions, {len(self.events)} events)"


@dataclass(frozen=True, slots=True)
class Treatments:
    """All drugs of all lists, and those that were only given during a stay."""

    drugs: tuple[Treatment, ...]
    during_stays: tuple[tuple[Mention, ...], ...]
    """One entry a drug, for drugs that stand on no list."""


class _Kind(IntEnum):
    ADMISSION = 0
    DISCHARGE = 1


@dataclass(frozen=True, slots=True)
class _List:
    day: date | None
    kind: _Kind
    listed: dict[Hashable, tuple[Mention, ...]]
    stopped: dict[Hashable, tuple[Mention, ...]]
    full: bool
    """One document alone lists as many drugs as make a list."""


def treatments(documents: Sequence[DatedDocument]) -> Treatments:
    """Follow every drug from the first list to the last."""
    lists = _lists(documents)
    last_day = max((document.written_on for document in documents if document.written_on), default=None)
    drugs: dict[Hashable, Treatment] = {}
    for number, listed in enumerate(lists):
        for key, mentions in listed.listed.items():
            known = drugs.get(key)
            drugs[key] = _listed_again(known, listed, mentions) if known else _new(listed, mentions, first=number == 0)
        for key, mentions in listed.stopped.items():
            if key in drugs and key not in listed.listed and not drugs[key].stopped:
                drugs[key] = _stop(drugs[key], listed, mentions)
            elif key not in drugs and key not in listed.listed:
                drugs[key] = _stop(_new(listed, mentions, first=True), listed, mentions)
        if listed.full:
            others = tuple(mention for mentions in listed.listed.values() for mention in mentions)
            for key, drug in drugs.items():
                if key not in listed.listed and not drug.stopped:
                    drugs[key] = replace(drug, not_listed=others)
    during = [one for document in documents for one in document.named("medications") if _status(one) == "stay"]
    given = by_key((one for one in during if drug_key(one) not in drugs), drug_key)
    return Treatments(
        tuple(_with_end(drug, last_day) for drug in drugs.values()), tuple(tuple(group) for group in given.values())
    )


def contradictions(documents: Sequence[DatedDocument]) -> Iterator[Contradiction]:
    """Two documents of one day that give one drug in two doses, or of which one stops what the other lists."""
    for listed in _lists(documents):
        for key, mentions in listed.listed.items():
            doses = by_key((one for one in mentions if one.part("medications.dose")), lambda one: one.document_id)
            told = list(doses.values())
            if len(told) > 1 and not any(_same_doses(told[0], other) for other in told[1:]):
                sides = tuple(Side(dose_of(group), tuple(group)) for group in told)
                yield Contradiction(Subject.TREATMENT, "medications.dose", str(mentions[0].value), sides)
            if key in listed.stopped:
                sides = (Side("discharge", mentions), Side("stopped", listed.stopped[key]))
                yield Contradiction(Subject.TREATMENT, "medications.status", str(mentions[0].value), sides)


def drug_key(mention: Mention) -> Hashable:
    """The substance by its ATC code, else the name as written."""
    code = mention.field.code
    if code and code.system == "atc" and len(code.code) == _SUBSTANCE_CODE:
        return code.code
    return words(str(mention.value))


def dose_of(mentions: Iterable[Mention]) -> str:
    """The doses of a drug's lines, each once."""
    return " + ".join(dict.fromkeys(str(dose) for one in mentions if (dose := one.part("medications.dose"))))


def _same_doses(one: Sequence[Mention], other: Sequence[Mention]) -> bool:
    return same_dose(dose_of(one), dose_of(other))


def _status(mention: Mention) -> str | None:
    status = mention.part("medications.status")
    return str(status) if status else None


def _lists(documents: Sequence[DatedDocument]) -> list[_List]:
    entries: dict[tuple[date, _Kind], list[tuple[Mention, str]]] = {}
    for document in documents:
        for mention in document.named("medications"):
            status = _status(mention)
            if status in ("home", "discharge", "stopped"):
                entries.setdefault(_moment(document, status), []).append((mention, status))
    return [_list(day, kind, said) for (day, kind), said in sorted(entries.items(), key=lambda entry: entry[0])]


def _moment(document: DatedDocument, status: str) -> tuple[date, _Kind]:
    if status == "home":
        return document.day("encounter.admission_date") or document.written_on or date.max, _Kind.ADMISSION
    return document.day("encounter.discharge_date") or document.written_on or date.max, _Kind.DISCHARGE


def _list(day: date, kind: _Kind, said: Sequence[tuple[Mention, str]]) -> _List:
    listed = [mention for mention, status in said if status != "stopped"]
    drugs_by_document = by_key(listed, lambda one: one.document_id).values()
    return _List(
        day=None if day == date.max else day,
        kind=kind,
        listed=_by_drug(listed),
        stopped=_by_drug([mention for mention, status in said if status == "stopped"]),
        full=any(len({drug_key(one) for one in group}) >= _LIST for group in drugs_by_document),
    )


def _by_drug(mentions: Sequence[Mention]) -> dict[Hashable, tuple[Mention, ...]]:
    return {key: tuple(group) for key, group in by_key(mentions, drug_key).items()}


def _new(listed: _List, mentions: tuple[Mention, ...], *, first: bool) -> Treatment:
    events = () if first else (Event(Change.STARTED, listed.day, (), mentions),)
    code = next((one.field.code for one in mentions if one.field.code), None)
    return Treatment(
        str(mentions[0].value), code, mentions, listed.day, events, listed.kind is _Kind.ADMISSION, False, (), None
    )


def _listed_again(known: Treatment, listed: _List, mentions: tuple[Mention, ...]) -> Treatment:
    change = Change.RESUMED if known.stopped else _difference(known.mentions, mentions)
    events = known.events
    if change:
        events += (Event(change, listed.day, known.mentions, mentions),)
    elif not dose_of(mentions) and dose_of(known.mentions):  # only named again: what was said before stays
        mentions = known.mentions + mentions
    habitual = known.habitual or listed.kind is _Kind.ADMISSION
    return replace(known, mentions=mentions, events=events, habitual=habitual, stopped=False, not_listed=())


def _stop(known: Treatment, listed: _List, mentions: tuple[Mention, ...]) -> Treatment:
    event = Event(Change.STOPPED, listed.day, known.mentions, mentions)
    return replace(known, mentions=mentions, events=(*known.events, event), stopped=True, not_listed=())


def _difference(before: Sequence[Mention], after: Sequence[Mention]) -> Change | None:
    if dose_of(before) and dose_of(after) and not any(same_dose(dose_of([one]), dose_of(after)) for one in before):
        return None if _same_doses(before, after) else Change.DOSE
    old, new = _frequency(before), _frequency(after)
    return Change.FREQUENCY if old and new and not same_frequency(old, new) else None


def _frequency(mentions: Iterable[Mention]) -> str:
    return " + ".join(dict.fromkeys(str(told) for one in mentions if (told := one.part("medications.frequency"))))


def _with_end(drug: Treatment, last_day: date | None) -> Treatment:
    """With the end of what was prescribed for a time that is over on the last document's day."""
    if drug.stopped or last_day is None:
        return drug
    ends = [
        end_of(str(duration), one.said_on)
        for one in drug.mentions
        if one.said_on and (duration := one.part("medications.duration"))
    ]
    known = [end for end in ends if end]
    return replace(drug, ended_on=max(known)) if known and len(known) == len(ends) and max(known) < last_day else drug
