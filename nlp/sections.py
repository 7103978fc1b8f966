"""The sections of a clinical report: what a heading says decides what a mention below it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain

from nlp.lexicons import lexicon


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


_PHONE = re.compile(r"\s*\+?\d\d(?:[ .]?\d\d){3}")
"""Behind "Rendez-vous :" in a letterhead: no section."""
_LINE = re.compile(r"[^\n]+")
_ORNAMENT = r"[\s\-•*#_=>·o°.Øø]*(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])\s?[.)/°-]+\s*)?[*_]*"
_TAIL = (
    r"(?:\s+(?:d'entree|de sortie|a l'entree|a l'arrivee|a la sortie|a l'admission|initiale?s?|actuel(?:le)?s?|du jour|"
    r"(?:du|le) \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|aux urgences|dans le service|en hospitalisation|maternel))?"
    r"(?:\s+(?:et|/|-)\s+(?:de\s+|d')?[a-z' -]{3,30})?"
)

_ONE_LINERS = {SectionKind.FAMILY, SectionKind.ALLERGIES}
"""With their content on the heading's line they say all in that line; what follows belongs to the outer section."""
_WITHIN = {SectionKind.ANTECEDENTS, SectionKind.LIFESTYLE}
_TOLD_AFTER = {SectionKind.HOME_TREATMENT: SectionKind.HISTORY, SectionKind.DISCHARGE_TREATMENT: SectionKind.PLAN}
"""A list of treatments ends where prose begins; what letters without further headings tell there."""
_DOSED = r"(?!.*(?:\bpren[ad]|\btrait|\bsous\b|\bmedicament|\d ?(?:mg|ug|g|ui|cp)\b))"
_PROSE = re.compile(
    rf"{_DOSED}(?:[ \t]*(?:il|elle|je|nous|c'est|j'ai|on|ce(?:tte|t)? patiente?|(?:le|la|notre|votre) patiente?"
    r"|monsieur|madame|mme|mr|m\.|(?:a )?l'examen|au total|cliniquement|biologiquement|devant|he|she|the patient)\b"
    r".{35}"
    r"|(?=.{80}).*\b(?:est|a|ont|sont|etait|avait|presente|retrouve|consulte|il|elle|on|je|nous|was|had)\b)"
)
_INTRODUCED = re.compile(
    r"[\s\-•*]*(?:(?:son|ses|le|les|comme) )?(?:traitements?|ordonnances?|prescriptions?)\b(?P<which>[^\n:,.]{0,60}?)"
    r"(?:comporte(?:nt|ra)?|comprend|comprenant|comportant|associe|associant|(?:(?:est|sont) les? )?suivants?)\s*:?\s*$"
    r"|[\s\-•*]*(?:je (?:lui )?(?:prescris|propose|renouvelle|preconise)"
    r"|(?:il|elle|patiente?|retour a domicile|sortie?)\b[^\n:.]{0,40}\b(?:sort|sortie?|avec|sous))"
    r"(?P<leaving>[^\n:.]{0,40}):\s*$"
)
"""A sentence that ends where a list of drugs begins: "Le traitement actuel du patient comporte"."""
_OF_LEAVING = re.compile(r"sortie|prescri|renouvel|relais|propos|antalgique")
_BARE = {"traitement", "traitements", "ttt", "medicamenteux"}
"""Headings of the usual treatment above, of the prescribed one below what happened."""
_HAPPENED = {SectionKind.COURSE, SectionKind.CONCLUSION, SectionKind.PLAN}


def find_sections(text: str) -> tuple[Section, ...]:
    """Cut a text at its headings; the first section is the header (possibly the whole text)."""
    cuts: list[tuple[SectionKind, int, int]] = [(SectionKind.HEADER, 0, 0)]
    folded = fold(text)
    alone, opened, kinds = _headings()
    resumed: SectionKind | None = None
    for line in _LINE.finditer(folded):
        match = alone.match(folded, line.start(), line.end()) or opened.match(folded, line.start(), line.end())
        if match is None and (mended := _mended(line.group())) is not None:
            whole = folded[: line.start()] + mended + folded[line.end() :]
            match = alone.match(whole, line.start(), line.end()) or opened.match(whole, line.start(), line.end())
        if match is not None and line.start() > 0 and not _PHONE.match(folded, match.end(), line.end()):
            heading = " ".join(match["heading"].split())
            kind = _by_place(heading, kinds[heading], {held for held, _, _ in cuts})
            if kind is None:
                continue
            outer = resumed or cuts[-1][0]
            cuts.append((kind, line.start(), match.end()))
            has_content = folded[match.end() : line.end()].strip() != ""
            resumed = outer if kind in _ONE_LINERS and has_content and outer in _WITHIN else None
        elif resumed is not None:
            cuts.append((resumed, line.start(), line.start()))
            resumed = None
        elif (told := _TOLD_AFTER.get(cuts[-1][0])) is not None and _PROSE.match(folded, line.start(), line.end()):
            cuts.append((told, line.start(), line.start()))
        elif introduced := _INTRODUCED.match(folded, line.start(), line.end()):
            leaving = introduced["which"] is None or _OF_LEAVING.search(introduced["which"]) is not None
            kind = SectionKind.DISCHARGE_TREATMENT if leaving else SectionKind.HOME_TREATMENT
            cuts.append((kind, line.start(), line.end()))
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    return tuple(Section(kind, start, body, end) for (kind, start, body), end in zip(cuts, ends, strict=True))


def _by_place(heading: str, kind: SectionKind, above: set[SectionKind]) -> SectionKind | None:
    """What a bare "Traitement" heads, given the sections above it; None where it only opens a line of the history."""
    if heading not in _BARE or not above & {SectionKind.HOME_TREATMENT, *_HAPPENED}:
        return kind
    if above & _HAPPENED:
        return SectionKind.DISCHARGE_TREATMENT
    return None if above & {SectionKind.HISTORY} else kind


_LONG_WORD = re.compile(r"[a-z]{5,}")


def _mended(line: str) -> str | None:
    """The folded line with each word that is one misread letter away from a word of headings ("matif") put right.

    None where that changes nothing, or where the first long word is none of headings. Same length, same places.
    """
    first = _LONG_WORD.search(line)
    if first is None or first.start() > _FAR_IN or _word_of_headings(first.group()) is None:
        return None
    mended = _LONG_WORD.sub(lambda word: _word_of_headings(word.group()) or word.group(), line)
    return mended if mended != line else None


_FAR_IN = 6
"""A heading's first word stands at most behind a number or a mark."""


def _word_of_headings(word: str) -> str | None:
    """The word itself where headings have it, or the only one of theirs that differs in one letter."""
    masks = _heading_words()
    near = {known for place in range(len(word)) for known in masks.get(f"{word[:place]}?{word[place + 1 :]}", ())}
    if word in near:
        return word
    return near.pop() if len(near) == 1 else None


@cache
def _heading_words() -> Mapping[str, frozenset[str]]:
    """Words of headings by their spelling with one letter blotted out."""
    words = {word for heading in _headings()[2] for word in _LONG_WORD.findall(heading)}
    masks: dict[str, set[str]] = {}
    for word in words:
        for place in range(len(word)):
            masks.setdefault(f"{word[:place]}?{word[place + 1 :]}", set()).add(word)
    return {mask: frozenset(known) for mask, known in masks.items()}


@cache
def _headings() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, SectionKind]]:
    """Pattern of headings on their own or before a colon, pattern of open ones, and each heading's kind."""
    tables = lexicon("sections_headings")
    kinds: dict[str, SectionKind] = {}
    opened: list[str] = []
    for kind, table in tables.items():
        for heading in chain(table["alone"], table.get("open", ())):
            kinds |= dict.fromkeys(_spellings(heading), SectionKind(kind))
        opened += chain.from_iterable(_spellings(heading) for heading in table.get("open", ()))
    start = rf"{_ORNAMENT}(?P<heading>"
    alone = rf"{start}{_alternatives(kinds)}){_TAIL}\s*[*_]*\s*(?:[:=][*_]*|[.,-]?\s*$)"
    return re.compile(alone, re.MULTILINE), re.compile(rf"{start}{_alternatives(opened)})\b"), kinds


def _alternatives(headings: list[str] | Mapping[str, SectionKind]) -> str:
    return "|".join(re.escape(heading).replace(r"\ ", r"\s+") for heading in sorted(headings, key=len, reverse=True))


def _spellings(heading: str) -> Iterator[str]:
    """`antecedent(s)` gives `antecedent` and `antecedents`."""
    optional = re.search(r"\(([^)]*)\)", heading)
    if optional is None:
        yield " ".join(heading.split())
        return
    for inner in ("", optional[1]):
        yield from _spellings(heading[: optional.start()] + inner + heading[optional.end() :])
