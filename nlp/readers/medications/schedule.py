"""A posology as data: how much, when, how often, how long, up to how much, step after step.

The names follow FHIR R4 `Dosage` and `Timing` (https://hl7.org/fhir/R4/dosage.html): `when` codes are those of
event-timing, period units those of UCUM. Amounts keep the unit as a word of `posology_words.toml` (`mg`, `tablet`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.readers.medications.dosage import Amount, Dosage, Span
from nlp.readers.medications.elements import Element, Kind, any_word, scan
from nlp.readers.medications.posology import route_of
from nlp.readers.medications.quantities import (
    RANGE,
    read_amount,
    read_hours,
    read_moments,
    read_number,
    read_span,
    read_unit,
    read_weekdays,
)


def dosages(folded: str) -> tuple[Dosage, ...]:
    """The dosages told by a folded line, from its first piece on.

    >>> [(d.dose.low, d.when) for d in dosages("2 cp le matin et 1 cp le soir pendant 5 jours")]
    [(2.0, ('MORN',)), (1.0, ('EVE',))]
    """
    return from_elements(folded, scan(folded, 0, len(folded), wrap=True))


def from_elements(folded: str, elements: Sequence[Element]) -> tuple[Dosage, ...]:
    """The dosages told by pieces already found."""
    steps: list[list[Element]] = [[]]
    reasons: list[str | None] = [None]
    for element in elements:
        if element.kind is Kind.THEN:
            steps.append([])
            reasons.append(_reason(folded, element) if element.rule == "instead" else None)
        else:
            steps[-1].append(element)
    found: list[Dosage] = []
    for number, (step, reason) in enumerate(zip(steps, reasons, strict=True), 1):
        parts = _step(folded, step, number)
        if not parts:
            continue
        if found and number > 1:
            parts = [_inherited(part, found[-1]) for part in parts]
        found += [part if reason is None else replace(part, as_needed=reason) for part in parts]
    return tuple(_spread(found) if any(reasons) else found)


_INSTEAD = re.compile(
    r"(?:en cas d(?:e |')|si )(?P<reason>.*?),? ?\b(?:passer|augmenter|majorer|diminuer|reduire|porter|rempl)"
)


def _reason(folded: str, element: Element) -> str:
    """Why another posology is taken instead: "fièvre" in "en cas de fièvre passer à 2 comprimés"."""
    match = _INSTEAD.match(folded, element.start, element.end)
    return match["reason"] if match else ""


def _inherited(part: Dosage, before: Dosage) -> Dosage:
    """A later step keeps the moments, the route and the strength of the step before where it tells none."""
    timed = part.when or part.times or part.every or part.weekdays
    if not timed:
        part = replace(
            part,
            when=before.when,
            times=before.times,
            every=before.every,
            frequency=before.frequency,
            weekdays=before.weekdays,
        )
    return replace(part, route=part.route or before.route, strength=part.strength or before.strength)


_TIMED = frozenset({Kind.FREQUENCY})
_AMOUNT = frozenset({Kind.STRENGTH, Kind.COUNT, Kind.BARE})


def _step(folded: str, elements: Sequence[Element], number: int) -> list[Dosage]:
    """The parts of one step: a new amount after a timing opens a part that runs beside the one before."""
    parts: list[Dosage] = []
    part = Dosage(number)
    timed, form = False, ""
    shared_when: tuple[str, ...] = ()
    for element in elements:
        if element.kind is Kind.FORM:
            form = read_unit(folded[element.start : element.end].removeprefix("en ")) or form
        if element.kind in _AMOUNT:
            amount = read_amount(folded[element.start : element.end])
            if amount is None:
                continue
            if element.kind is Kind.BARE and form:
                amount = replace(amount, unit=form)
            if part.dose is None and part.when:
                shared_when = part.when
            if (timed or part.as_needed is not None) and part.dose is not None:
                parts.append(part)
                part = Dosage(number, strength=part.strength, route=part.route, when=shared_when)
                timed = False
            if not amount.unit and part.dose is not None and part.strength is None:
                part = replace(part, strength=part.dose, dose=amount)
            elif not amount.unit and parts and parts[-1].dose is not None:
                part = replace(part, dose=replace(amount, unit=parts[-1].dose.unit))
            elif part.dose is None:
                part = replace(part, dose=amount)
            elif part.strength is None:
                part = replace(part, strength=part.dose, dose=amount)
            else:
                part = replace(part, dose=amount)
        elif element.kind is Kind.FREQUENCY:
            before = part
            split = (
                _slots(folded, element, part, form)
                if element.rule == "slots"
                else _moment_counts(folded, element, part, form)
            )
            if split:
                parts += split[:-1]
                part = split[-1]
            else:
                part = _timed(folded, element, part)
            timed = timed or part != before
        else:
            part = _told(folded, element, part)
    if part != Dosage(number):
        parts.append(part)
    route = route_of(folded, elements)
    return _shared([_completed(one, route) for one in parts])


def _completed(part: Dosage, route: str | None) -> Dosage:
    """ "3 fois" alone is a day's; the route told once for a step holds for all its parts."""
    if part.frequency is not None and part.every is None and not part.weekdays:
        part = replace(part, every=Span(1, "d"))
    return replace(part, route=part.route or route)


def _shared(parts: list[Dosage]) -> list[Dosage]:
    """What stands once for a step holds for all its parts; parts of one amount become one."""
    reasons = [part.as_needed for part in parts if part.as_needed is not None]
    reason = reasons[0] if len(reasons) == 1 else None
    merged: list[Dosage] = []
    for part in _spread([replace(one, as_needed=reason if one.as_needed is None else one.as_needed) for one in parts]):
        last = merged[-1] if merged else None
        if last is not None and replace(last, when=part.when, times=part.times) == part:
            merged[-1] = replace(last, when=last.when + part.when, times=last.times + part.times)
        else:
            merged.append(part)
    return merged


def _spread(parts: list[Dosage]) -> list[Dosage]:
    """How long and how much at most, told once, holds for all."""
    duration = next((part.duration for part in parts if part.duration), None)
    until = next((part.until for part in parts if part.until), None)
    most = next((part.max_per_period for part in parts if part.max_per_period), None)
    return [
        replace(
            part,
            duration=part.duration or duration,
            until=part.until or until,
            max_per_period=part.max_per_period or most,
        )
        for part in parts
    ]


_NAMED_PERIODS = (
    ("hebdo", Span(1, "wk")),
    ("mensuel", Span(1, "mo")),
    ("trimestriel", Span(3, "mo")),
    ("quotidien", Span(1, "d")),
    ("tous les jours", Span(1, "d")),
    ("chaque jour", Span(1, "d")),
    ("weekly", Span(1, "wk")),
    ("daily", Span(1, "d")),
    ("un jour sur", Span(2, "d")),
    ("j sur 2", Span(2, "d")),
)
_TIMES = (
    ("once", 1),
    ("twice", 2),
    ("three", 3),
    ("four", 4),
    ("bid", 2),
    ("b.i.d", 2),
    ("tid", 3),
    ("t.i.d", 3),
    ("qid", 4),
)


def _timed(folded: str, element: Element, part: Dosage) -> Dosage:
    words = folded[element.start : element.end]
    if element.rule in {"moments", "meals", "fasting"}:
        return replace(part, when=part.when + read_moments(words), times=part.times + read_hours(words))
    if element.rule == "days":
        return replace(part, weekdays=part.weekdays + read_weekdays(words))
    if element.rule == "twice":
        times = next((count for word, count in _TIMES if words.startswith(word)), 1)
        hours = re.match(r"q ?(\d+)", words)
        return replace(
            part,
            frequency=float(times),
            every=Span(float(hours[1]), "h") if hours else Span(1, "wk" if "week" in words else "d"),
        )
    if element.rule in {"times", "rate"}:
        opening = re.match(r"[x* ]*", words)
        number = read_number(words, opening.end() if opening else 0)
        if number is None:
            return part
        low, end = number
        joint = RANGE.match(words, end)
        high = read_number(words, joint.end()) if joint else None
        every = read_span(words[high[1] if high else end :])
        return replace(
            part,
            frequency=low,
            frequency_max=high[0] if high else part.frequency_max,
            every=every,
            weekdays=part.weekdays + read_weekdays(words),
        )
    named = next((span for word, span in _NAMED_PERIODS if words.startswith(word) or word in words), None)
    every = named or read_span(words)
    if every is None:
        return part
    if part.when or part.times or part.every is not None:
        return part
    return replace(part, frequency=1.0 if part.frequency is None else part.frequency, every=every)


_AS_NEEDED = re.compile(
    r"^(?:en )?(?:si besoin|si necessaire|a la demande|s\.?b\.?|prn|as needed|au besoin|si|en cas d(?:e |')|if|for) ?"
)


def _told(folded: str, element: Element, part: Dosage) -> Dosage:
    words = folded[element.start : element.end]
    if element.kind is Kind.CONDITION:
        if element.rule == "after" or part.as_needed is not None:
            return part
        reason = _AS_NEEDED.sub("", words)
        return replace(part, as_needed=reason)
    if element.kind is Kind.LIMIT:
        return _limited(words, element, part)
    if element.kind is Kind.DURATION:
        if element.rule == "until":
            return replace(part, until=part.until or words)
        span = read_span(words)
        if element.rule == "over" or (element.rule == "for" and span and span.unit in {"min", "h"}):
            return replace(part, infusion=span)
        return replace(part, duration=part.duration or span)
    return part


def _limited(words: str, element: Element, part: Dosage) -> Dosage:
    if element.rule == "gap" or words.startswith("toutes"):
        return replace(part, gap=read_span(words))
    start = next(
        (at for at in range(len(words)) if (not at or not words[at - 1].isalnum()) and words[at].isdigit()), None
    )
    if start is None:
        return part
    amount = read_amount(words[start:])
    if amount is None:
        return part
    if "prise" in words and not amount.unit.startswith("prise") and re.search(r"(?:par|/) ?prise", words):
        return replace(part, max_per_intake=amount)
    number = read_number(words, start)
    rest = words[number[1] :] if number else ""
    if "toutes les" in words:
        return replace(part, gap=read_span(words[words.index("toutes les") :]))
    per = re.search(r"(?:/|par|per|each|every) ?.*", rest) or re.search(r"/ ?.*", words)
    unit = amount.unit or (part.dose.unit if part.dose else "")
    if re.search(r"fois|prises", rest):
        return replace(part, frequency_max=amount.low)
    return replace(
        part, max_per_period=(replace(amount, unit=unit), (read_span(per.group()) if per else None) or Span(1, "d"))
    )


_SLOTS = {3: ("MORN", "NOON", "EVE"), 4: ("MORN", "NOON", "EVE", "NIGHT")}


def _slots(folded: str, element: Element, part: Dosage, form: str) -> list[Dosage]:
    """ "2-0-1": two in the morning, one in the evening."""
    words = folded[element.start : element.end].replace("1/2", "½").replace(" ", "-")
    counts = [0.5 if piece == "½" else float(piece.replace(",", ".")) for piece in re.findall(r"½|\d(?:,5)?", words)]
    moments = _SLOTS.get(len(counts), ())
    unit = part.dose.unit if part.dose and part.strength else form
    return _grouped(
        part,
        [(Amount(count, unit), moment) for count, moment in zip(counts, moments, strict=True) if count]
        if moments
        else [],
    )


def _moment_counts(folded: str, element: Element, part: Dosage, form: str) -> list[Dosage]:
    """ "1 matin, 2 soir", "à 7h et 2/3 à 18h": another count at each moment."""
    if element.rule != "moments":
        return []
    words = folded[element.start : element.end]
    moment = rf"(?:{any_word('when')}\b|\d{{1,2}} ?h(?:eures?)?(?: ?\d\d)?(?![a-z]))"
    count = r"(?:(?<![\w/])(\d(?:/\d)?|une?|½) (?:le |la |au |a |l')*)?"
    pieces = re.findall(rf"{count}({moment})", words)
    if not any(number for number, _ in pieces) or len(pieces) != len(read_moments(words)) + len(read_hours(words)):
        return []
    if pieces[0][0] and not any(number for number, _ in pieces[1:]):
        pieces = [(pieces[0][0], at) for _, at in pieces]
    unit = part.dose.unit if part.dose else ""
    given: list[tuple[Amount, str]] = []
    for written, at in pieces:
        number = read_number(written) if written else None
        amount = Amount(number[0], unit if not pieces[0][0] else form) if number else part.dose
        if amount is None:
            return []
        given.append((amount, (read_moments(at) or read_hours(at))[0]))
    return _grouped(part, given, together=not pieces[0][0])


def _grouped(part: Dosage, given: list[tuple[Amount, str]], *, together: bool = False) -> list[Dosage]:
    """One dosage for each different amount, its moments together; `together`: in the unit of the part itself."""
    strength = part.strength if together else part.strength or part.dose
    by_amount: dict[Amount, list[str]] = {}
    for amount, moment in given:
        by_amount.setdefault(amount, []).append(moment)
    return [
        replace(
            part,
            dose=amount,
            strength=strength,
            when=tuple(moment for moment in moments if not moment[0].isdigit()),
            times=tuple(moment for moment in moments if moment[0].isdigit()),
        )
        for amount, moments in by_amount.items()
    ]
