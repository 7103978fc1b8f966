"""From the text to medication fields: one a drug and status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlp.readers.medications.mentions import Found, find
from nlp.readers.medications.status import Setting, Status, setting, status
from nlp.text import ClinicalText
from records.fields import Code, Field, Method

_MODEL = "medications/1"


def read(text: ClinicalText) -> Sequence[Field]:
    """Propose the medications of a document."""
    where = setting(text)
    decided = [(one, *status(text, one, where)) for one in find(text)]
    return [_field(text, one, state, rule) for one, state, rule in _once_each(decided)]


_Decided = tuple[Found, Status, str]


def _once_each(decided: Iterable[_Decided]) -> list[_Decided]:
    """One entry a drug and status; a mere mention of a drug that has a status adds nothing."""
    decided = list(decided)
    listed = {_key(one) for one, state, _ in decided if state is not Status.MENTIONED}
    kept: dict[tuple[str, Status], _Decided] = {}
    for one, state, rule in decided:
        key = _key(one)
        if state is Status.MENTIONED and key in listed:
            continue
        held = kept.get((key, state))
        if held is None or (len(held[0].written.elements) == 0 and one.written.elements and not held[0].in_list):
            kept[key, state] = (one, state, rule)
    return sorted(kept.values(), key=lambda entry: entry[0].mention.start)


def _key(one: Found) -> str:
    return one.mention.key.removesuffix("s")


def _field(text: ClinicalText, one: Found, state: Status, rule: str) -> Field:
    mention, written = one.mention, one.written
    start = min(mention.start, written.start)
    end = max(mention.end, written.end)
    parts = [
        text.field(f"medications.{name}", text.text[span[0] : span[1]], *span, model=f"{_MODEL}:{mention.rule}")
        for name, span in (("dose", written.dose), ("frequency", written.frequency), ("duration", written.duration))
        if span is not None
    ]
    if written.route and written.route_at:
        parts.append(text.field("medications.route", written.route, *written.route_at, model=f"{_MODEL}:{mention.rule}"))
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
