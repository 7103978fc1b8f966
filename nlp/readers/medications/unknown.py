"""Names that no lexicon has, known by where they stand: an item of a treatment list, or a word before a strength."""

from __future__ import annotations

import re

from nlp.readers.medications import posology
from nlp.readers.medications.elements import FREQUENT, Kind
from nlp.readers.medications.lexicon import NEVER_DRUGS, Drug, Mention, names, normal, ordinary_words
from nlp.sections import Section, SectionKind
from nlp.text import ClinicalText

LISTS = frozenset({SectionKind.HOME_TREATMENT, SectionKind.DISCHARGE_TREATMENT})
BULLET = re.compile(r"[ \t*•·>°o.+-]*(?:\d{1,2}[.)] )?[ \t]*")
_LINE_NAME = re.compile(
    r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'-]{3,}"
    r"(?: (?!LP\b|[Cc][Pp]|[Mm]atin|[Ss]oir|[Mm]idi)[A-ZÀ-Ý][A-Za-zÀ-ÿ0-9-]+){0,2}(?: LP\b)?"
)
_BEFORE_STRENGTH = re.compile(
    r"(?<![\w'-])(?P<name>[a-z][a-z-]{3,}[a-z0-9])(?: (?:lp|forte))? ?:? ?\d[\d .,/]*"
    r" ?(?:mg|ug|mcg|ui|mui|microgrammes?)(?! ?/ ?(?:l|dl|ml|mmol|g|24 ?h)\b|[a-z])"
)


def list_kind(text: ClinicalText, section: Section) -> SectionKind:
    """The section's kind; "Traitement habituel" as the first words under "Traitement de sortie" is what goes on."""
    if section.kind is SectionKind.HOME_TREATMENT:
        above = text.section_at(max(0, section.start - 1))
        if above.kind is SectionKind.DISCHARGE_TREATMENT and not text.text[above.body : above.end].strip(" :\n"):
            return SectionKind.DISCHARGE_TREATMENT
    return section.kind


def with_unknown_names(text: ClinicalText, known: list[Mention]) -> list[Mention]:
    """The known names and, between them, the unknown ones, in reading order."""
    mentions = list(known)
    for candidate in (*_in_lists(text), *_before_strengths(text)):
        if not any(candidate.start < other.end and other.start < candidate.end for other in mentions):
            mentions.append(candidate)
    return sorted(mentions, key=lambda mention: mention.start)


def _in_lists(text: ClinicalText) -> list[Mention]:
    found = []
    for section in text.sections:
        if section.kind not in LISTS:
            continue
        position = section.body
        for line in text.text[section.body : section.end].split("\n"):
            end = position + len(line)
            bullet = BULLET.match(text.text, position + len(line) - len(line.lstrip(" :")), end)
            mention = _line_name(text, bullet.end() if bullet else position, end)
            if mention is not None:
                found.append(mention)
            position = end + 1
    return found


def _line_name(text: ClinicalText, start: int, end: int) -> Mention | None:
    match = _LINE_NAME.match(text.text, start, end)
    if match is None or not _may_be_drug(normal(match.group().split()[0])):
        return None
    written = posology.after_name(text.folded, match.end(), end)
    dosed = any(element.kind in {Kind.STRENGTH, Kind.COUNT} | FREQUENT for element in written.elements)
    rest = text.folded[max(match.end(), written.end) : end].strip(" .,;:()-")
    if not dosed and (rest or not match.group()[0].isupper()):
        return None
    return Mention(match.start(), match.end(), Drug(None), "line", normal(match.group()))


def _before_strengths(text: ClinicalText) -> list[Mention]:
    return [
        Mention(match.start("name"), match.end("name"), Drug(None), "strength", match["name"])
        for match in _BEFORE_STRENGTH.finditer(text.folded)
        if _may_be_drug(match["name"])
        and _named(text, *match.span("name"))
        and text.section_at(match.start()).kind is not SectionKind.INVESTIGATIONS
    ]


_SENTENCE_START = re.compile(r"(?:^|[.:;!?\n])[\s\-•*]*$")
_GRAMMAR = re.compile(r"\b(?:les|aux?|chaque|avant|apres|pendant|avec|sans|pour|une?|ses?|sa|ces?|cette|soit) $")
"""Words that no drug's name in small letters stands behind."""
_ORDINARY_ENDINGS = (
    "ale",
    "ales",
    "ante",
    "antes",
    "ant",
    "ible",
    "able",
    "ement",
    "ir",
    "er",
    "ez",
    "ons",
    "ent",
    "eur",
)


def _named(text: ClinicalText, start: int, end: int) -> bool:
    """Whether the word looks like a name: all capitals, a capital within a sentence, or no ending of French words."""
    word = text.text[start:end]
    if word.isupper():
        return True
    if word[0].isupper() and not _SENTENCE_START.search(text.text, max(0, start - 12), start):
        return True
    if _GRAMMAR.search(text.folded, max(0, start - 12), start):
        return False
    return not word.lower().endswith((*_ORDINARY_ENDINGS, *NEVER_DRUGS))


def _may_be_drug(word: str) -> bool:
    return bool(word) and word not in ordinary_words() and word not in names()
