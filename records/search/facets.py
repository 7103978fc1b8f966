"""What a document can be filtered by, from the fields that were read in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from records.fields import Assertion, Field, Grounding
from records.search.analysis import content_words, fold, term, words
from records.search.measures import MEASURE, lab_name, unit_key, vital_signs
from records.search.synonyms import group_of

CONCEPTS = frozenset({"conditions", "procedures"})
_OTHER_THAN_DONE = frozenset({Assertion.PLANNED.value, Assertion.HISTORY.value})
_LONGEST_RUN = 4
_LONGEST_VALUE = 120
_LONGEST_UNIT = 20
_ATC_LEVELS = (1, 3, 4, 5, 7)
_ICD_CATEGORY = 3


@dataclass(frozen=True, slots=True)
class FacetEntry:
    """A row of the facets."""

    facet: str
    value: str
    label: str | None = None
    """What people read; None for what is only looked for."""
    amount: float | None = None
    unit: str | None = None


def facets_of(fields: Sequence[Field], language: str) -> Iterator[FacetEntry]:
    """All facets of a document, each once."""
    seen: set[tuple[str, str, bool, float | None]] = set()
    for one in _all(fields, language):
        key = (one.facet, one.value, one.label is not None, one.amount)
        if one.value and key not in seen:
            seen.add(key)
            yield one


def told(fields: Sequence[Field]) -> list[Field]:
    """The fields that count: those whose words were located, and those that a person stands behind."""
    return [one for one in fields if one.grounding is not Grounding.NONE or one.validated_by is not None]


def scalar(fields: Sequence[Field], name: str) -> str | None:
    """The value of a name that does not repeat, as text: a person's word, then the surest, then the first."""
    named = [field for field in fields if field.name == name]
    found = max(named, key=lambda one: (one.validated_by is not None, one.confidence), default=None)
    return None if found is None else str(found.value)


def _all(fields: Sequence[Field], language: str) -> Iterator[FacetEntry]:
    checked = bool(fields) and all(field.validated_by is not None for field in fields)
    yield FacetEntry("verified", "yes" if checked else "no", "")
    kept = told(fields)
    if (kind := scalar(kept, "document.type")) is not None:
        yield FacetEntry("type", kind, kind)
    for facet in ("department", "author"):
        if (said := scalar(kept, f"document.{facet}")) is not None:
            yield from _concept(facet, said, language)
    for field in kept:
        match field.name:
            case "conditions" | "procedures":
                yield from _concept(_asserted(field), str(field.value), language)
                yield from _code(field)
            case "allergies" if field.assertion is Assertion.PRESENT:
                yield from _concept("allergy", str(field.value), language)
            case "medications" if field.assertion not in {Assertion.ABSENT, Assertion.FAMILY}:
                yield from _concept("drug", str(field.value), language)
                yield from _atc(field)
            case _:
                yield from _measure(field)


def _asserted(field: Field) -> str:
    """The facet of a condition or a procedure; a procedure that is planned or past says so in its status."""
    status = field.part("procedures.status")
    if field.assertion is Assertion.PRESENT and status is not None and status.value in _OTHER_THAN_DONE:
        return str(status.value)
    return field.assertion.value


def _concept(facet: str, said: str, language: str) -> Iterator[FacetEntry]:
    """The whole, under its best-known writing, and every run of its words: `diabète` finds *diabète gestationnel*."""
    kept = content_words(said)
    if not kept:
        return
    group = group_of(kept)
    shown = group[0] if group else said
    yield FacetEntry(facet, value_of(content_words(shown), language), shown[:_LONGEST_VALUE])
    yield from (FacetEntry(facet, run) for run in runs(kept, language))


def runs(kept: Sequence[str], language: str) -> list[str]:
    """Every stretch of up to four words, as values; and the whole."""
    ends = ((start, end) for start in range(len(kept)) for end in range(start + 1, len(kept) + 1))
    short = [kept[start:end] for start, end in ends if end - start <= _LONGEST_RUN]
    return list(dict.fromkeys(value_of(one, language) for one in [*short, kept]))


def value_of(kept: Sequence[str], language: str) -> str:
    """Words as the value of a facet."""
    return " ".join(term(word, language) for word in kept)[:_LONGEST_VALUE]


def _code(field: Field) -> Iterator[FacetEntry]:
    if field.code is not None and field.assertion is Assertion.PRESENT:
        code = fold(field.code.code)
        yield from (FacetEntry("code", one[:_LONGEST_VALUE]) for one in dict.fromkeys((code[:_ICD_CATEGORY], code)))


def _atc(field: Field) -> Iterator[FacetEntry]:
    if field.code is not None and field.code.system == "atc":
        code = fold(field.code.code)
        yield from (FacetEntry("atc", code[:level]) for level in _ATC_LEVELS if level <= len(code))


def _measure(field: Field) -> Iterator[FacetEntry]:
    if field.assertion is not Assertion.PRESENT or isinstance(field.value, str | bool):
        return
    analyte = field.part("labs.analyte")
    if field.name == "labs" and analyte is not None:
        name = lab_name(words(str(analyte.value)))
    elif field.name in vital_signs():
        name = field.name
    else:
        return
    unit = unit_key(field.unit)
    yield FacetEntry(MEASURE, name[:_LONGEST_VALUE], None, float(field.value), unit[:_LONGEST_UNIT] if unit else None)
