"""Whether documents can be of one patient: a synthesis of two people would be worse than none.

The rule is strict on what tells people apart and lenient on what scans misread; it does not match patients, it only
refuses documents that were put together by mistake. Two documents are of different people when

- both give a national number (its key is checked when it is read) and the numbers differ, or
- both give a birth date and the dates differ by more than one digit or a day and month that changed places, or
- both give first names and these differ (twins share the rest), or
- both give family names of which none is common (birth name and usual name are tried), unless the birth date is the
  same (a name changes with marriage),

each time unless they give the same national number. What differs less is shown in the synthesis as a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from records.errors import DifferentPatients
from records.patient import DocumentFields
from records.synthesis.dossier import DatedDocument, read_dossier
from records.synthesis.words import same_name


def require_same_patient(documents: Iterable[DocumentFields]) -> None:
    """Raise DifferentPatients, naming what tells the patients apart, for documents that are not of one patient."""
    for one, other in combinations(read_dossier(documents), 2):
        name = _told_apart_by(one, other)
        if name is not None:
            raise DifferentPatients(first=one.id, second=other.id, field=name)


def _told_apart_by(one: DatedDocument, other: DatedDocument) -> str | None:
    numbers = _both(one, other, "patient.nir")
    if numbers:
        return None if numbers[0] == numbers[1] else "patient.nir"
    births = _both(one, other, "patient.birth_date")
    if births and not slip_of_the_pen(*births):
        return "patient.birth_date"
    first_names = _both(one, other, "patient.first_name")
    if first_names and not same_name(*first_names):
        return "patient.first_name"
    names, others = family_names(one), family_names(other)
    if names and others and not any(same_name(a, b) for a in names for b in others) and not _same(births):
        return "patient.last_name"
    return None


def slip_of_the_pen(one: str, other: str) -> bool:
    """Whether two ISO dates are the same but for one digit, or for day and month that changed places.

    >>> slip_of_the_pen("1963-12-03", "1968-12-03"), slip_of_the_pen("1963-12-03", "1963-03-12")
    (True, True)
    >>> slip_of_the_pen("1963-12-03", "1985-12-03")
    False
    """
    if sorted(one.split("-")) == sorted(other.split("-")):
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def family_names(document: DatedDocument) -> list[str]:
    """Usual name and birth name, as far as the document gives them."""
    found = (document.scalar(f"patient.{leaf}") for leaf in ("last_name", "birth_name"))
    return [str(name.value) for name in found if name]


def _both(one: DatedDocument, other: DatedDocument, name: str) -> tuple[str, str] | None:
    first, second = one.scalar(name), other.scalar(name)
    return (str(first.value), str(second.value)) if first and second else None


def _same(pair: tuple[str, str] | None) -> bool:
    return pair is not None and pair[0] == pair[1]
