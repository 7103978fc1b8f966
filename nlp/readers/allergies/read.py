"""Allergens from an "Allergies :" heading, from a sentence, or the words that say there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.lexicons import lexicon
from nlp.readers.medications.lexicon import find_names
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.fields import Assertion, Code, Field

_MODEL = "allergies/1"
_LONGEST_LIST = 300
"""Characters of a sentence that names allergens."""
_LONGEST = 60
"""Characters of an allergen; a longer piece is a sentence about something else."""
_ARTICLES = r"(?:(?:a la|a l'|au|aux|a|la|le|les|l')(?:\b ?| ))"
_LEAD = re.compile(rf"(?:[ \t:*•·>-]|{_ARTICLES}|(?:type|allergie|allergique)\b ?|notion d'|')*{_ARTICLES}*")


@dataclass(frozen=True, slots=True)
class _Patterns:
    heading: re.Pattern[str]
    none: re.Pattern[str]
    denied: re.Pattern[str]
    told: re.Pattern[str]
    intolerance: re.Pattern[str]
    between: re.Pattern[str]
    reactions: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Allergen:
    start: int
    end: int
    assertion: Assertion
    rule: str
    reaction: tuple[int, int] | None = None


@cache
def _patterns() -> _Patterns:
    words = lexicon("allergy_words")

    def any_of(key: str) -> str:
        return "(?:" + "|".join(words[key]) + ")"

    return _Patterns(
        heading=re.compile(
            rf"^[ \t*•·>ø°-]*{any_of('heading')}[ \t]*(?:[:=-]|(?=\n)|(?= pas )|(?<=[ \t][ \t]))[ \t:]*",
            re.MULTILINE,
        ),
        none=re.compile(rf"{any_of('none')}(?=[ \t]*(?:[\n.,;(]|$))"),
        denied=re.compile(rf"(?<![a-z]){any_of('denied')}(?![a-z])"),
        told=re.compile(rf"(?<![a-z])(?<!non ){any_of('told')}"),
        intolerance=re.compile(rf"(?<![a-z]){any_of('intolerance')}"),
        between=re.compile(rf"\s*{any_of('between')}\s*"),
        reactions=re.compile(rf"(?<![a-z]){any_of('reactions')}(?![a-z])"),
    )


def read(text: ClinicalText) -> Sequence[Field]:
    """Propose the allergies of a document, each allergen once."""
    found: list[_Allergen] = []
    for one in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if any(one.start < other.end and other.start < one.end for other in found):
            continue
        words = text.folded[one.start : one.end].rstrip("s")
        if any(
            other.assertion is one.assertion
            and (one.assertion is Assertion.ABSENT or text.folded[other.start : other.end].rstrip("s") == words)
            for other in found
        ):
            continue
        found.append(one)
    return [_field(text, one) for one in found]


def _all(text: ClinicalText) -> Iterator[_Allergen]:
    patterns, folded = _patterns(), text.folded
    headed: list[tuple[int, int]] = []
    for heading in patterns.heading.finditer(folded):
        start, end = _content(folded, heading.end())
        if start < end and text.section_at(start).kind is not SectionKind.FAMILY:
            headed.append((heading.start(), end))
            yield from _from_list(text, start, end, "heading")
    for match in patterns.denied.finditer(folded):
        if not any(start <= match.start() < end for start, end in headed) and not _of_nobody_here(text, match.start()):
            yield _Allergen(match.start(), match.end(), Assertion.ABSENT, "denied")
    for match in patterns.told.finditer(folded):
        if any(start <= match.start() < end for start, end in headed) or _of_nobody_here(text, match.start()):
            continue
        end = _sentence_end(folded, match.end(), min(len(folded), match.end() + _LONGEST_LIST))
        yield from _from_list(text, match.end(), end, "sentence")
    for match in patterns.intolerance.finditer(folded):
        end = _piece_end(folded, match.end())
        if not _of_nobody_here(text, match.start()) and next(find_names(folded[match.end() : end]), None):
            yield _Allergen(match.start(), end, Assertion.PRESENT, "intolerance")


def _content(folded: str, start: int) -> tuple[int, int]:
    """What stands behind a heading: the rest of its line, or the next line when that is empty."""
    end = folded.find("\n", start)
    end = len(folded) if end < 0 else end
    if folded[start:end].strip(" .:-"):
        return start, end
    following = re.compile(r"\s*").match(folded, end)
    start = following.end() if following else end
    end = folded.find("\n", start)
    return start, len(folded) if end < 0 else end


def _from_list(text: ClinicalText, start: int, end: int, rule: str) -> Iterator[_Allergen]:
    patterns, folded = _patterns(), text.folded
    lead = _LEAD.match(folded, start, end)
    begin = lead.end() if lead else start
    for pattern in (patterns.none, patterns.denied):
        absent = pattern.match(folded, start, end) or pattern.match(folded, begin, end)
        if absent:
            yield _Allergen(absent.start(), absent.end(), Assertion.ABSENT, rule)
            return
    stop = _sentence_end(folded, start, end)
    position = start
    while position < stop:
        joint = patterns.between.search(_without_brackets(folded[position:stop]))
        piece_end = position + joint.start() if joint else stop
        allergen = _allergen(text, position, piece_end, rule)
        if allergen is None:
            return
        yield allergen
        position = position + joint.end() if joint else stop


def _allergen(text: ClinicalText, start: int, end: int, rule: str) -> _Allergen | None:
    folded = text.folded
    bracket = folded.find("(", start, end)
    reaction = _reaction(folded, start, end)
    stop = bracket if bracket > start else end
    told = _patterns().told.match(folded, start, stop) or _AFTER.match(folded, start, stop)
    lead = _LEAD.match(folded, told.end() if told else start, stop)
    begin = lead.end() if lead else start
    while stop > begin and folded[stop - 1] in " .:,;-\n":
        stop -= 1
    cause = re.compile(r" (?:a type d|avec|responsable|en \d{4}|type |dans l'enfance|depuis|documentee|: )").search(
        folded, begin, stop
    )
    if cause:
        stop = cause.start()
    if _NO_ALLERGEN.match(folded, begin, stop):
        return None
    if not 2 < stop - begin <= _LONGEST or len(folded[begin:stop].split()) > 6:
        return None
    return _Allergen(begin, stop, Assertion.PRESENT, rule, reaction)


_AFTER = re.compile(
    r".{0,30}?\b(?:sous|apres|suite a)\b "
    r"(?:(?:la )?(?:prise|administration|injection|ingestion)(?: (?:de|du|des)| d')* ?)?"
)
_NO_ALLERGEN = re.compile(
    r"(?:non |pas |a )?(?:documente|explore|confirme|severe|grave|connue?s?$|probable|reaction|dans l'enf)"
)
"""What is said of an allergy behind a comma."""


def _reaction(folded: str, start: int, end: int) -> tuple[int, int] | None:
    match = _patterns().reactions.search(folded, start, min(len(folded), end + 40) if "(" in folded[start:end] else end)
    return (match.start(), match.end()) if match else None


def _without_brackets(piece: str) -> str:
    """The same length, what stands in brackets blanked, so that commas there join nothing."""
    return re.sub(r"\([^()]*\)?", lambda match: "_" * len(match.group()), piece)


_CLAUSE = re.compile(r"[.\n;]|, (?:il|elle|qui|et (?:il|elle)|ne|pas|avec|sans)\b| (?:il|elle|qui) ")


def _sentence_end(folded: str, start: int, limit: int) -> int:
    match = _CLAUSE.search(folded, start, limit)
    return match.start() if match else limit


def _piece_end(folded: str, start: int) -> int:
    match = re.compile(r"[.\n;,(]| et ").search(folded, start)
    return match.start() if match else len(folded)


def _of_nobody_here(text: ClinicalText, start: int) -> bool:
    """A relative's, or one that a form offers and nobody ticked."""
    return text.section_at(start).kind is SectionKind.FAMILY or text.is_unticked(start)


def _field(text: ClinicalText, one: _Allergen) -> Field:
    model = f"{_MODEL}:{one.rule}"
    drug = next(find_names(text.folded[one.start : one.end]), None) if one.assertion is Assertion.PRESENT else None
    parts: tuple[Field, ...] = ()
    if one.reaction is not None:
        parts = (text.field("allergies.reaction", text.text[slice(*one.reaction)], *one.reaction, model=model),)
    return text.field(
        "allergies",
        text.text[one.start : one.end],
        one.start,
        one.end,
        model=model,
        assertion=one.assertion,
        code=Code("atc", drug.drug.atc) if drug and drug.drug.atc else None,
        parts=parts,
    )
