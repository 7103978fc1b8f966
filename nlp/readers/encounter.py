"""The stay or visit: its dates, why the patient came, how, and where they went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.dates import WrittenDate, find_dates, find_ranges
from nlp.lexicons import any_of, lexicon
from nlp.readers import document_type
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.fields import Field

_MODEL = "encounter/1"
_ADMITTED = re.compile(
    r"\b(?:date d'(?:entree|admission)|entree?e?|admise?|hospitalisee?|admission(?: date)?|"
    r"admitted)\b[^\n.]{0,80}?\b(?:le|on|:)\s*(?=[0-3]?\d|1er)"
)
_LEFT = re.compile(
    r"\b(?:date de sortie|sortie?|rentree?|retour(?:ne|nait)?|regagn\w+|rad|discharged?|"
    r"discharge date)\b[^\n.]{0,60}?\b(?:le|on|:)\s*(?=[0-3]?\d|1er)"
)
_BEFORE_THE_STAY = {SectionKind.HEADER, SectionKind.REASON, SectionKind.HISTORY, SectionKind.EXAMINATION}
_BEFORE_THE_STAY |= {SectionKind.INVESTIGATIONS, SectionKind.OTHER}
_AFTER_THE_STAY = {SectionKind.COURSE, SectionKind.CONCLUSION, SectionKind.PLAN, SectionKind.DISCHARGE_TREATMENT}
_LATE = {"consultation_letter": 0.4}
"""How far into a text without sections to tell its outcome begins to be told; before that stands the past."""
_LATE_IN_PROSE = 0.6
"""The same for the report of a stay whose end has no heading of its own."""
_PROSE = {SectionKind.HEADER, SectionKind.HISTORY, SectionKind.OTHER}
_LATER = re.compile(
    r"programm(?:ation|ons|era)|je programme|prevoi|prevue?s?\b|la veille|d'environ|convo(?:cation|que)"
    r"|\bapres l'(?:operation|intervention)|(?:opera|interven)[^.\n]*\d\d[/.]\d\d|le soir meme|interven\w+ propos"
    r"|\d jours? d'hospitalisation|theorique|entree le matin|le jour meme|quelques jours"
)
_AT_ONCE = re.compile(
    r"ce jour|immediat|en urgence|des (?:ce jour|aujourd'hui|maintenant)|transfer|est (?:donc )?hospitalis"
)
"""Words of a visit's last sentences: a stay planned for later is not where the patient goes now."""
_VISITS = {"emergency_report", "consultation_letter"}


def read(text: ClinicalText) -> list[Field]:
    """Dates, reason, arrival and discharge."""
    kind = next((str(field.value) for field in document_type.read(text) if field.name == "document.type"), "other")
    return [*_dates(text, kind), *_reason(text, kind), *_arrival(text, kind), *_discharge(text, kind)]


def _dates(text: ClinicalText, kind: str) -> Iterator[Field]:
    folded = text.folded
    if kind == "emergency_report":
        visit = next((field for field in document_type.read(text) if field.name == "document.date"), None)
        written = next(find_dates(folded, 0, _opening_end(text)), None)
        if visit is not None and written is not None and written.iso == visit.value:
            yield _date_field(text, "admission_date", written, "visit")
        return
    if kind not in ("hospital_report", "other", "operative_report"):
        return
    end = _opening_end(text)
    period = next(find_ranges(folded, 0, end), None)
    if period is not None:
        yield from _in_order(text, period)
        return
    for name, pattern, stop in (("admission_date", _ADMITTED, end), ("discharge_date", _LEFT, len(folded))):
        for match in pattern.finditer(folded, 0, stop):
            written = next(find_dates(folded, match.end(), match.end() + 25), None)
            if written is not None and written.start == match.end() and written.iso is not None:
                yield _date_field(text, name, written, "said")
                break


def _in_order(text: ClinicalText, period: tuple[WrittenDate, WrittenDate]) -> Iterator[Field]:
    first, last = period
    if first.iso is not None and last.iso is not None and first.iso <= last.iso:
        yield _date_field(text, "admission_date", first, "period")
        yield _date_field(text, "discharge_date", last, "period")


def _date_field(text: ClinicalText, name: str, written: WrittenDate, rule: str) -> Field:
    iso = written.iso or ""
    return text.field(f"encounter.{name}", iso, written.start, written.end, model=f"{_MODEL}:{rule}")


def _opening_end(text: ClinicalText) -> int:
    """Where the presentation of the patient ends: the first heading after at least 40 characters."""
    return next((section.start for section in text.sections[1:] if section.start > 40), min(len(text.text), 1500))


@cache
def _reason_patterns() -> tuple[re.Pattern[str], ...]:
    """Cues, two fallbacks, what opens a complaint, what ends it, and what stands before it in a request."""
    table = lexicon("encounter_reason")
    return (
        re.compile(rf"\b{any_of(table['cues'])}\s*"),
        re.compile(rf"\b{any_of(table['fallback'])}\s*"),
        re.compile(rf"\b{any_of(table['general'])}\s*"),
        re.compile(any_of(table["openings"])),
        re.compile(any_of(table["endings"])),
        re.compile(rf"\s*{any_of(table['preambles'])}\s*"),
    )


def _reason(text: ClinicalText, kind: str) -> list[Field]:
    for section in text.sections:
        if section.kind is SectionKind.REASON:
            heading = text.folded[section.start : section.body]
            clinical_information = "renseignement" in heading or "indication" in heading
            span = _clinical_information(text, section.body, section.end) if clinical_information else None
            span = span or _first_line(text, section.body, section.end)
            if span is not None:
                return [text.field("encounter.reason", text.text[slice(*span)], *span, model=f"{_MODEL}:heading")]
    patterns = _reason_patterns()
    limit = 3000 if kind in _VISITS else _opening_end(text)
    for rule, cue in zip(("sentence", "complaint", "general"), patterns, strict=False):
        for match in cue.finditer(text.folded, 0, min(limit, len(text.text))):
            span = _after_cue(text, match.end())
            if span is not None:
                return [text.field("encounter.reason", text.text[slice(*span)], *span, model=f"{_MODEL}:{rule}")]
    return []


def _first_line(text: ClinicalText, start: int, end: int) -> tuple[int, int] | None:
    line = re.compile(r"[^\S\n]*[-•:.]*[^\S\n]*(?P<reason>[^\n]*[^\s.;,:])").search(text.text, start, end)
    return line.span("reason") if line else None


_COMPLAINT = re.compile(
    r"\b(?:presentant|ayant (?!recu)|(?:adresse|admis|consultant|consulte|hospitalis|suivi|pris|oper|"
    r"trait)\w*\b[^.,\n]{0,40}? pour)\s*"
)


def _clinical_information(text: ClinicalText, start: int, end: int) -> tuple[int, int] | None:
    """The complaint in a pathology request: what stands before it about the patient is passed over."""
    *_, preamble = _reason_patterns()
    position = start + len(text.text[start:end]) - len(text.text[start:end].lstrip())
    while match := preamble.match(text.folded, position, end):
        position = match.end()
    sentence_end = re.compile(r"[.\n]|$").search(text.folded, position, end)
    complaint = _COMPLAINT.search(text.folded, position, sentence_end.start() if sentence_end else end)
    if complaint is None and not text.text[position:end].strip():
        complaint = _COMPLAINT.search(text.folded, start, end)
    span = _after_cue(text, complaint.end() if complaint else position)
    return span if span is not None and span[1] <= end else None


_UNFINISHED = re.compile(r"\b(?:d'une?|de|du|des|un|une|la|le|les|avec|pour|et|d'|sur|charge|avis)\s*$")
"""A line that ends so goes on behind the break."""


def _after_cue(text: ClinicalText, position: int) -> tuple[int, int] | None:
    *_, opening, ending, _ = _reason_patterns()
    while match := opening.match(text.folded, position):
        position = match.end()
    stop = ending.search(text.folded, position)
    while stop and stop.group() == "\n" and _goes_on(text, position, stop.start()):
        stop = ending.search(text.folded, re.compile(r"\s+").match(text.folded, stop.start()).end())  # type: ignore[union-attr]
    end = stop.start() if stop else len(text.text)
    stripped = text.text[position:end].rstrip(" ,")
    return (position, position + len(stripped)) if len(stripped) >= 3 else None


def _goes_on(text: ClinicalText, start: int, line_end: int) -> bool:
    """Whether the phrase goes on in the next line: it cannot end so, or that line begins in small letters."""
    if _UNFINISHED.search(text.folded, start, line_end):
        return True
    following = re.compile(r"\s*").match(text.text, line_end).end()  # type: ignore[union-attr]
    starts_small = text.text[following : following + 1].islower()
    return starts_small and text.section_at(following).start < line_end


@cache
def _cues(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries = lexicon("encounter_cues")[table].items()
    return tuple((kind, re.compile(rf"(?<![a-z]){any_of(patterns)}", re.MULTILINE)) for kind, patterns in entries)


_STATED_ARRIVAL = re.compile(r"mode d'(?:arrivee|entree|admission)[^\S\n]*[:|]?\s*(?P<mode>[^\n]{2,60})")


def _arrival(text: ClinicalText, kind: str) -> list[Field]:
    if stated := _STATED_ARRIVAL.search(text.folded):
        for mode, pattern in _cues("stated_arrival"):
            if pattern.search(stated["mode"]):
                return [text.field("encounter.arrival_mode", mode, *stated.span("mode"), model=f"{_MODEL}:stated")]
    for mode, pattern in _cues("arrival_mode"):
        for match in pattern.finditer(text.folded):
            section = text.section_at(match.start()).kind
            if section not in _BEFORE_THE_STAY or (kind in _VISITS and mode == "transfer"):
                continue
            return [text.field("encounter.arrival_mode", mode, *match.span(), model=f"{_MODEL}:{mode}")]
    return []


def _discharge(text: ClinicalText, kind: str) -> list[Field]:
    visit = kind in _VISITS
    for place, pattern in sorted(_cues("discharge_to"), key=lambda cue: visit and cue[0] != "hospitalised"):
        if place == "hospitalised" and not visit:
            continue
        for match in reversed(list(pattern.finditer(text.folded))):
            if _tells_the_end(text, match.start(), kind) and not (visit and _is_for_later(text, *match.span())):
                return [text.field("encounter.discharge_to", place, *match.span(), model=f"{_MODEL}:{place}")]
    return []


def _tells_the_end(text: ClinicalText, position: int, kind: str) -> bool:
    section = text.section_at(position).kind
    if section in _AFTER_THE_STAY:
        return True
    if kind in _VISITS:
        return position > len(text.text) * _LATE.get(kind, 0)
    return section in _PROSE and position > len(text.text) * _LATE_IN_PROSE


def _is_for_later(text: ClinicalText, start: int, end: int) -> bool:
    """Whether the sentence plans it for another day, as surgery discussed in a consultation is."""
    folded = text.folded
    opening = max(folded.rfind(mark, 0, start) for mark in (". ", "\n")) + 1
    closing = re.compile(r"\.\s|\n|$").search(folded, end)
    sentence = folded[opening : closing.start() if closing else end]
    return _LATER.search(sentence) is not None and _AT_ONCE.search(sentence) is None
