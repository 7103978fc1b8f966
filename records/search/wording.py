"""Words of a query become what may stand for them in the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from records.errors import PrefixTooShort, QueryTooLong
from records.search.analysis import LANGUAGES, content_words, fold, is_small, term, terms_in_any_language, words
from records.search.entry import NEGATED
from records.search.facets import value_of
from records.search.lexicon import table
from records.search.query import Facet, Terms, Words
from records.search.synonyms import group_of, longest_from

SHORTEST_PREFIX = 3
MAX_NEGATED_WORDS = 12
"""Of a phrase that says « pas de »: it is looked for with every stretch of it marked."""


def loose(said: Sequence[str], *, excluded: bool = False) -> list[Words]:
    """Words without quotation marks: each for itself, writings of one thing and « pas de … » together."""
    found: list[Words] = []
    at = 0
    while at < len(said):
        length, group = longest_from(said, at)
        if not group and is_negation(said[at]):
            length = _turned_round(said, at)
        length = max(1, length)
        run = said[at : at + length]
        if group:
            found.append(_writings(run, group, excluded=excluded))
        elif length > 1 or not is_small(run[0]) or len(said) == 1:
            found.append(phrase(run, excluded=excluded))
        at += length
    return found


def phrase(said: Sequence[str], *, excluded: bool = False) -> Words:
    """Words that follow each other, exactly these. Raises QueryTooLong."""
    return Words(" ".join(said), tuple(dict.fromkeys(_with_negated(_ways(said), said))), excluded=excluded)


def beginning(said: Sequence[str], place: int, *, excluded: bool = False) -> Words:
    """Words of which the last is only begun. Raises PrefixTooShort."""
    last = term(said[-1], "fr") if not said[-1].isalpha() else fold(said[-1])
    if len(last) < SHORTEST_PREFIX:
        raise PrefixTooShort(place=place, letters=SHORTEST_PREFIX)
    before = tuple(term(word, "fr") for word in said[:-1])
    variants = ((*before, last), *_ways(said))  # a stem may be shorter than what was begun
    return Words(f"{' '.join(said)}*", tuple(dict.fromkeys(variants)), prefix=True, excluded=excluded)


def concept(facet: str, text: str, *, excluded: bool = False) -> Facet:
    """A concept by its words, under all its writings."""
    kept = content_words(text)
    group = group_of(kept)
    writings = [kept, *(content_words(writing) for writing in group)]
    ways = (value for one in writings for value in _values(one))
    return Facet(facet, text, tuple(dict.fromkeys(ways)), _others(kept, group), excluded)


@cache
def negations() -> frozenset[str]:
    """Words that turn round what follows, without accents."""
    return frozenset(fold(word) for word in table("stopwords.toml")["negations"])


def is_negation(word: str) -> bool:
    """Whether the word turns round what follows."""
    return fold(word) in negations()


def _writings(said: Sequence[str], group: Sequence[str], *, excluded: bool) -> Words:
    ways = [way for one in (said, *map(words, group)) for way in _ways(one)]
    return Words(" ".join(said), tuple(dict.fromkeys(ways)), also=_others(said, group), excluded=excluded)


def _others(said: Sequence[str], group: Sequence[str]) -> tuple[str, ...]:
    own = fold(" ".join(said))
    return tuple(writing for writing in group if fold(" ".join(words(writing))) != own)


def _ways(said: Sequence[str]) -> list[Terms]:
    """As French, as French without accents, as English: a document is of one language."""
    if len(said) == 1:
        return [(one,) for one in terms_in_any_language(said[0])]
    rows = (("fr", said), ("fr", [*map(fold, said)]), ("en", said))
    return [tuple(term(word, language) for word in row) for language, row in rows]


def _with_negated(ways: Iterable[Terms], said: Sequence[str]) -> list[Terms]:
    """A phrase that says « pas de » itself also finds what is marked as said not to be so."""
    every = list(ways)
    cue = next((at for at, word in enumerate(said) if is_negation(word)), None)
    if cue is None:
        return every
    if len(said) > MAX_NEGATED_WORDS:
        raise QueryTooLong(limit=MAX_NEGATED_WORDS)
    spans = [(start, end) for start in range(cue + 1, len(said)) for end in range(start + 1, len(said) + 1)]
    whole = [(0, len(said))]  # the reader may have taken the cue into its quote
    marked = [
        tuple(NEGATED + one if start <= at < end else one for at, one in enumerate(way))
        for way in every
        for start, end in spans + whole
    ]
    return every + marked


def _turned_round(said: Sequence[str], at: int) -> int:
    """How many words « pas de fièvre » takes, to the first that is no small word."""
    end = at + 1
    while end < len(said) and is_small(said[end]):
        end += 1
    return min(end + 1, len(said)) - at


def _values(kept: Sequence[str]) -> list[str]:
    return [*(value_of(kept, language) for language in LANGUAGES), value_of([*map(fold, kept)], "fr")]
