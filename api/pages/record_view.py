"""Fields as the document page lists them: grouped as in the catalogue, worded, with what a reader should doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.wording import Wording
from records.catalogue import FieldSpec, catalogue
from records.fields import REVIEW_BELOW, Assertion, Field, Grounding

GROUPS = (
    "patient",
    "encounter",
    "document",
    "conditions",
    "allergies",
    "medications",
    "vitals",
    "labs",
    "procedures",
    "lifestyle",
    "obstetrics",
)
"""In the order a clinician reads a file."""

_CONCEPTS = frozenset({"conditions", "allergies", "medications", "procedures"})
"""Groups whose value names itself and needs no label before it."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A word beside a value, with an icon so that colour is never alone."""

    kind: str
    text: str
    icon: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """One line of the field list."""

    id: int
    """The field's place in the API's list of fields, counted from 0."""
    label: str
    """Empty where the value names itself."""
    value: str
    unit: str
    title: str
    """What names the field beside its box."""
    line: str
    """What goes with the value on one line: a posology, a reaction, a reference range; else empty."""
    chips: tuple[Chip, ...]
    review: bool
    """Less sure than REVIEW_BELOW, or not located."""
    confidence: str
    quote: str | None
    page: int | None
    """None where the words could not be located."""
    reading_place: int
    """Rank among the located fields in reading order; -1 where not located."""
    written: str
    """How the document writes the quantity, where that differs; else empty."""
    method: str
    code: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of the catalogue that the document speaks of."""

    name: str
    title: str
    fields: tuple[FieldView, ...]


def group_fields(fields: Sequence[Field], wording: Wording) -> tuple[GroupView, ...]:
    """All fields by group; groups without any are left out."""
    places = _reading_places(fields)
    groups = []
    for name in GROUPS:
        views = tuple(
            _view(number, field, places.get(number, -1), wording)
            for number, field in enumerate(fields)
            if field.name.partition(".")[0] == name
        )
        if views:
            groups.append(GroupView(name, wording.text(f"group.{name}"), views))
    return tuple(groups)


def _reading_places(fields: Sequence[Field]) -> dict[int, int]:
    located = [
        (field.evidence.page, field.evidence.start, number) for number, field in enumerate(fields) if field.evidence
    ]
    return {number: place for place, (_, _, number) in enumerate(sorted(located))}


def _view(number: int, field: Field, place: int, wording: Wording) -> FieldView:
    spec = catalogue().get(field.name)
    evidence = field.evidence
    review = evidence is None or field.confidence < REVIEW_BELOW
    label = _label(field, spec, wording)
    value, unit = wording.value(spec, field.value), wording.unit(field.unit)
    quantity = f"{value} {unit}".rstrip()
    return FieldView(
        id=number,
        label=label,
        value=value,
        unit=unit,
        title=wording.text("field.title", label=label, value=quantity) if label else quantity,
        line=_line(field, wording),
        chips=_chips(field, wording),
        review=review,
        confidence=wording.percent(field.confidence),
        quote=evidence.text if evidence else None,
        page=evidence.page if evidence else None,
        reading_place=place,
        written=_written(field, wording),
        method=wording.text(f"method.{field.method.value}"),
        code=f"{field.code.system.upper()} {field.code.code}" if field.code else "",
    )


def _label(field: Field, spec: FieldSpec | None, wording: Wording) -> str:
    if field.name in _CONCEPTS:
        return ""
    if analyte := field.part("labs.analyte"):
        return str(analyte.value)
    return spec.label.in_language(wording.language) if spec else field.name


_ON_THE_LINE = (
    "medications.dose",
    "medications.route",
    "medications.frequency",
    "medications.duration",
    "allergies.reaction",
    "labs.reference_range",
)


def _line(field: Field, wording: Wording) -> str:
    parts = [part for name in _ON_THE_LINE if (part := field.part(name))]
    return " · ".join(wording.value(catalogue().get(part.name), part.value) for part in parts)


def _written(field: Field, wording: Wording) -> str:
    written = field.written
    if written is None or (written.value, written.unit) == (field.value, field.unit):
        return ""
    text = f"{wording.value(None, written.value)} {written.unit or ''}".rstrip()
    return "" if text == f"{wording.value(None, field.value)} {wording.unit(field.unit)}".rstrip() else text


def _chips(field: Field, wording: Wording) -> tuple[Chip, ...]:
    chips = []
    if (main := field.part("conditions.main")) and main.value is True:
        chips.append(Chip("main", wording.text("chip.main"), "star"))
    if field.assertion is not Assertion.PRESENT:
        kind = field.assertion.value
        chips.append(Chip(kind, wording.text(f"assertion.{kind}"), kind, wording.text(f"assertion.{kind}.hint")))
    if flag := field.part("labs.flag"):
        chips.append(Chip("flag", wording.value(catalogue().get(flag.name), flag.value), f"flag-{flag.value}"))
    for name in ("medications.status", "procedures.status"):
        if status := field.part(name):
            chips.append(Chip("status", wording.value(catalogue().get(name), status.value)))
    if field.evidence is None or field.grounding is Grounding.NONE:
        chips.append(
            Chip("unlocated", wording.text("chip.unlocated"), "unlocated", wording.text("chip.unlocated.hint"))
        )
    elif field.confidence < REVIEW_BELOW:
        sureness = wording.text("confidence.phrase", percent=wording.percent(field.confidence))
        chips.append(Chip("review", wording.text("chip.review"), "review", sureness))
    return tuple(chips)
