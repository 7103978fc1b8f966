"""Where two readers meet: the house's own fields and the proposals of a model that a hospital added.

    the same value at the same place     the surer one stays, surer than before
    another value at the same place      both stay, for a person to decide
    only one of them                     it stays with its own measured confidence

How much agreement and contradiction weigh is measured: a reader that is right nine times in ten multiplies the odds
by nine, one that was never measured by one. What has no place changes nothing of what has one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from nlp.confidence import with_confidence
from nlp.sections import fold
from records.catalogue import catalogue
from records.fields import Evidence, Field, Grounding

CONTRADICTED = 0.75
"""At most, for a value that another reader reads differently: below what counts without a person's look."""
_MOST = 0.995
_ANYWHERE = frozenset({"conditions", "procedures", "allergies"})
"""Told once however often the document mentions them: the same words elsewhere are the same thing."""


def merge(own: Sequence[Field], proposed: Iterable[Field], useless: Collection[str] = frozenset()) -> tuple[Field, ...]:
    """The fields of one document: `own` in their order, then what only the other reader proposes.

    `useless` names the fields that it was measured to read wrongly more often than not: what it alone says of
    them is left out.
    """
    merged = list(own)
    alone = list[Field]()
    for proposal in map(with_confidence, proposed):
        is_useless = proposal.name in useless
        met = next((index for index, field in enumerate(merged) if _meet(field, proposal)), None)
        if met is None or proposal.grounding is Grounding.NONE:
            alone += [] if is_useless else [proposal]
        elif _agree(merged[met], proposal):
            merged[met] = _surer(merged[met], proposal)
        elif not is_useless:
            merged[met] = _doubted(merged[met])
            alone.append(_doubted(proposal))
    return (*merged, *alone)


def _meet(field: Field, proposal: Field) -> bool:
    """Whether both are about the same thing."""
    if field.name != proposal.name or field.grounding is Grounding.NONE:
        return False
    if not catalogue()[field.name].repeats:
        return True
    if _overlap(field.evidence, proposal.evidence):
        return True
    if field.name in _ANYWHERE:
        return fold(str(field.value)) == fold(str(proposal.value)) and _agree(field, proposal)
    return field.name.startswith("vitals.") and field.value == proposal.value


def _overlap(one: Evidence | None, other: Evidence | None) -> bool:
    if one is None or other is None or one.page != other.page:
        return False
    return one.start < other.end and other.start < one.end


def _agree(field: Field, proposal: Field) -> bool:
    """Whether both say the same: words that hold one another, the same number, the same assertion and status."""
    if field.assertion is not proposal.assertion:
        return False
    mine, theirs = fold(str(field.value)), fold(str(proposal.value))
    same = _hold(mine, theirs) if catalogue()[field.name].kind in _WORDS else mine == theirs
    return same and all(_part_agrees(part, proposal) for part in field.parts if part.name.endswith(_DECIDING))


_WORDS = frozenset({"concept", "text"})
_DECIDING = (".status", ".dose", ".analyte")


def _part_agrees(part: Field, proposal: Field) -> bool:
    """A part that the other reader does not tell contradicts nothing."""
    other = proposal.part(part.name)
    if other is None:
        return True
    mine, theirs = _amount(part), _amount(other)
    return set(_NUMBER.findall(mine)) == set(_NUMBER.findall(theirs)) and _hold(mine, theirs)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SPACE_BEFORE_UNIT = re.compile(r"(?<=\d)\s+(?=[^\W\d])")


def _amount(part: Field) -> str:
    """A part's words with its numbers in one way of writing: `0,50 g` and `0.5g` are the same."""
    written = _NUMBER.sub(lambda number: f"{float(number[0].replace(',', '.')):.15g}", fold(str(part.value)))
    return _SPACE_BEFORE_UNIT.sub("", written)


def _hold(one: str, other: str) -> bool:
    """Whether one is among the whole words of the other: "ira" is not in "respiratoire", nor "5mg" in "5mg/kg"."""
    short, long = sorted((one, other), key=len)
    return short == long or re.search(rf"(?<!\w){re.escape(short)}(?![\w/])", long) is not None


def _surer(field: Field, proposal: Field) -> Field:
    """The surer of two that agree, at the odds of both; it keeps what it knows of parts and codes."""
    mine = field.confidence >= proposal.confidence
    best, other = (field, proposal) if mine else (replace(proposal, code=field.code), field)
    odds = _odds(field.confidence) * _odds(proposal.confidence)
    lacking = tuple(part for part in other.parts if best.part(part.name) is None)
    known = tuple(_surer_part(part, other.part(part.name)) for part in best.parts)
    sureness = max(best.confidence, min(_MOST, odds / (1 + odds)))
    return replace(best, confidence=sureness, parts=(*known, *lacking))


def _surer_part(part: Field, other: Field | None) -> Field:
    return other if other is not None and other.confidence > part.confidence else part


def _odds(confidence: float) -> float:
    bounded = min(max(confidence, 0.01), _MOST)
    return bounded / (1 - bounded)


def _doubted(field: Field) -> Field:
    return replace(field, confidence=min(field.confidence, CONTRADICTED))
