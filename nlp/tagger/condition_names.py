"""Conditions by lexicon and by the way their names are built: the reading without trained weights."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.assertion.context import Mention
from nlp.tagger.tokens import Tokens, spellings

_LINKS = frozenset({"de", "du", "des", "d'", "la", "l'", "le", "les", "au", "aux", "a"})
_MAX_LINKS = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the lexicon with the concept it names."""

    concept: str
    icd10: str
    """Code of the CIM-10; empty where no single code is sure."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The parts a condition's name is built of; words without a final s or x."""

    heads: frozenset[str]
    only_with_more: frozenset[str]
    endings: tuple[str, ...]
    other_endings: tuple[str, ...]
    not_conditions: frozenset[str]
    no_findings: frozenset[str]
    qualities: frozenset[str]
    sites: frozenset[str]


@cache
def terms() -> Mapping[tuple[str, ...], Term]:
    """The lexicon by its terms' words, singular."""
    path = files("nlp") / "lexicons" / "condition_terms.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {
        tuple(map(singular, words)): Term(row["concept"], row["icd10"])
        for row in rows
        for words in spellings(row["term"])
    }


@cache
def heads() -> Heads:
    """The parts of names."""
    table = tomllib.loads((files("nlp") / "lexicons" / "condition_heads.toml").read_text(encoding="utf-8"))
    words = {name: singular_words(table[name]) for name in table}
    return Heads(
        heads=words["heads"],
        only_with_more=words["only_with_more"],
        endings=tuple(table["endings"]),
        other_endings=tuple(table["other_endings"]),
        not_conditions=words["not_conditions"],
        no_findings=words["no_findings"],
        qualities=words["qualities"],
        sites=words["sites"],
    )


def singular_words(phrases: Iterable[str]) -> frozenset[str]:
    """Single words of a lexicon, singular, in every spelling."""
    return frozenset(singular(words[0]) for phrase in phrases for words in spellings(phrase))


def singular(word: str) -> str:
    """Without a final s or x; "toux" keeps its own, or "tous les jours" would be a cough."""
    if word == "toux":
        return word
    return word[:-1] if len(word) > 3 and word.endswith(("s", "x")) else word


@cache
def _longest_term() -> Mapping[str, int]:
    """Words of the longest term that starts with each first word."""
    longest: dict[str, int] = {}
    for words in terms():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def term_at(words: tuple[str, ...], index: int) -> int:
    """Length in words of the lexicon's term that starts there; 0 where none does. Words are singular."""
    longest = min(_longest_term().get(words[index], 0), len(words) - index)
    for length in range(longest, 0, -1):
        if words[index : index + length] in terms():
            return length
    return 0


def rule_candidates(tokens: Tokens) -> Iterator[Mention]:
    """Names of conditions, left to right, none within another."""
    words = tuple(singular(word) for word in tokens.words)
    index = 0
    while index < len(words):
        length = term_at(words, index) or (1 if _opens(words[index]) else 0)
        if length:
            end = _extent(words, index + length)
            if end > index + 1 or words[index] not in heads().only_with_more:
                yield Mention(index, end)
            index = end
        else:
            index += 1


def _opens(word: str) -> bool:
    parts = heads()
    if word in parts.heads:
        return True
    if len(word) <= 5 or word in parts.not_conditions or word.endswith(parts.other_endings):
        return False
    return word.endswith(parts.endings)


def _extent(words: tuple[str, ...], end: int) -> int:
    """How far the name goes on: qualities, and places of the body behind "de", "du", "à la" …"""
    parts = heads()
    while end < len(words):
        if words[end] in parts.qualities:
            end += 1
            continue
        link = end
        while link < len(words) and link - end < _MAX_LINKS and words[link] in _LINKS:
            link += 1
        if link > end and link < len(words) and words[link] in parts.sites | parts.heads:
            end = link + 1
            continue
        break
    return end
