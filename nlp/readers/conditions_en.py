"""Conditions of English documents: words before a head ("acute abdominal pain"), and what the cues say of them.

No network was trained on English: what is found here says `conditions/1:rules-en` and is shown for review early.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.assertion.context import Contexts, Mention
from nlp.lexicons import lexicon
from nlp.tagger.tokens import Tokens, tokenise

MODEL = "conditions/1:rules-en"
_LEAST_TELLING = 3
_MOST_BEFORE, _MOST_LINKS = 4, 3
_NUMBERED, _NUMBERS = frozenset({"type", "stage", "grade"}), frozenset({"0", "i", "ii", "iii", "iv"})
_SHORT = 4
"""Letters up to which an ending says nothing."""


@dataclass(frozen=True, slots=True)
class _Words:
    heads: dict[str, tuple[tuple[str, ...], ...]]
    """Names of heads in words, by their first word, longest first."""
    only_with_more: frozenset[str]
    endings: tuple[str, ...]
    not_conditions: frozenset[str]
    before: frozenset[str]
    adjectives: tuple[str, ...]
    not_before: frozenset[str]
    links: frozenset[str]
    sites: frozenset[str]


def is_english(tokens: Tokens) -> bool:
    """Whether more of its small words are English than French, by far."""
    table = lexicon("conditions_en")
    english, french = ({*table[name]} for name in ("english", "french"))
    told = sum(word in english for word in tokens.words)
    return told >= _LEAST_TELLING and told > 2 * sum(word in french for word in tokens.words)


def english_candidates(contexts: Contexts) -> Sequence[Mention]:
    """Names of conditions, left to right, none within another."""
    return list(_names(contexts.tokens.words))


def _names(words: tuple[str, ...]) -> Iterator[Mention]:
    parts, free, index = _words(), 0, 0
    while index < len(words):
        length = _head(words, index)
        if not length:
            index += 1
            continue
        start = index
        while start > max(free, index - _MOST_BEFORE) and _belongs_before(words, start - 1):
            start -= 1
        end = _with_site(words, index + length)
        if end - start > 1 or words[index] not in parts.only_with_more:
            yield Mention(start, end)
        index = free = end


def _head(words: tuple[str, ...], index: int) -> int:
    """Words of the head that starts there; 0 where none does."""
    parts, first = _words(), words[index]
    for name in parts.heads.get(_singular(first), ()):
        if tuple(map(_singular, words[index : index + len(name)])) == name:
            return len(name)
    is_word = len(first) > _SHORT and first not in parts.not_conditions
    return int(is_word and first.endswith(parts.endings))


def _belongs_before(words: tuple[str, ...], index: int) -> bool:
    parts, word = _words(), words[index]
    if index and words[index - 1] in _NUMBERED:
        return word in _NUMBERS
    if word in parts.not_before:
        return False
    return word in parts.before or (len(word) > _SHORT and word.endswith(parts.adjectives))


def _with_site(words: tuple[str, ...], end: int) -> int:
    parts, place = _words(), end
    while place < len(words) and place - end < _MOST_LINKS and words[place] in parts.links:
        place += 1
    return place + 1 if end < place < len(words) and _singular(words[place]) in parts.sites else end


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORT and word.endswith("s") and not word.endswith(("ss", "is", "us")) else word


@cache
def _words() -> _Words:
    table = lexicon("conditions_en")
    heads: dict[str, list[tuple[str, ...]]] = {}
    for phrase in table["heads"]:
        name = tuple(map(_singular, tokenise(phrase).words))
        heads.setdefault(name[0], []).append(name)
    return _Words(
        heads={first: tuple(sorted(names, key=len, reverse=True)) for first, names in heads.items()},
        only_with_more=frozenset(table["only_with_more"]),
        endings=tuple(table["endings"]),
        not_conditions=frozenset(table["not_conditions"]),
        before=frozenset(table["before"]),
        adjectives=tuple(table["adjectives"]),
        not_before=frozenset(table["not_before"]),
        links=frozenset(table["links"]),
        sites=frozenset(map(_singular, table["sites"])),
    )
