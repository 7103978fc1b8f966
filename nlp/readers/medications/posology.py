"""A posology as written: which words are the dose, the route, the frequency and the duration.

Conventions of the annotated reports: the dose is what is taken at once, as written; that is the strength where one
unit is taken ("850 mg : 1 cp" → "850 mg"), else the count ("2 bouffées"). The frequency keeps its "si besoin" and its
maximum. The structured posology is `schedule.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.lexicons import lexicon
from nlp.readers.medications.elements import FREQUENT, Element, Kind, scan

Span = tuple[int, int]

_ONE = re.compile(r"(?:1(?![\d.,/])|(?:un|une|one)\b)(?! ?(?:/|a |ou |-|demi|quart|et demi))")
_ONE_UNIT = re.compile(r"(?:1|un|une) (?=(?:le |la |au |a )?[a-z])(?!fois|prise|j\b|jour|sem|x\b|a \d|h\b)")
_OTHER_COUNT = re.compile(r"\b(?:\d|un|une) ?(?:le |la |au )?[a-z]")
_CONCENTRATION = re.compile(r"/ ?\d* ?ml|%")
_STRENGTH_ALONE = re.compile(r"(?:\d{2,4}(?:/\d{1,3})?|\d{1,3}/\d{1,3})$")
_LEAD = re.compile(
    r"(?:en |pendant |durant |pdt |qsp |qs pour |pour (?=une duree|un total)|une duree(?: totale)? d(?:e |')"
    r"|un total d(?:e |')|pour |duree(?: totale)?(?: de)? ?:? ?)+"
)


@dataclass(frozen=True, slots=True)
class Written:
    """Where the parts of a posology stand; None for what is not told."""

    start: int
    end: int
    """Of all pieces, the name left out; `start == end` where nothing was found."""
    dose: Span | None = None
    frequency: Span | None = None
    duration: Span | None = None
    route: str | None = None
    route_at: Span | None = None
    elements: tuple[Element, ...] = ()


def after_name(folded: str, start: int, end: int, *, before: int | None = None, wrap: bool = False) -> Written:
    """The posology that follows a name ending at `start`; never beyond `end`, no piece opening at `before` or later."""
    pieces = scan(folded, start, end, wrap=wrap)
    elements = _trimmed(folded, [piece for piece in pieces if before is None or piece.start < before])
    if not elements:
        return Written(start, start)
    route, route_at = _route(folded, elements)
    return Written(
        start=elements[0].start,
        end=max(element.end for element in elements),
        dose=_dose(folded, elements),
        frequency=_frequency(folded, elements),
        duration=_duration(folded, elements),
        route=route,
        route_at=route_at,
        elements=tuple(elements),
    )


_MONTH_AFTER = re.compile(r" (?:janv|fevr|mars|avril|mai\b|juin|juil|aout|sept|oct|nov|dec)")
_DAY = re.compile(r"[0-3]?\d/[01]\d")
_RANGE_OF_WEEKS = re.compile(r"/2| a \d")
_LEADING = frozenset({Kind.STRENGTH, Kind.COUNT, Kind.DURATION, Kind.BARE, Kind.FORM})
_NOT_TAKEN = re.compile(
    r"(?:\d|une? |deux |trois )*\s*(?:injections?|perfusions? |seringues?|prises?|\d\d?/\d\d|(?:19|20)\d\d\b)"
)
_OF = re.compile(r"(?: |^)(?:de la |de l'|de |du |d'|des |x |of )?$")


def before_name(folded: str, start: int, end: int) -> Written:
    """The dose right before a name that starts at `end`, as in "40 mg de Lasilix"; never before `start`."""
    line = max(start, folded.rfind("\n", start, end) + 1, end - 60)
    for opening in re.finditer(
        r"(?<![\w/.,-])(?:\d|une?\b|deux\b|trois\b|quatre\b|cinq\b|aerosols?|patchs?|perfusions?|nebulisations?)",
        folded[line:end],
    ):
        elements = scan(folded, line + opening.start(), end)
        if elements and _OF.fullmatch(folded, elements[-1].end, end) and elements[0].start == line + opening.start():
            first = elements[0]
            if (
                first.kind not in _LEADING
                or _NOT_TAKEN.match(folded, first.start)
                or (first.kind is Kind.BARE and (len(elements) > 1 or folded.startswith("un", first.start)))
            ):
                continue
            route, route_at = _route(folded, elements)
            return Written(
                start=elements[0].start,
                end=end,
                dose=_dose(folded, elements),
                frequency=_frequency(folded, elements),
                duration=_duration(folded, elements),
                route=route,
                route_at=route_at,
                elements=tuple(elements),
            )
    return Written(end, end)


def _trimmed(folded: str, elements: Sequence[Element]) -> list[Element]:
    """Without pieces that only look like a posology: a year, a date, a trailing "puis" or form."""
    kept = list(elements)
    for index, element in enumerate(kept):
        words = folded[element.start : element.end]
        if element.kind is Kind.BARE and (
            re.fullmatch(r"(?:19|20)\d\d", words)
            or _RANGE_OF_WEEKS.match(folded, element.end)
            or (_DAY.fullmatch(words) and folded.endswith(("le ", "du ", "au "), 0, element.start))
            or _MONTH_AFTER.match(folded, element.end)
        ):
            kept = kept[:index]
            break
    while kept and kept[-1].kind in {Kind.THEN, Kind.FILLER}:
        kept.pop()
    return kept


def _first_step(elements: Sequence[Element]) -> Sequence[Element]:
    cut = next((index for index, element in enumerate(elements) if element.kind is Kind.THEN), len(elements))
    return elements[:cut]


def _dose(folded: str, elements: Sequence[Element]) -> Span | None:
    step = _first_step(elements) or elements
    strengths = [e for e in step if e.kind is Kind.STRENGTH]
    taken = (e for e in strengths if not _CONCENTRATION.search(folded, e.start, e.end))
    strength = next(taken, strengths[0] if strengths else None)
    count = next(
        (
            e
            for e in step
            if e.kind is Kind.COUNT and not re.match(r"1 (?:flacon|boite|tube de)", folded[e.start : e.end])
        ),
        None,
    )
    first = step[0]
    if strength is not None and count is not None and _CONCENTRATION.search(folded, strength.start, strength.end):
        return count.start, count.end
    if strength is None and first.kind is Kind.BARE and _STRENGTH_ALONE.match(folded[first.start : first.end]):
        strength = first
    if count is not None and (strength is None or not _ONE.match(folded, count.start)):
        return count.start, count.end
    if strength is not None:
        return strength.start, strength.end
    if first.kind is Kind.BARE and (len(step) == 1 or step[1].kind in FREQUENT):
        return first.start, first.end
    return None


def _frequency(folded: str, elements: Sequence[Element]) -> Span | None:
    for step in (_first_step(elements), elements):
        run: list[Element] = []
        for element in step:
            if element.kind in FREQUENT:
                run.append(element)
            elif run and element.kind in {Kind.COUNT, Kind.STRENGTH, Kind.BARE} and run[-1].rule == "moments":
                continue
            elif run and element.kind not in {Kind.ROUTE, Kind.FILLER, Kind.FORM}:
                break
        if run:
            start = run[0].start
            if folded.startswith("en si", start):
                start += 3
            elif (one := _ONE_UNIT.match(folded, start, run[0].end)) and not _OTHER_COUNT.search(
                folded, one.end(), run[-1].end
            ):
                start = one.end()
            return start, run[-1].end
    return None


def _duration(folded: str, elements: Sequence[Element]) -> Span | None:
    found = next((e for e in _first_step(elements) if e.kind is Kind.DURATION and e.rule != "over"), None)
    if found is None:
        return None
    lead = _LEAD.match(folded, found.start, found.end)
    return (lead.end() if lead else found.start), found.end


@cache
def _routes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = lexicon("posology_words")
    return tuple(
        (route, re.compile(rf"(?:en |par )?(?:{'|'.join(sorted(spellings, key=len, reverse=True))})"))
        for route, spellings in words["routes"].items()
    )


@cache
def _form_routes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = lexicon("posology_words")
    pairs: list[tuple[str, re.Pattern[str]]] = []
    for route, forms in words["form_routes"].items():
        spellings = [spelling for form in forms for spelling in words["forms"][form]]
        pairs.append((route, re.compile(rf".*?(?<![a-z])(?:{'|'.join(spellings)})(?![a-z])")))
    for route, spellings in words["form_words"].items():
        pairs.append((route, re.compile(rf".*?(?<![a-z])(?:{'|'.join(spellings)})(?![a-z])")))
    return tuple(pairs)


def _route(folded: str, elements: Sequence[Element]) -> tuple[str | None, Span | None]:
    for kind, table in ((Kind.ROUTE, _routes()), (Kind.COUNT, _form_routes()), (Kind.FORM, _form_routes())):
        for element in elements:
            if element.kind is kind:
                for route, pattern in table:
                    if pattern.fullmatch(folded, element.start, element.end) or (
                        kind is not Kind.ROUTE and pattern.match(folded, element.start, element.end)
                    ):
                        return route, (element.start, element.end)
    return None, None


def shared(own: Written, other: Written) -> Written:
    """`own` with the frequency, duration and route of `other`, for drugs joined by "et" or "/"."""
    return replace(
        own,
        frequency=other.frequency,
        duration=other.duration,
        route=own.route or other.route,
        route_at=own.route_at or other.route_at,
    )


def route_of(folded: str, elements: Sequence[Element]) -> str | None:
    """The route told by a word of its own, else by what is taken ("1 bouffée")."""
    return _route(folded, elements)[0]
