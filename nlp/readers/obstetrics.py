"""Pregnancy and delivery: G2P1, 39 SA + 4, scarred uterus, placenta, twins, onset of labour, mode, blood loss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.lexicons import any_of, lexicon
from nlp.numbers import read_number
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.fields import Assertion, Field, Quantity

_MODEL = "obstetrics/1"
_GRAVIDA_PARA = re.compile(r"\bg\s?(?P<gravidity>\d{1,2})\s?[-,/;]?\s?p\s?(?P<parity>\d{1,2})(?!\d)")
_NAMED = {
    "gravidity": re.compile(r"\b(?:gestite|gravidity|gestes?)\s*[:=]?\s*(?P<gravidity>\d{1,2})\b"),
    "parity": re.compile(r"\b(?:parite|parity|pares?)\s*[:=]?\s*(?P<parity>\d{1,2})\b"),
}
_FIRST = {"gravidity": (re.compile(r"\bprimigeste\b"), 1), "parity": (re.compile(r"\bnullipare\b"), 0)}
_TERM = re.compile(
    r"(?<![\d,.])(?P<weeks>[1-4]?\d)\s?(?:sa\b|semaines? d'amenorrhee|weeks?(?: of gestation| gestation| pregnant)?\b)"
    r"(?:\s?(?:\+|et|plus|,)?\s?(?P<days>[0-6])\s?(?:j(?:ours?)?\b|days?\b|(?=\s|[.,;)]|$)))?"
)
_TERM_SECTIONS = (
    (SectionKind.HEADER, SectionKind.REASON, SectionKind.CONCLUSION),
    (SectionKind.COURSE, SectionKind.HISTORY, SectionKind.EXAMINATION, SectionKind.OTHER),
)
"""The term told where the document says why the woman is there, rather than that of an earlier ultrasound."""
_ULTRASOUND = re.compile(r"echo|hospitalisee? a|depuis|antecedent|prevu|programme|rdv|a partir de|apres")
_PAST_OR_FUTURE = {SectionKind.ANTECEDENTS, SectionKind.FAMILY, SectionKind.PLAN, SectionKind.DISCHARGE_TREATMENT}
_POSSIBLE = re.compile(r"(?:suspicion|suspecte?|possible|probable|a rechercher|risque)[^.;\n]{0,30}$")
_HINDSIGHT = re.compile(
    r"(?:antecedent|atcd|deja|precedent|refus|indication|si |souhaite|sans|pas d[e'])[^.,;\n]{0,20}$"
)
_LOSS_UNIT = r"\s?(?P<unit>ml|cc|cl|l|litres?)\b"


def read(text: ClinicalText) -> list[Field]:
    """Obstetric facts; none unless the document speaks of a pregnancy or delivery, but for G and P."""
    fields = list(_gravida_para(text))
    if re.search(lexicon("obstetrics_cues")["context"], text.folded):
        fields += [*_term(text), *_facts(text), *_kind(text, "labour_onset"), *_kind(text, "delivery_mode")]
        fields += _blood_loss(text)
    return fields


def _number(
    text: ClinicalText, leaf: str, value: float | int, span: tuple[int, int], written: Quantity
) -> Field | None:
    spec = catalogue()[f"obstetrics.{leaf}"]
    if not spec.allows(value):
        return None
    return text.field(spec.name, value, *span, model=_MODEL, unit=spec.unit, written=written)


def _gravida_para(text: ClinicalText) -> Iterator[Field]:
    both = _GRAVIDA_PARA.search(text.folded)
    for leaf, named in _NAMED.items():
        match = both or named.search(text.folded)
        first, value = _FIRST[leaf]
        if match is not None:
            field = _number(text, leaf, int(match[leaf]), match.span(), Quantity(int(match[leaf]), None))
            if field is not None:
                yield field
        elif said := first.search(text.folded):
            yield text.field(f"obstetrics.{leaf}", value, *said.span(), model=_MODEL)


def _term(text: ClinicalText) -> Iterator[Field]:
    found = list(_TERM.finditer(text.folded))
    for kinds in _TERM_SECTIONS:
        for match in found:
            before = text.folded[max(0, match.start() - 45) : match.start()]
            line = before[before.rfind("\n") + 1 :]
            if text.section_at(match.start()).kind not in kinds or _ULTRASOUND.search(line):
                continue
            weeks, days = int(match["weeks"]), match["days"]
            field = _number(text, "gestational_age_weeks", weeks, match.span(), Quantity(weeks, "SA"))
            if field is None or (weeks < 20 and len(found) > 1):
                continue
            yield field
            same_week = (other for other in found if other["days"] and int(other["weeks"]) == weeks)
            exact = match if days is not None else next(same_week, None)
            if exact is not None:
                left = int(exact["days"])
                extra = _number(text, "gestational_age_days", left, exact.span(), Quantity(left, "j"))
                if extra is not None:
                    yield extra
            return


@cache
def _yes_or_no() -> tuple[tuple[str, frozenset[str], re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (leaf, frozenset(entry["sections"]), re.compile(any_of(entry["yes"])), re.compile(any_of(entry["no"])))
        for leaf, entry in lexicon("obstetrics_cues")["yes_or_no"].items()
    )


def _facts(text: ClinicalText) -> Iterator[Field]:
    """Facts that are or are not ("non bas inséré" is a placenta praevia that is not); the last word counts."""
    for leaf, sections, yes, no in _yes_or_no():
        denials = list(no.finditer(text.folded))
        said = [
            match
            for match in yes.finditer(text.folded)
            if (not sections or text.section_at(match.start()).kind.value in sections)
            and not any(denial.start() <= match.start() < denial.end() for denial in denials)
        ]
        latest = max((*denials, *said), key=lambda match: match.start(), default=None)
        if latest is None:
            continue
        is_said = latest in said
        doubt = is_said and _POSSIBLE.search(text.folded, max(0, latest.start() - 50), latest.start())
        yield text.field(
            f"obstetrics.{leaf}",
            is_said,
            *latest.span(),
            model=f"{_MODEL}:{'said' if is_said else 'denied'}",
            assertion=Assertion.POSSIBLE if doubt else Assertion.PRESENT,
        )


@cache
def _kinds(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(any_of(patterns))) for kind, patterns in lexicon("obstetrics_cues")[table].items())


def _kind(text: ClinicalText, leaf: str) -> Iterator[Field]:
    for kind, pattern in _kinds(leaf):
        for match in pattern.finditer(text.folded):
            before = text.folded[max(0, match.start() - 30) : match.start()]
            if text.section_at(match.start()).kind not in _PAST_OR_FUTURE and not _HINDSIGHT.search(before):
                yield text.field(f"obstetrics.{leaf}", kind, *match.span(), model=f"{_MODEL}:{kind}")
                return


def _blood_loss(text: ClinicalText) -> list[Field]:
    """The largest volume told: losses are cumulated while a woman bleeds."""
    cue = lexicon("obstetrics_cues")["blood_loss"]["cue"]
    pattern = re.compile(rf"{cue}[^.;\n\d]{{0,45}}(?P<number>\d{{1,2}}(?:[  ]\d{{3}})|\d+(?:[.,]\d+)?){_LOSS_UNIT}")
    column = re.compile(rf"{cue}[^\n]*\n(?P<rows>(?:[^\n]*\d\s?(?:ml|cc)\b[^\n]*\n?)+)")
    row = re.compile(rf"(?P<number>\d{{1,2}}(?:[  ]\d{{3}})|\d+){_LOSS_UNIT}")
    rows = [match for table in column.finditer(text.folded) for match in row.finditer(text.folded, *table.span("rows"))]
    fields = []
    for match in (*pattern.finditer(text.folded), *rows):
        if text.section_at(match.start()).kind in _PAST_OR_FUTURE:
            continue
        factor = {"l": 1000, "c": 10}.get(match["unit"][0], 1) if match["unit"] != "cc" else 1
        written = Quantity(read_number(match["number"]), text.text[slice(*match.span("unit"))])
        span = (match.start("number"), match.end("unit"))
        field = _number(text, "blood_loss_ml", round(float(read_number(match["number"])) * factor), span, written)
        fields += [field] if field else []
    return [max(fields, key=lambda field: float(field.value))] if fields else []
