"""From the text to medication fields: one a drug and status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nlp.readers.medications.mentions import Found, find
from nlp.readers.medications.quantities import repaired
from nlp.readers.medications.status import Setting, Status, setting, status
from nlp.text import ClinicalText
from records.document import PageSource
from records.fields import Code, Field, Grounding, Method

_MODEL = "medications/1"


def read(text: ClinicalText) -> Sequence[Field]:
    """Propose the medications of a document."""
    where = setting(text)
    decided = [(one, *status(text, one, where)) for one in find(text, prescription=where is Setting.PRESCRIPTION)]
    return [_field(text, one, state, rule) for one, state, rule in _once_each(text, decided)]


_Decided = tuple[Found, Status, str]


def _once_each(text: ClinicalText, decided: Iterable[_Decided]) -> list[_Decided]:
    """One entry a drug and status.

    A mere mention of a drug that has a status adds nothing, nor does a word on a home drug during the stay without a
    dose, nor a group of drugs where a drug of it is named.
    """
    decided = list(decided)
    at_home = {key: _amount(text, one) for one, state, _ in decided if state is Status.HOME for key in _keys(one)}
    decided = [
        (one, Status.HOME, rule) if rule == "course" and _is_usual(text, one, at_home) else (one, state, rule)
        for one, state, rule in decided
    ]
    told = {key for one, state, _ in decided if state is not Status.MENTIONED for key in _keys(one)}
    named = {one.mention.drug.atc or "" for one, _, _ in decided if not one.mention.drug.group}
    kept: list[_Decided] = []
    for one, state, rule in sorted(
        decided, key=lambda entry: (not entry[0].in_list, -_wealth(entry[0]), entry[0].mention.start)
    ):
        if state is Status.MENTIONED and told & _keys(one):
            continue
        if one.mention.drug.group and not one.in_list and not one.written.dose and _is_covered(one, named):
            continue
        if any(state is other and _same(text, one, held) for held, other, _ in kept):
            continue
        kept.append((one, state, rule))
    return sorted(kept, key=lambda entry: entry[0].mention.start)


def _is_usual(text: ClinicalText, one: Found, at_home: Mapping[str, str | None]) -> bool:
    """Whether a word on a drug during the stay says no more of it than the home treatment does."""
    amount = _amount(text, one)
    return any(key in at_home and amount in (None, at_home[key]) for key in _keys(one))


def _amount(text: ClinicalText, one: Found) -> str | None:
    return text.folded[slice(*one.written.dose)].replace(" ", "") if one.written.dose else None


def _wealth(one: Found) -> int:
    return 2 * (one.written.dose is not None) + (one.written.frequency is not None)


def _keys(one: Found) -> set[str]:
    """What makes two mentions the same drug: the name, and the molecule where its full ATC code is known."""
    drug = one.mention.drug
    keys = {one.mention.key.removesuffix("s")}
    if drug.group:
        keys.add(drug.group[0])
    elif drug.atc and len(drug.atc) == 7:
        keys.add(drug.atc)
    return keys


def _same(text: ClinicalText, one: Found, held: Found) -> bool:
    if one.in_list and held.in_list:
        return one.mention.key == held.mention.key and _dose(text, one) == _dose(text, held)
    if one.written.dose and held.written.dose and one.mention.key != held.mention.key:
        return False
    return bool(_keys(one) & _keys(held))


def _dose(text: ClinicalText, one: Found) -> str | None:
    first = one.written.elements[0] if one.written.elements else None
    return text.folded[first.start : first.end] if first else None


def _is_covered(one: Found, named: set[str]) -> bool:
    return any(atc.startswith(one.mention.drug.group) for atc in named)


def _part(text: ClinicalText, name: str, span: tuple[int, int], model: str) -> Field:
    words = text.text[slice(*span)]
    page, _ = text.document.page_at(span[0])
    value = repaired(words) if page.source is PageSource.OCR else words
    field = text.field(f"medications.{name}", value, *span, model=model)
    return field if value == words else replace(field, grounding=Grounding.NORMALISED)


def _field(text: ClinicalText, one: Found, state: Status, rule: str) -> Field:
    mention, written = one.mention, one.written
    start = min(mention.start, written.start)
    end = max(mention.end, written.end)
    parts = [
        _part(text, name, span, f"{_MODEL}:{mention.rule}")
        for name, span in (("dose", written.dose), ("frequency", written.frequency), ("duration", written.duration))
        if span is not None
    ]
    if written.route and written.route_at:
        parts.append(
            text.field("medications.route", written.route, *written.route_at, model=f"{_MODEL}:{mention.rule}")
        )
    parts.append(
        Field("medications.status", str(state), None, Method.RULE, f"{_MODEL}:{rule}"),
    )
    return text.field(
        "medications",
        text.text[mention.start : mention.end],
        start,
        end,
        model=f"{_MODEL}:{mention.rule}",
        method=Method.LEXICON,
        code=Code("atc", mention.drug.atc) if mention.drug.atc else None,
        parts=tuple(parts),
    )


__all__ = ["Setting", "read"]
