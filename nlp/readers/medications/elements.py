"""The pieces a posology is written in: "500 mg", "1 cp", "x3/j", "si douleur", "pendant 7 jours", "puis"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nlp.lexicons import lexicon


class Kind(StrEnum):
    """What a piece says."""

    STRENGTH = "strength"
    COUNT = "count"
    """How many of a form: "2 bouffées"."""
    BARE = "bare"
    """A number alone: "1" in "850 mg : 1 matin et soir"."""
    FORM = "form"
    ROUTE = "route"
    FREQUENCY = "frequency"
    LIMIT = "limit"
    """The most that may be taken, or the least time between two."""
    CONDITION = "condition"
    """As needed, and for what."""
    DURATION = "duration"
    THEN = "then"
    FILLER = "filler"


FREQUENT = frozenset({Kind.FREQUENCY, Kind.LIMIT, Kind.CONDITION})
"""The kinds that make up the frequency as written."""


@dataclass(frozen=True, slots=True)
class Element:
    """A piece at a place of the text."""

    kind: Kind
    rule: str
    """Which pattern fitted, for those who take the piece apart."""
    start: int
    end: int


@cache
def patterns() -> tuple[tuple[Kind, str, re.Pattern[str]], ...]:
    """Kind, name and pattern (for folded text), in the order they are tried."""
    table = lexicon("posology_patterns")
    parts = {name: any_word(name) for name in lexicon("posology_words")}
    parts |= {"form": parts["forms"], "period": parts["periods"], "long_period": any_word("periods", "d", "wk", "mo")}

    def filled(template: str) -> str:
        return re.sub(r"<(\w+)>", lambda part: parts[part[1]], template)

    for name, template in table["parts"].items():
        parts[name] = filled(template)
    return tuple((Kind(piece["kind"]), piece["rule"], re.compile(filled(piece["pattern"]))) for piece in table["piece"])


def any_word(table: str, *rows: str) -> str:
    """A pattern of any word of a table of `posology_words.toml`, or of some of its rows; the longest first."""
    entries = lexicon("posology_words")[table]
    words = {word for row, spellings in entries.items() if not rows or row in rows for word in spellings}
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_GAP = re.compile(r"(?: en(?= si)|[ :,()®«»-])*(?:j (?=le |matin|soir))?")
_WORDS = re.compile(r"(?:a|de|la|le|chacun|environ|seul)\b[ :,()-]*")
_AND = re.compile(r" (?:et|and) ")
_BRIDGE = re.compile(r"(?:est|sont|a ete|mis en place)\b[^\n.:;,0-9]{0,50}?(?=: ?\d| ?pour (?:une|un) |pendant )")
_NEXT_LINE = re.compile(r"[ .]*\n{1,2}[ \t*•·-]*")


def scan(folded: str, start: int, end: int, *, wrap: bool = False) -> list[Element]:
    """The pieces that follow each other from `start`, up to `end` or to the first words that are none.

    With `wrap` a posology may go on on the next line ("DOLIPRANE 1 g / 1 cp matin et soir"), where that line opens
    with a count or a frequency.
    """
    found: list[Element] = []
    position, wrapped = start, not wrap
    while position < end:
        gap = _GAP.match(folded, position, end)
        at = gap.end() if gap else position
        element = _element(folded, at, end, bare=True)
        if element is None and (words := _WORDS.match(folded, at, end)):
            element = _element(folded, words.end(), end, bare=True)
        if element is None and found and (joint := _AND.match(folded, position, end)):
            element = _element(folded, joint.end(), end, bare=True)
            follows = element and _element(folded, element.end + 1, end)
            if element is not None and not (
                element.kind is Kind.FREQUENCY or (follows and follows.kind is Kind.FREQUENCY)
            ):
                element = None
        if element is None and not found and (bridge := _BRIDGE.match(folded, at, end)):
            position = bridge.end()
            continue
        if element is None and not wrapped and (line := _NEXT_LINE.match(folded, at, end)) and line.end() > at:
            element = _element(folded, line.end(), end)
            wrapped = True
            if element is not None and element.kind not in {Kind.COUNT, Kind.FREQUENCY, Kind.STRENGTH}:
                element = None
        if element is None and wrap and found and (sentence := _SENTENCE.match(folded, position, end)):
            element = _element(folded, sentence.end(), end)
            if element is not None and element.kind not in _AFTERTHOUGHTS and element.rule != "instead":
                element = None
        if element is None:
            frequent = any(piece.kind is Kind.FREQUENCY for piece in found)
            element = _further(folded, at, end, in_list=wrap)
            if element is not None and frequent and element.kind is Kind.FREQUENCY:
                element = None
        if element is None:
            break
        found.append(element)
        position = element.end
    return found


_SENTENCE = re.compile(r"\)?[.;] ?")
_AFTERTHOUGHTS = frozenset({Kind.LIMIT, Kind.CONDITION, Kind.DURATION})
"""What a new sentence may add to a posology: "Ne pas dépasser 2 par jour. QSP 1 mois"."""
_SKIPPED = {
    True: re.compile(r"[^\n.;]*?(?=[ (:,/*]|$)[ (:,/*-]*"),
    False: re.compile(r"[^\n.;)]*?(?=[ (:,/*]|$)[ (:,/*]*"),
}
_SKIPS = {True: 8, False: 3}
"""Words that may stand between two pieces: on a line of a treatment list, and in a sentence."""
_SURE = frozenset({"if", "times", "every", "slots", "rate", "needed", "for", "days"})
_ON_LISTS = frozenset({Kind.FREQUENCY, Kind.CONDITION, Kind.COUNT})


def _further(folded: str, start: int, end: int, *, in_list: bool) -> Element | None:
    """The next piece behind some words that are none, on the same line and in the same sentence."""
    position = start
    for _ in range(_SKIPS[in_list]):
        skipped = _SKIPPED[in_list].match(folded, position, end)
        if skipped is None or skipped.end() == position:
            return None
        position = skipped.end()
        element = _element(folded, position, end)
        if element is not None and (element.rule in _SURE or (in_list and element.kind in _ON_LISTS)):
            return element
    return None


def _element(folded: str, start: int, end: int, *, bare: bool = False) -> Element | None:
    for kind, rule, pattern in patterns():
        if kind is Kind.BARE and not bare:
            continue
        match = pattern.match(folded, start, end)
        if match is not None and match.end() > start:
            stop = start + len(match.group().rstrip(" ,-"))
            if stop > start:
                return Element(kind, rule, start, stop)
    return None
