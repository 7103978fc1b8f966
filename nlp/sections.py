"""The sections of a French clinical report: what a heading says decides what a mention below it means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section is about."""

    HEADER = "header"
    """Everything before the first heading: title, service, the sentence that presents the patient."""
    REASON = "reason"
    ANTECEDENTS = "antecedents"
    FAMILY = "family"
    ALLERGIES = "allergies"
    LIFESTYLE = "lifestyle"
    HOME_TREATMENT = "home_treatment"
    HISTORY = "history"
    """The present illness (histoire de la maladie)."""
    EXAMINATION = "examination"
    INVESTIGATIONS = "investigations"
    COURSE = "course"
    """What happened and what was given during the stay."""
    DISCHARGE_TREATMENT = "discharge_treatment"
    CONCLUSION = "conclusion"
    PLAN = "plan"
    """What is to be done after the document: appointments, advice."""
    SIGNATURE = "signature"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text; `start` is where its heading starts, `body` where its content starts."""

    kind: SectionKind
    start: int
    body: int
    end: int


# Patterns on the folded heading (lower case, no accents), most specific first.
_HEADINGS: tuple[tuple[str, SectionKind], ...] = (
    (r"(antecedents? )?(familiaux|familiales?)", SectionKind.FAMILY),
    (r"allergies?", SectionKind.ALLERGIES),
    (r"motif", SectionKind.REASON),
    (r"antecedents?|atcds?", SectionKind.ANTECEDENTS),
    (r"mode de vie|habitus|contexte social", SectionKind.LIFESTYLE),
    (
        r"traitements? (de|a la|pour la) (sortie|domicile)|ordonnance de sortie",
        SectionKind.DISCHARGE_TREATMENT,
    ),
    (
        r"traitements? (a l'entree|habituels?|en cours|personnels?|actuels?|au long cours|a domicile)",
        SectionKind.HOME_TREATMENT,
    ),
    (r"histoire de la maladie|anamnese|histoire recente|hdm", SectionKind.HISTORY),
    (r"examens? clinique|examen physique|a l'entree|constantes", SectionKind.EXAMINATION),
    (
        r"examens? complementaires?|biologie|imagerie|bilan|examens? paracliniques?",
        SectionKind.INVESTIGATIONS,
    ),
    (r"evolution|prise en charge|conduite", SectionKind.COURSE),
    (r"conclusion|synthese|au total|diagnostic", SectionKind.CONCLUSION),
    (r"devenir|suites?|consignes|rendez-vous|suivi", SectionKind.PLAN),
    (r"signataire|signature", SectionKind.SIGNATURE),
)
_LINE = re.compile(r"^[^\n]+$", re.MULTILINE)
_MAX_HEADING = 80


class _FoldTable(dict[int, str]):
    """For `str.translate`: each character once looked at is remembered."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = unicodedata.normalize("NFKD", character.lower())[:1] or character
        self[code] = base if base.isascii() else character.lower()[:1]
        return self[code]


_FOLDED = _FoldTable({ord("œ"): "o", ord("Œ"): "o", ord("æ"): "a", ord("Æ"): "a"})
_FOLDED |= {ord("µ"): "u", ord("μ"): "u", ord("⁻"): "-", ord("₋"): "-"}


def fold(text: str) -> str:
    """Lower case without accents, always character for character: places in the result are places in `text`.

    A ligature becomes its first letter, so a pattern for œdème is `oe?deme`.

    >>> fold("Œdème à l'ŒIL, CO₂ 45 %, 12 µg")
    "odeme a l'oil, co2 45 %, 12 ug"
    """
    return text.translate(_FOLDED)


def find_sections(text: str) -> tuple[Section, ...]:
    """Cut a text at its headings; the first section is the header (possibly the whole text)."""
    cuts: list[tuple[SectionKind, int, int]] = [(SectionKind.HEADER, 0, 0)]
    for line in _LINE.finditer(text):
        kind = _heading_kind(line.group())
        if kind is not None and line.start() > 0:
            cuts.append((kind, line.start(), line.end()))
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    return tuple(Section(kind, start, body, end) for (kind, start, body), end in zip(cuts, ends, strict=True))


def _heading_kind(line: str) -> SectionKind | None:
    stripped = line.strip(" -•*:#\t")
    if not stripped or len(stripped) > _MAX_HEADING or stripped.endswith("."):
        return None
    folded = fold(stripped)
    for pattern, kind in _HEADINGS:
        if re.match(rf"(?:{pattern})\b", folded):
            return kind
    return None
