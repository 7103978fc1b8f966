"""What there is one of: identity, obstetric data, habits. Each with the documents that give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from records.catalogue import catalogue
from records.fields import Value
from records.synthesis.contradictions import Contradiction, Side, Subject, contradiction_of, group_sides
from records.synthesis.dossier import DatedDocument, Mention
from records.synthesis.same_patient import family_names
from records.synthesis.words import same_name

_IDENTITY = ("last_name", "birth_name", "first_name", "sex", "birth_date", "nir", "ipp")
_NAMES = frozenset(("patient.last_name", "patient.birth_name", "patient.first_name"))
_ONE_FOR_LIFE = ("patient.sex", "patient.birth_date", "patient.nir")
"""A hospital number is not: each hospital gives its own."""
_ONE_A_PREGNANCY = (
    "obstetrics.gravidity",
    "obstetrics.multiple_pregnancy",
    "obstetrics.delivery_mode",
    "obstetrics.labour_onset",
    "obstetrics.previous_caesarean",
)
_LONGEST_PREGNANCY_DAYS = 310
"""44 weeks, the catalogue's upper bound of a term: documents farther apart may speak of two pregnancies."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of which there is one."""

    name: str
    """In the catalogue."""
    value: Value
    mentions: tuple[Mention, ...]
    """Who gives this value, oldest first."""


def identity(documents: Sequence[DatedDocument]) -> tuple[Fact, ...]:
    """Identity: each value the one that a person confirmed, else that most documents give, else the latest."""
    facts = (_settled(documents, f"patient.{leaf}", _by_majority) for leaf in _IDENTITY)
    return tuple(fact for fact in facts if fact)


def latest_facts(documents: Sequence[DatedDocument], group: str) -> tuple[Fact, ...]:
    """A group of single values, such as `obstetrics`: each as a person confirmed it, else as the latest document."""
    names = (name for name, spec in catalogue().items() if spec.group == group and not spec.repeats)
    facts = (_settled(documents, name, _by_time) for name in names)
    return tuple(fact for fact in facts if fact)


def contradictions(documents: Sequence[DatedDocument]) -> Iterable[Contradiction]:
    """Documents that disagree on something of which there is one."""
    for name in _ONE_FOR_LIFE:
        yield from contradiction_of(_sides(documents, name), Subject.IDENTITY, name)
    named = [document for document in documents if family_names(document)]
    for document in named[1:]:
        if not any(same_name(a, b) for a in family_names(named[0]) for b in family_names(document)):
            yield from contradiction_of(_sides(named, "patient.last_name"), Subject.IDENTITY, "patient.last_name")
            break
    days = [document.written_on for document in documents if document.written_on and document.grouped("obstetrics")]
    if days and (max(days) - min(days)).days <= _LONGEST_PREGNANCY_DAYS:
        for name in _ONE_A_PREGNANCY:
            yield from contradiction_of(_sides(documents, name), Subject.FACT, name)
    yield from _smoking(documents)


def _smoking(documents: Sequence[DatedDocument]) -> Iterable[Contradiction]:
    """Who has smoked cannot, later, never have smoked."""
    sides = _sides(documents, "lifestyle.smoking")
    said = [side.value for side in sides]
    if "never" in said and said.index("never") > 0:
        yield from contradiction_of(sides, Subject.FACT, "lifestyle.smoking")


def _settled(documents: Sequence[DatedDocument], name: str, weight: Callable[[Side], tuple[int, ...]]) -> Fact | None:
    sides = _sides(documents, name)
    if not sides:
        return None
    confirmed = [side for side in sides if any(mention.validated for mention in side.mentions)]
    places = {id(side): place for place, side in enumerate(sides)}
    best = max(confirmed or sides, key=lambda side: (*weight(side), places[id(side)]))
    return Fact(name, best.value, best.mentions)


def _sides(documents: Sequence[DatedDocument], name: str) -> tuple[Side, ...]:
    found = (found for document in documents if (found := document.scalar(name)))
    return group_sides(found, _same_writing if name in _NAMES else lambda one, other: one == other)


def _same_writing(one: Value, other: Value) -> bool:
    return same_name(str(one), str(other))


def _by_majority(side: Side) -> tuple[int, ...]:
    return (len(side.mentions),)


def _by_time(side: Side) -> tuple[int, ...]:
    said = side.mentions[-1].said_on
    return (said.toordinal() if said else 0,)
