"""What a language model is asked for, in four passes over a text. Prompt, grammar and check all come from here.

An answer is a list of items, each a few short strings: `k` which field, `v` the catalogue's word for it, the other
letters words of the document, to the letter. A model names no numbers, dates or names of its own: code reads them
in the quoted words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from records.catalogue import catalogue
from records.fields import Assertion

_ASSERTED = tuple(assertion.value for assertion in Assertion if assertion is not Assertion.PLANNED)


class PassName(StrEnum):
    """The four passes, in the order in which they are asked."""

    HEADER = "header"
    PROBLEMS = "problems"
    TREATMENT = "treatment"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class Slot:
    """One string of an item."""

    key: str
    words: tuple[str, ...] = ()
    """What may stand there; empty for a quote."""
    part: str | None = None
    """The catalogue's name, where the slot becomes a part of the field."""
    may_lack: bool = False
    """Whether the slot may be the empty string: the document says nothing of it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A form that items may have: which fields it is for, and its strings in their order."""

    names: tuple[str, ...]
    """Of the catalogue. An item of a shape for one field has no `k`, unless its slots are those of another shape."""
    slots: tuple[Slot, ...]
    keyed: bool = True

    def name_of(self, key: str) -> str | None:
        """The catalogue's name behind the `k` of an item; None for a word that is none of this shape's."""
        if not self.keyed:
            return self.names[0]
        return next((name for name in self.names if key_of(name) == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The letters of an item, in their order."""
        return ("k",) * self.keyed + tuple(slot.key for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Pass:
    """One question about a text."""

    name: PassName
    shapes: tuple[Shape, ...]


QUOTE = Slot("q")


def key_of(name: str) -> str:
    """The `k` of a field: the last part of its name, two parts where that would not say enough.

    >>> key_of("patient.birth_date"), key_of("document.date"), key_of("conditions")
    ('birth_date', 'document_date', 'conditions')
    """
    group, _, leaf = name.partition(".")
    if group in ("document", "encounter") and leaf in ("date", "type"):
        return f"{group}_{leaf}"
    return leaf or group


@cache
def passes() -> Mapping[PassName, Pass]:
    """All passes, from the catalogue."""
    listed = (
        Pass(PassName.HEADER, _scalars("patient", "encounter", "document", without=("encounter.reason",))),
        Pass(
            PassName.PROBLEMS,
            (
                Shape(("conditions",), (Slot("v", _ASSERTED), QUOTE)),
                Shape(("procedures",), (_words("procedures.status", "v", part=True), QUOTE)),
                Shape(
                    ("allergies",),
                    (Slot("v", ("present", "absent")), QUOTE, Slot("r", part="allergies.reaction", may_lack=True)),
                ),
                *_scalars("lifestyle"),
                Shape(("encounter.reason",), (QUOTE,)),
            ),
        ),
        Pass(
            PassName.TREATMENT,
            (
                Shape(
                    ("medications",),
                    (
                        QUOTE,
                        Slot("d", part="medications.dose", may_lack=True),
                        Slot("f", part="medications.frequency", may_lack=True),
                        _words("medications.status", "s", part=True),
                    ),
                    keyed=False,
                ),
            ),
        ),
        Pass(
            PassName.MEASURES,
            (
                *_scalars("vitals"),
                Shape(("labs",), (Slot("n", part="labs.analyte"), QUOTE, Slot("u", may_lack=True)), keyed=False),
            ),
        ),
    )
    return {one.name: one for one in listed}


def _scalars(*groups: str, without: tuple[str, ...] = ()) -> tuple[Shape, ...]:
    """Fields that are words of the document in one shape, enumerations each in one of their own."""
    specs = [spec for spec in catalogue().values() if spec.group in groups and spec.name not in without]
    quoted = tuple(spec.name for spec in specs if not spec.values)
    chosen = tuple(Shape((spec.name,), (_words(spec.name, "v"), QUOTE)) for spec in specs if spec.values)
    return ((Shape(quoted, (QUOTE,)),) if quoted else ()) + chosen


def _words(name: str, key: str, *, part: bool = False) -> Slot:
    return Slot(key, tuple(catalogue()[name].values), part=name if part else None)
