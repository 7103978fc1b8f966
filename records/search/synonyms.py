"""Several writings of one thing: abbreviations, brand names, everyday words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from records.search.analysis import content_words, fold, term, words
from records.search.lexicon import lines

Key = tuple[str, ...]


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """The writings of each thing, the one to show first."""
    return tuple(tuple(one.strip() for one in line.split("|")) for line in lines("synonyms.txt"))


def group_of(said: Sequence[str]) -> tuple[str, ...]:
    """The writings of what these words say, in any number and with or without accents; empty where none is known."""
    return _by_key().get(key(said), ())


def longest_from(said: Sequence[str], start: int) -> tuple[int, tuple[str, ...]]:
    """The longest writing that begins at a word: how many words it takes, and all writings; (0, ()) where none does."""
    for length in range(min(_longest(), len(said) - start), 0, -1):
        if found := group_of(said[start : start + length]):
            return length, found
    return 0, ()


def key(said: Sequence[str]) -> Key:
    """What writings of one thing have in common: their French terms without small words."""
    kept = content_words(" ".join(said))
    return tuple(term(fold(word), "fr") for word in kept)


@cache
def _by_key() -> Mapping[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    for group in groups():
        for writing in group:
            found.setdefault(key(words(writing)), group)
    return found


@cache
def _longest() -> int:
    return max(len(words(writing)) for group in groups() for writing in group)
