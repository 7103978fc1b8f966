"""Procedures by the way their names are built: the reading without trained weights."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.assertion.context import Mention
from nlp.tagger.condition_names import singular, singular_words
from nlp.tagger.tokens import Tokens, spellings


@dataclass(frozen=True, slots=True)
class ProcedureHeads:
    """The parts a procedure's name is built of; words without a final s or x."""

    heads: frozenset[str]
    endings: tuple[str, ...]
    not_procedures: frozenset[str]
    complements: tuple[tuple[str, ...], ...]
    """Longest first."""


@cache
def procedure_heads() -> ProcedureHeads:
    """The parts of names."""
    table = tomllib.loads((files("nlp") / "lexicons" / "procedure_heads.toml").read_text(encoding="utf-8"))
    complements = {tuple(map(singular, words)) for text in table["complements"] for words in spellings(text)}
    return ProcedureHeads(
        singular_words(table["heads"]),
        tuple(table["endings"]),
        singular_words(table["not_procedures"]),
        tuple(sorted(complements, key=len, reverse=True)),
    )


def rule_candidates(tokens: Tokens) -> Iterator[Mention]:
    """Names of procedures, left to right, none within another."""
    parts = procedure_heads()
    words = tuple(singular(word) for word in tokens.words)
    index = 0
    while index < len(words):
        if not _opens(words[index], parts):
            index += 1
            continue
        end = index + 1
        while tail := next((c for c in parts.complements if words[end : end + len(c)] == c), None):
            end += len(tail)
        yield Mention(index, end)
        index = end


def _opens(word: str, parts: ProcedureHeads) -> bool:
    return word in parts.heads or (len(word) > 6 and word.endswith(parts.endings) and word not in parts.not_procedures)
