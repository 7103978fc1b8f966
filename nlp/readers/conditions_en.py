"""Conditions of English documents: words before a head ("acute abdominal pain"), and what the cues say of them.

No network was trained on English: what is found here says `conditions/1:rules-en` and is shown for review early.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.assertion.context import Contexts, Mention
from nlp.lexicons import lexicon
from nlp.tagger.tokens import tokenise

MODEL = "conditions/1:rules-en"
_MOST_BEFORE, _MOST_LINKS = 4, 3
_NUMBERED, _NUMBERS = frozenset({"type", "stage", "grade"}), frozenset({"0", "i", "ii", "iii", "iv"})
_SHORT = 4
"""Letters up to which an ending says nothing."""


_Names = dict[str, tuple[tuple[str, ...], ...]]
"""Names in words, by their first word, longest first."""


@dataclass(frozen=True, slots=True)
class _Words:
    heads: _Names
    not_names: _Names
    only_with_more: frozenset[str]
    endings: tuple[str, ...]
    not_conditions: frozenset[str]
    before: frozenset[tuple[str, ...]]
    adjectives: tuple[str, ...]
    not_before: frozenset[str]
    letters: frozenset[str]
    within: frozenset[str]
    not_behind: frozenset[str]
    links: frozenset[str]
    sites: frozenset[str]


def english_candidates(contexts: Contexts) -> Sequence[Mention]:
    """Names of conditions, left to right, none within another."""
    return list(_names(contexts.tokens.words))


def _names(words: tuple[str, ...]) -> Iterator[Mention]:
    parts, free, index = _words(), 0, 0
    while index < len(words):
        length = _head(words, index)
        if not length:
            index += _named(parts.not_names, words, index) or 1
            continue
        start = index
        for _ in range(_MOST_BEFORE):
            start -= _belong_before(words, free, start)
        end = _with_site(words, _with_letter(words, index + length))
        says_enough = end - start > 1 or _singular(words[index]) not in parts.only_with_more
        if says_enough and not _names_a_test(words, end):
            yield Mention(start, end)
        index = free = end


def _head(words: tuple[str, ...], index: int) -> int:
    """Words of the head that starts there; 0 where none does."""
    parts, first = _words(), _singular(words[index])
    is_word = len(first) > _SHORT and first not in parts.not_conditions
    return _named(parts.heads, words, index) or int(is_word and first.endswith(parts.endings))


def _named(names: _Names, words: tuple[str, ...], index: int) -> int:
    for name in names.get(_singular(words[index]), ()):
        if tuple(map(_singular, words[index : index + len(name)])) == name:
            return len(name)
    return 0


def _belong_before(words: tuple[str, ...], free: int, end: int) -> int:
    """How many words that end there belong to the name behind them: 0 to 3 (`end-stage`)."""
    parts = _words()
    if end <= free or words[end - 1] in parts.not_before:
        return 0
    for length in (3, 1):
        if end - length >= free and words[end - length : end] in parts.before:
            return length
    word = words[end - 1]
    if word in _NUMBERS:
        return int(end - 1 > free and words[end - 2] in _NUMBERED)
    return int(len(word) > _SHORT and word.endswith(parts.adjectives))


def _with_letter(words: tuple[str, ...], end: int) -> int:
    """Behind the B of hepatitis B; an `a` before a word is an article."""
    if words[end - 1] != "hepatitis" or end == len(words) or words[end] not in _words().letters:
        return end
    is_article = words[end] == "a" and end + 1 < len(words) and words[end + 1].isalpha() and words[end + 1] != "and"
    return end if is_article else end + 1


def _names_a_test(words: tuple[str, ...], end: int) -> bool:
    """Whether what follows makes it the name of a test, a vaccine, a place: `HIV test`, `stroke unit`."""
    parts = _words()
    while end < len(words) and words[end] in parts.within:
        end += 1
    return end < len(words) and _singular(words[end]) in parts.not_behind


def _with_site(words: tuple[str, ...], end: int) -> int:
    parts, place = _words(), end
    while place < len(words) and place - end < _MOST_LINKS and words[place] in parts.links:
        place += 1
    return place + 1 if end < place < len(words) and _singular(words[place]) in parts.sites else end


def _singular(word: str) -> str:
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith(("ss", "is", "us")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("sses") else word[:-1]


def _by_first_word(phrases: Sequence[str]) -> _Names:
    names: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        name = tuple(map(_singular, tokenise(phrase).words))
        names.setdefault(name[0], []).append(name)
    return {first: tuple(sorted(several, key=len, reverse=True)) for first, several in names.items()}


@cache
def _words() -> _Words:
    table = lexicon("conditions_en")
    return _Words(
        heads=_by_first_word(table["heads"]),
        not_names=_by_first_word(table["not_names"]),
        only_with_more=frozenset(table["only_with_more"]),
        endings=tuple(table["endings"]),
        not_conditions=frozenset(table["not_conditions"]),
        before=frozenset(tokenise(phrase).words for phrase in table["before"]),
        adjectives=tuple(table["adjectives"]),
        not_before=frozenset(table["not_before"]),
        letters=frozenset(table["letters"]),
        within=frozenset(table["within"]),
        not_behind=frozenset(table["not_behind"]),
        links=frozenset(table["links"]),
        sites=frozenset(map(_singular, table["sites"])),
    )
