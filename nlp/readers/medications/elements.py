"""The pieces a posology is written in: "500 mg", "1 cp", "x3/j", "si douleur", "pendant 7 jours", "puis"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _all(table: Mapping[str, list[str]]) -> str:
    return _any(word for words in table.values() for word in words)


@cache
def patterns() -> tuple[tuple[Kind, str, re.Pattern[str]], ...]:
    """Kind, name and pattern (for folded text), in the order they are tried."""
    words = lexicon("posology_words")
    number = r"(?:\d{1,3}(?:[ .]\d{3})+(?![\d/])|\d+(?:[.,]\d+)?)"
    spelt = rf"(?:{_all(words['numbers'])})\b"
    unit = rf"{_all(words['units'])}(?![a-z0-9])|{_all(words['units'])}(?=x ?\d|j\b)"
    per = rf"(?:\s?/\s?{_all(words['per'])}(?![a-z]))"
    half = r"(?:1/2|½|une? demie?|demie?|1/4|3/4|1/3|2/3|un quart|trois[- ]quarts?|¼|¾)"
    count = rf"(?:{number}|{half}|{spelt})(?: ?(?:a|ou|-|/) ?(?:{number}|{half}|{spelt}))?"
    form = _all(words["forms"])
    period = _all(words["periods"])
    moment = rf"(?:{_all(words['when'])}\b|\d{{1,2}} ?h(?: ?\d\d)?(?![a-z]))"
    at = r"(?:chaque |tous les |toutes les |le |la |les |au |aux |a l'|a la |a |avant |apres |pendant |au cours |au moment |in the |at |each |every |with |du |des |de )"
    one_moment = rf"(?:{at}){{0,3}}(?:(?:\d|une?|{half}) )?(?:{at}){{0,3}}{moment}"
    moments = rf"{one_moment}(?:(?: ?[,+/&-] ?| et | puis | and )+{one_moment}|[ ](?:{at}){{0,3}}(?:\d )?{moment})*"
    weekday = rf"{_all(words['weekdays'])}\b"
    days = rf"(?:(?:tous )?(?:chaque |les? )?){weekday}(?:(?: ?[,+/-] ?| et | and )(?:les? )?{weekday}|[ ](?:les? )?{weekday})*"
    digit = r"(?:\d(?:[.,]5)?|1/2|½)"
    ratio = rf"/ ?(?:\d+ ?)?{period}(?![a-z0-9])"
    by = rf"(?:(?:par|per|each|every) (?:\d+ )?{period}|a (?:day|week|month))(?![a-z])"
    often = rf"(?:{ratio}|{by}|{ratio.replace('/ ?', '')})"
    amount = rf"{count} ?(?:{unit}|{form}(?![a-z])|fois|prises?|inj)?"
    free = r"[^\n.;:,()]"
    table = (
        (Kind.THEN, "then", r"(?:,? ?)(?:puis|ensuite|then)\b(?! poursuite)"),
        (Kind.FREQUENCY, "slots", rf"(?<![\d/.]){digit} ?([-./]) ?{digit} ?\1 ?{digit}(?: ?\1 ?{digit})?(?![\d/])|(?<![\d/.])[0-4] [0-4] [0-4](?: [0-4])?(?! ?[\w/%])"),
        (
            Kind.LIMIT,
            "gap",
            rf"(?:en respectant|respecter|espacees? d'au moins|espaces? d[’']au moins|avec un delai d'au moins|avec un intervalle (?:minimum |minimal )?d'?e?) ?{number} ?{period}(?: minimales?| minimum)?(?: entre (?:deux|2|chaque) prises?)?",
        ),
        (
            Kind.LIMIT,
            "gap",
            rf"{number} ?{period} (?:de )?(?:delais? )?(?:min(?:imum|imales?)?|au moins) (?:d'intervalle )?entre (?:deux|2|chaque) prises?",
        ),
        (
            Kind.LIMIT,
            "most",
            rf"(?:avec )?(?:un )?(?:max(?:imum|i)?\b\.?|jusqu'a|sans depasser|ne pas depasser|dose max(?:imale)?\b)(?: de| d'| a| :)? ?(?:{amount}(?: ?{often}|(?: par| ?/) ?prise)?|{often}|toutes les {number} ?{period}(?![a-z]))",
        ),
        (Kind.LIMIT, "most", rf"{amount} ?(?:max(?:imum)?)(?: ?(?:{often}|(?:par|/) ?(?:prise|\d+ ?h)))?"),
        (
            Kind.CONDITION,
            "needed",
            r"(?:en )?(?:si besoin|si necessaire|a la demande|s\.?b\.?(?![a-z])|prn\b|as needed|au besoin)(?: (?:/|si) ?(?:douleurs?|fievre|nausees?|anxiete|insomnie)[^\n.;:,()]*)?",
        ),
        (
            Kind.CONDITION,
            "if",
            rf"(?:si\b|en cas d(?:e |')|if\b|for\b) ?(?!possible)(?:(?!\bpendant\b|\bmax|\btoutes les\b|\bpuis\b|\bx ?\d|\bqsp\b|\bsans depasser|\b\d+ (?:g|cp|mg)\b){free}){{3,70}}",
        ),
        (
            Kind.CONDITION,
            "after",
            rf"(?:selon|en fonction d[eu]s?|adapte(?:e|es)? (?:a|au|selon)) (?!les modalites){free}{{3,50}}",
        ),
        (
            Kind.STRENGTH,
            "strength",
            rf"(?:{number}(?: ?(?:{unit}))?(?: ?[+/] ?{number}(?: ?(?:{unit}))?)*) ?v? ?(?:{unit}){per}*(?!/l\b)",
        ),
        (Kind.STRENGTH, "spelt", rf"{spelt} (?:{unit}){per}*"),
        (
            Kind.FREQUENCY,
            "times",
            rf"(?:[x*] ?)(?:{count})(?: fois)?(?: ?{often})?(?![\da-z]| ?(?:cycles?|cures?|injections?|mois|semaines?)\b)(?: et sb\b)?",
        ),
        (Kind.FREQUENCY, "times", rf"(?:{count}) ?(?:x|fois|prises?|times)(?: ?{often})?(?![\da-z])(?: (?:les? )?{days})?(?: max(?:imum)?)?"),
        (
            Kind.FREQUENCY,
            "twice",
            r"(?:once|twice|three times|four times)(?: ?(?:daily|a day|per day|weekly|a week))?|bid\b|tid\b|qid\b|b\.i\.d\.?|t\.i\.d\.?|q\.?d\.?\b|q ?\d{1,2} ?h\b|daily\b|weekly\b",
        ),
        (Kind.FREQUENCY, "rate", rf"(?:{count}) ?{ratio}"),
        (Kind.COUNT, "count", rf"(?:{count})(?: ?(?:de |d'))?(?: ?{form}(?![a-z]))(?: et demie?| 1/2)?(?:/\d+ ?kg)?"),
        (
            Kind.FREQUENCY,
            "every",
            rf"(?:tou(?:s|t|te|tes|ts) les|tt les|ttes les|chaque|every|1 fois toutes les|une fois toutes les) (?:{count} ?(?:-|a) ?)?(?:{number}|{spelt})? ?{period}(?![a-z])",
        ),
        (
            Kind.FREQUENCY,
            "every",
            rf"(?:tous les (?:jours|mois)|chaque (?:jour|mois|semaine)|un jour sur (?:deux|2)|1 ?j(?:our)?(?:/| sur )2|une semaine sur \w+|\d ?j(?:ours?)?/ ?(?:7|semaine)|\d+/28|quotidien(?:ne(?:ment)?)?|hebdo(?:madaires?)?|mensuel(?:le)?|trimestriel(?:le)?|en continu|en une (?:seule )?prise|en prise unique|en \d prises?|dose unique|une fois\b)",
        ),
        (Kind.FREQUENCY, "by", rf"(?:{by}|{ratio})(?: selon {free}{{3,30}})?"),
        (Kind.FREQUENCY, "days", days),
        (
            Kind.FREQUENCY,
            "except",
            r"sauf (?:le |la |les )?(?:week[- ]?end|dimanches?|samedis?)(?: et (?:le )?dimanches?)?",
        ),
        (
            Kind.FREQUENCY,
            "meals",
            rf"(?:\d+ ?(?:min|minutes|h|heures?) )?(?:avant|apres|au cours|pendant|au milieu|au debut|a la fin|en dehors|hors)(?: ou a la fin)? (?:d[eu]s? |de )?(?:chaque |les? |la )?(?:3 |trois )?(?:principaux )?(?:repas|petit[- ]dejeuner|dejeuner|diner|coucher)",
        ),
        (Kind.FREQUENCY, "fasting", r"a jeun|on an empty stomach"),
        (
            Kind.DURATION,
            "until",
            rf"(?:jusqu'au|jusqu'a la|jusqu'a ce que|jusqu'a|fin le|until) {free}{{2,60}}?(?= puis| pour un| \(|[\n.;:,()]|$)(?: inclus| compris)?",
        ),
        (
            Kind.DURATION,
            "for",
            rf"(?:(?:pendant|durant|pdt|pour(?: une duree(?: totale)? d(?:e |')| un total d(?:e |'))?|for|duree(?: totale)?(?: de)? ?:?|sur une duree de|pour)(?: encore| une duree(?: totale)? de| max(?:imum)?)? ?)(?:{count}) ?{period}(?![a-z])(?: au total)?",
        ),
        (Kind.DURATION, "supply", rf"(?:qsp|qs pour) ?(?:{count}) ?{period}(?![a-z])"),
        (Kind.DURATION, "over", rf"(?:sur|en|over) (?:{count}) ?{period}(?![a-z])"),
        (Kind.FREQUENCY, "moments", moments),
        (Kind.DURATION, "long", r"au long cours|a vie|traitement chronique"),
        (
            Kind.DURATION,
            "bare",
            rf"(?:x ?)?(?:{count}) ?(?:{_any(words['periods']['d'] + words['periods']['wk'] + words['periods']['mo'])}(?![a-z0-9])|cycles?\b|cures?\b)",
        ),
        (Kind.ROUTE, "route", rf"(?:en |par )?(?:{_all(words['routes'])})(?![a-z])"),
        (Kind.FORM, "form", rf"(?:en )?(?:{_all(words['form_words'])})(?![a-z])"),
        (
            Kind.FILLER,
            "renewal",
            r"(?:a renouveler|ar|renouvelable)(?: ?:? ?\d+ fois| \d+)?(?![a-z])|non substituable|ns\b|\(?ald\)?|a (?:debuter|prendre|administrer|diluer|mettre)\b|soit\b|lp\b|posologie|dose (?:de|:)|prendre\b|1 boites?|\d+ boites?|boites? de \d+",
        ),
        (
            Kind.BARE,
            "number",
            rf"(?:{number}/{number}|{half}|{number}|{spelt})(?![\w°/]| ?(?:mmol|umol|g/|mg/|ng/|%|pg|ui/|meq|kg\b|cm\b|mm\b|ans\b|sa\b))",
        ),
    )
    return tuple((kind, rule, re.compile(pattern)) for kind, rule, pattern in table)


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
            if element is not None and not (element.kind is Kind.FREQUENCY or (follows and follows.kind is Kind.FREQUENCY)):
                element = None
        if element is None and not found and (bridge := _BRIDGE.match(folded, at, end)):
            position = bridge.end()
            continue
        if element is None and not wrapped and (line := _NEXT_LINE.match(folded, at, end)) and line.end() > at:
            element = _element(folded, line.end(), end)
            wrapped = True
            if element is not None and element.kind not in {Kind.COUNT, Kind.FREQUENCY}:
                element = None
        if element is None:
            break
        found.append(element)
        position = element.end
    return found


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
