"""Tobacco and alcohol, as habits of the patient."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp.lexicons import any_of, lexicon
from nlp.sections import SectionKind
from nlp.text import ClinicalText
from records.fields import Field

_MODEL = "lifestyle/1"
_CLAUSE_BREAK = re.compile(r"[.;\n](?!\d)")
_COMMA = re.compile(r",(?!\s*(?:non\s)?(?:sevre|arrete|stoppe|actif|\d+\s?p\.?a|estime|a raison|actuellement|cig))")
_TRUSTED = (SectionKind.LIFESTYLE, SectionKind.ANTECEDENTS, SectionKind.HEADER, SectionKind.ALLERGIES)
"""Sections whose mention comes first when several say something."""
_WITHOUT = {SectionKind.FAMILY, SectionKind.PLAN, SectionKind.DISCHARGE_TREATMENT}


@dataclass(frozen=True, slots=True)
class _Habit:
    name: str
    mention: re.Pattern[str]
    ignore: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


def read(text: ClinicalText) -> list[Field]:
    """At most one field for tobacco and one for alcohol."""
    found = (_habit(text, habit) for habit in _habits())
    return [field for field in found if field is not None]


@cache
def _habits() -> tuple[_Habit, ...]:
    habits = []
    for name, table in lexicon("lifestyle_cues").items():
        kinds = [
            (kind, re.compile(any_of(entry))) for kind, entry in table.items() if kind not in ("mention", "ignore")
        ]
        habits.append(_Habit(name, re.compile(table["mention"]), re.compile(any_of(table["ignore"])), tuple(kinds)))
    return tuple(habits)


def _habit(text: ClinicalText, habit: _Habit) -> Field | None:
    said: list[tuple[int, Field]] = []
    for mention in habit.mention.finditer(text.folded):
        section = text.section_at(mention.start()).kind
        if section in _WITHOUT or text.is_unticked(mention.start()):
            continue
        start, end = _clause(text.folded, mention.start(), mention.end())
        clause = text.folded[start:end]
        if habit.ignore.search(clause):
            continue
        kind = next((kind for kind, pattern in habit.kinds if pattern.search(clause)), None)
        if kind is not None:
            rank = _TRUSTED.index(section) if section in _TRUSTED else len(_TRUSTED)
            lead = len(clause) - len(clause.lstrip(" -•*:·"))
            span = (start + lead, start + len(clause.rstrip(" ,")))
            said.append((rank, text.field(f"lifestyle.{habit.name}", kind, *span, model=f"{_MODEL}:{kind}")))
    return min(said, key=lambda entry: entry[0])[1] if said else None


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around a mention up to the next full stop, line end or comma; figures behind a comma belong."""
    before = max(
        (
            match.end()
            for pattern in (_CLAUSE_BREAK, _COMMA)
            for match in pattern.finditer(folded, max(0, start - 90), start)
        ),
        default=max(0, start - 90),
    )
    after = min(
        (match.start() for pattern in (_CLAUSE_BREAK, _COMMA) if (match := pattern.search(folded, end))),
        default=len(folded),
    )
    return before, min(after, end + 90)
