"""What the document is: type by its title, date, department and signatory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.dates import DATE, find_dates
from nlp.lexicons import any_of, lexicon
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.fields import Field

_MODEL = "document_type/1"
_HEAD_LINES = 14
"""A title stands within the first lines, below a letterhead at most."""
_LINE = re.compile(r"[^\n]+")
_DEPARTMENT_LINE = re.compile(
    r"^[ \t]*(?:service|departement|unite|department)\s+(?:de\s+la\s+|de\s+l'|d[eu]s?\s+|d'\s?|of\s+|:\s*)?", re.M
)
_DEPARTMENT_IN_TITLE = (
    re.compile(r"\b(?:du|au|dans le)\s+service\s+(?:de\s+la\s+|de\s+l'|d[eu]s?\s+|d'\s?)"),
    re.compile(r"\bconsultation\s+(?:de\s+|d'\s?|en\s+)"),
    re.compile(r"\bpassage\s+aux\s+(?=urgences\s+\w)"),
    re.compile(r"\bhospitalisation\s+(?:de\s+|d'\s?|en\s+)(?=[a-z]{4})"),
)
_DEPARTMENT_END = re.compile(r"\s+aux\s+urgences\b|\s+(?:du|le)\s+\d|\s*[,:;(]|\s*\.?\s*$|\s{3,}", re.M)
_NAME_WORDS = (
    r"[A-ZÀ-Ý][\w'’.-]*(?:[ ]+(?!(?:Dr|Docteur|Pr|Professeur|Interne|Chef|Service|Praticien|RPPS)\b)[\w'’-]+){0,4}"
)
_SIGNATORY = r"(?:Dr|DR|Docteur|Pr|PR|Professeur)\b\.?\s+" + _NAME_WORDS
_SIGNED = re.compile(
    rf"(?:[Ss]ignataire|SIGNATAIRE|[Ss]igné(?:e)? (?:électroniquement )?par|"
    rf"[Mm]édecin (?:signataire|urgentiste|responsable|hospitalier|senior|sénior)|"
    rf"[Ff]ait\b[^\n]{{0,40}}?par\b|[Vv]alidé[^\n]{{0,30}}?par|[Ss]igned by)\s*:?\s*(?P<name>(?:{_SIGNATORY}|"
    rf"{_NAME_WORDS}))"
)
_ALONE = re.compile(rf"^[ \t]*(?P<name>{_SIGNATORY})[ \t]*[.,]?[ \t]*$", re.M)
_WRITTEN_ON = re.compile(
    rf"^[ \t]*(?:(?:fait|edite|redige|dicte|valide|signe)\b[^\n\d]{{0,30}}?\b(?:le\s*:?|du)|date(?: du document|"
    rf" de l'examen| de consultation| d'edition)?\s*:)\s*(?P<date>{DATE})",
    re.M,
)
_PLACE_AND_DATE = re.compile(
    rf"^[ \t]*(?:(?:fait )?(?:a )?[a-z][a-z'-]+(?: [a-z'-]+){{0,3}},\s*)?(?:le\s+)+(?P<date>{DATE})\s*[.,]?\s*$", re.M
)
_SEEN_ON = re.compile(rf"\b(?:le|du)\s+(?P<date>{DATE})")
_BORN = re.compile(r"\b(?:nee?|born)\s*(?:\(e\))?\s*$")
_RESULT_ON = re.compile(rf"\b(?:preleve\w*|recu\w*|enregistre\w*)\s+(?:le|du)\s*:?\s*(?P<date>{DATE})")


def read(text: ClinicalText) -> list[Field]:
    """Type, date, department and author."""
    kind = _type(text)
    fields = [text.field("document.type", kind[0], *kind[1], model=_MODEL)] if kind else []
    fields += _date(text, kind[0] if kind else "other")
    fields += _department(text, kind[1] if kind else None)
    return fields + _author(text)


def is_laboratory_sheet(text: ClinicalText) -> bool:
    """Whether its title or its opening says so."""
    kind = _type(text)
    return kind is not None and kind[0] == "lab_report"


@cache
def _titles() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None], ...]]:
    table = lexicon("document_types")
    rules = tuple(
        (
            kind,
            re.compile(any_of(entry["titles"])) if entry["titles"] else None,
            re.compile(any_of(entry["openings"])) if entry["openings"] else None,
        )
        for kind, entry in table["types"].items()
    )
    return re.compile(any_of(table["title_words"])), rules


def _head(text: ClinicalText) -> Iterator[re.Match[str]]:
    for number, line in enumerate(_LINE.finditer(text.folded)):
        if number == _HEAD_LINES:
            return
        yield line


def _type(text: ClinicalText) -> tuple[str, tuple[int, int]] | None:
    """The type and the place that says it."""
    title_words, rules = _titles()
    for line in _head(text):
        if title_words.search(line.group()) is None or len(line.group().strip()) > 120:
            continue
        for kind, title, _ in rules:
            if title is not None and title.search(line.group()):
                return kind, _stripped(text, *line.span())
    for line in _head(text):
        for kind, _, opening in rules:
            if opening is not None and (match := opening.search(line.group())):
                return kind, (line.start() + match.start(), line.start() + match.end())
    return None


def _stripped(text: ClinicalText, start: int, end: int) -> tuple[int, int]:
    words = text.text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def _date(text: ClinicalText, kind: str) -> list[Field]:
    """Day of the document or of the visit; a stay has none unless the document itself is dated."""
    folded = text.folded
    head_end = max((line.end() for line in _head(text)), default=0)
    searches: list[tuple[str, re.Match[str] | None]] = [
        ("dated", _WRITTEN_ON.search(folded)),
        ("dated", _not_of_birth(folded, _PLACE_AND_DATE, head_end)),
    ]
    if kind in ("emergency_report", "consultation_letter", "prescription", "imaging_report", "operative_report"):
        searches.append(("visit", _not_of_birth(folded, _SEEN_ON, head_end)))
    if kind == "lab_report":
        searches.append(("result", _RESULT_ON.search(folded)))
    for rule, match in searches:
        if match is None:
            continue
        written = next(find_dates(folded, *match.span("date")), None)
        if written is not None and written.iso is not None:
            return [text.field("document.date", written.iso, written.start, written.end, model=f"{_MODEL}:{rule}")]
    return []


def _not_of_birth(folded: str, pattern: re.Pattern[str], end: int) -> re.Match[str] | None:
    """The first find that does not tell when somebody was born."""
    found = pattern.finditer(folded, 0, end)
    return next((match for match in found if not _BORN.search(folded, max(0, match.start() - 12), match.start())), None)


def _department(text: ClinicalText, title: tuple[int, int] | None) -> list[Field]:
    folded = text.folded
    head_end = max((line.end() for line in _head(text)), default=0)
    starts = [match.end() for match in [_DEPARTMENT_LINE.search(folded, 0, head_end)] if match]
    if title is not None:
        starts += [match.end() for pattern in _DEPARTMENT_IN_TITLE if (match := pattern.search(folded, *title))]
    starts += [match.start("name") for match in [_letterhead().search(folded, 0, head_end)] if match]
    for start in starts:
        line_end = folded.find("\n", start)
        line_end = len(folded) if line_end < 0 else line_end
        stop = _DEPARTMENT_END.search(folded, start, line_end)
        end = stop.start() if stop else line_end
        name = text.text[start:end].strip()
        if len(name) >= 3:
            place = text.text.index(name, start)
            return [text.field("document.department", name, place, place + len(name), model=_MODEL)]
    return []


@cache
def _letterhead() -> re.Pattern[str]:
    words = any_of(lexicon("document_types")["departments"])
    return re.compile(rf"^[ \t*]*(?P<name>{words}(?![^\n]*(?:\bn°|\d{{4}}))[^\n]{{0,45}})$", re.MULTILINE)


def _author(text: ClinicalText) -> list[Field]:
    """Who signed: named so, or the last doctor's name that stands on a line of its own."""
    signed = list(_SIGNED.finditer(text.text))
    alone = [
        match
        for match in _ALONE.finditer(text.text)
        if text.section_at(match.start()).kind is not SectionKind.OTHER or match.start() > len(text.text) // 2
    ]
    for rule, matches in (("signed", signed), ("alone", alone)):
        if matches:
            name = matches[-1]["name"].rstrip(" .")
            start = matches[-1].start("name")
            return [text.field("document.author", name, start, start + len(name), model=f"{_MODEL}:{rule}")]
    return []
