"""The problem list: one line a disease, sign or event, whatever words the documents use for it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from records.fields import Assertion, Code
from records.synthesis.contradictions import Contradiction, Side, Subject, by_key, contradiction_of
from records.synthesis.dossier import DatedDocument, Mention, oldest_first
from records.synthesis.stays import Stay
from records.synthesis.words import side, without_side, words

_SIGNS = "R"
"""First letter of the codes of signs and symptoms (ICD-10, chapter XVIII)."""

_HEAD_WORDS = 2
"""Words that a name must have before a longer one that begins with it counts as the same problem."""


class Standing(StrEnum):
    """Where a problem stands in the list."""

    PROBLEM = "problem"
    """Present."""
    SIGN = "sign"
    """Present, a sign or symptom, or something without code that one document mentions once."""
    HISTORY = "history"
    POSSIBLE = "possible"
    PLANNED = "planned"
    ABSENT = "absent"
    """The latest document that speaks of it says that it is not there."""
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the patient has, had, may have, has not, or that runs in the family."""

    label: str
    """As the terminology calls it, else as most documents write it."""
    code: Code | None
    standing: Standing
    main: bool
    """It is the main diagnosis of a stay."""
    mentions: tuple[Mention, ...]
    """Oldest first."""
    course: tuple[tuple[Mention, Assertion], ...]
    """What was said first, then each time something else was said; one entry where nothing changed."""

    @property
    def writings(self) -> tuple[str, ...]:
        """Other ways in which the documents write it."""
        seen = {words(self.label)}
        found = []
        for mention in self.mentions:
            written = str(mention.value)
            if words(written) not in seen:
                seen.add(words(written))
                found.append(written)
        return tuple(found)

    def __repr__(self) -> str:
        return f"Problem({self.standing}, {len(self.mentions)} mentions)"


def problems(documents: Sequence[DatedDocument], stays: Sequence[Stay]) -> tuple[Problem, ...]:
    """All problems, main diagnoses and often named ones first; those of the family apart from the patient's own."""
    mentions = [mention for document in documents for mention in document.named("conditions")]
    family = [one for one in mentions if one.assertion is Assertion.FAMILY]
    own = [one for one in mentions if one.assertion is not Assertion.FAMILY]
    main = {mention for stay in stays for mention in stay.main_diagnoses}
    found = [_problem(group, main) for group in (*_groups(own), *_groups(family))]
    return tuple(sorted(found, key=lambda problem: -_weight(problem)))


def _weight(problem: Problem) -> int:
    return 100 * problem.main + len({mention.document_id for mention in problem.mentions})


def _groups(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """By code, else by name.

    A name without code takes the code that another mention of that name has, or whose name in the terminology it is.
    Else it joins a shorter name of two words or more that it begins with ("appendicite aiguë suppurée").
    """
    codes: dict[tuple[str, ...], str] = {}
    for code, written in ((one.field.code, str(one.value)) for one in mentions):
        if code:
            codes |= {words(name): code.code for name in (code.display or written, written)}
    names = {words(str(one.value)) for one in mentions} | set(codes)
    heads = sorted((name for name in names if len(name) >= _HEAD_WORDS), key=len)

    def key(mention: Mention) -> Hashable:
        if mention.field.code:
            return mention.field.code.code
        name = words(str(mention.value))
        fitting = [head for head in heads if name[: len(head)] == head]
        coded = [head for head in (*fitting, name) if head in codes]
        return codes[coded[-1]] if coded else next(iter(fitting), name)

    return list(by_key(mentions, key).values())


def _problem(group: Iterable[Mention], mains: Set[Mention]) -> Problem:
    mentions = oldest_first(group)
    code = next((mention.field.code for mention in mentions if mention.field.code), None)
    course = _course(mentions)
    main = not mains.isdisjoint(mentions)
    standing = _standing(mentions, code, course[-1][1], main=main)
    return Problem(_label(mentions, code), code, standing, main, mentions, course)


def _label(mentions: Sequence[Mention], code: Code | None) -> str:
    if code and code.display:
        return code.display
    return Counter(str(mention.value) for mention in mentions).most_common(1)[0][0]


def _course(mentions: Sequence[Mention]) -> tuple[tuple[Mention, Assertion], ...]:
    """The last word of each document, those that a person confirmed outweighing the others of theirs."""
    course: list[tuple[Mention, Assertion]] = []
    for said in by_key(mentions, lambda mention: mention.document_id).values():
        last = next((one for one in reversed(said) if one.validated), said[-1])
        if not course or course[-1][1] is not last.assertion:
            course.append((last, last.assertion))
    return tuple(course)


def _standing(mentions: Sequence[Mention], code: Code | None, latest: Assertion, *, main: bool) -> Standing:
    if latest is not Assertion.PRESENT:
        return Standing(latest.value)
    if code:
        return Standing.SIGN if code.code.startswith(_SIGNS) else Standing.PROBLEM
    often = len({mention.document_id for mention in mentions}) > 1
    return Standing.PROBLEM if main or often else Standing.SIGN


def contradictions(documents: Sequence[DatedDocument]) -> Iterator[Contradiction]:
    """A lasting disease that another document denies, and one thing on two sides of the body."""
    mentions = oldest_first(mention for document in documents for mention in document.named("conditions"))
    for about, codes in _lasting().items():
        said = [one for one in mentions if one.field.code and one.field.code.code[:3] in codes]
        has = tuple(one for one in said if one.assertion in (Assertion.PRESENT, Assertion.HISTORY))
        denied = {one.field.code.code[:3] for one in has if one.field.code} | {codes[-1]}
        not_has = tuple(
            one
            for one in said
            if one.assertion is Assertion.ABSENT and one.field.code and one.field.code.code[:3] in denied
        )
        if has and not_has:
            sides = (Side("present", has), Side("absent", not_has))
            yield Contradiction(Subject.PROBLEM, "conditions", about, sides)
    for name in ("conditions", "procedures"):
        yield from _two_sides(name, [one for document in documents for one in document.named(name)])


def _two_sides(name: str, mentions: Sequence[Mention]) -> Iterator[Contradiction]:
    sided = [one for one in mentions if side(str(one.value)) and one.assertion is not Assertion.FAMILY]
    for about, group in by_key(sided, lambda one: without_side(str(one.value))).items():
        sides: dict[str, list[Mention]] = {}
        for one in group:
            sides.setdefault(str(side(str(one.value))), []).append(one)
        documents = [{one.document_id for one in said} for said in sides.values()]
        if len(documents) == 2 and not documents[0] & documents[1]:
            told = tuple(Side(value, oldest_first(said)) for value, said in sides.items())
            yield from contradiction_of(told, Subject.SIDE, name, str(about))


@cache
def _lasting() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads((files("records.synthesis") / "lasting.toml").read_text(encoding="utf-8"))
    return {entry["name"]: tuple(entry["codes"]) for entry in raw["disease"]}
