"""One way from written words to the terms that are kept and looked for, whatever the database.

A word is cut out with its place, stemmed as its language asks, and only then loses its accents: the other order loses
verb forms (*opérée* for `opérer`). Numbers, codes and names of drugs are left whole. Terms are plain ASCII, so that no
database has an opinion about them.

    >>> [token.term for token in tokens("Opérée d'une hémorragie (E11.9), CRP 12,5", "fr")]
    ['oper', 'd', 'une', 'hemorrag', 'e11.9', 'crp', '12.5']
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer

from records.search.lexicon import lines, table

LANGUAGES = ("fr", "en")
VERSION = "1"
"""Of the terms; another one asks for the index to be built anew."""

_WORD = re.compile(
    r"(?<!\b[^\W\d_]\.)(?:[^\W\d_]\.){2,}+(?!\w)"  # H.T.A.; tried once, where its first letter stands
    r"|\d+(?:[.,]\d+)+"  # 12,5 and 2.1.3
    r"|[^\W_]*\d(?:[.]\d+)+"  # E11.9
    r"|[^\W_]+"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i"})
_SHORTEST_STEMMED = 4
_LONGEST_TERM = 60
_SNOWBALL = {"fr": "french", "en": "english"}
_stemming = threading.Lock()


class Token(NamedTuple):
    """A word of a text."""

    start: int
    end: int
    word: str
    """In small letters, with its accents."""
    term: str
    """What is kept of it in the index."""


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of a text in order, with their terms in that language."""
    for found in _WORD.finditer(text):
        word = found[0].casefold()
        yield Token(found.start(), found.end(), word, term(word, language))


def language_of(text: str) -> str:
    """The language whose small words are the more frequent; French where there are none."""
    said = text.casefold().split()
    french, english = (sum(word in small for word in said) for small in map(small_words, LANGUAGES))
    return "en" if english > french else "fr"


@lru_cache(maxsize=200_000)
def term(word: str, language: str) -> str:
    """What is kept of a word: its stem without accents; the word itself where it is a name, a code or short."""
    folded = fold(word)
    if len(folded) < _SHORTEST_STEMMED or not word.isalpha() or folded in drug_names():
        return _plain(folded)
    with _stemming:  # a stemmer keeps its word in itself
        stem = _stemmer(language).stemWord(word)
    return _plain(fold(stem))


def terms_in_any_language(word: str) -> tuple[str, ...]:
    """What a word that was asked for may have become in the index: by language, and where its accents were lost."""
    ways = [term(word, "fr"), term(fold(word), "fr"), term(word, "en")]
    return tuple(dict.fromkeys(ways))


def words(text: str) -> tuple[str, ...]:
    """The words of a query in small letters, with their accents."""
    return tuple(found[0].casefold() for found in _WORD.finditer(unicodedata.normalize("NFC", text)))


def content_words(text: str) -> tuple[str, ...]:
    """The same without small words; all of them where nothing else is there."""
    every = words(text)
    return tuple(word for word in every if not is_small(word)) or every


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_small(word: str) -> bool:
    """Whether it is a small word of any language."""
    folded = fold(word)
    return any(one in small_words(language) for language in LANGUAGES for one in (word, folded))


@cache
def small_words(language: str) -> frozenset[str]:
    """Articles, prepositions and the like."""
    return frozenset(table("stopwords.toml")[language])


@cache
def drug_names() -> frozenset[str]:
    """Names to which no grammar is applied, without accents."""
    return frozenset(lines("drug_names.txt"))


@cache
def _stemmer(language: str) -> snowballstemmer.StemmerProtocol:
    return snowballstemmer.stemmer(_SNOWBALL[language])


def _plain(folded: str) -> str:
    """ASCII letters, digits and points; what is none of them by its number, so that every database keeps it alike."""
    if folded.isascii() and folded.isalnum():
        return folded[:_LONGEST_TERM]
    if "." in folded and not any(letter.isdigit() for letter in folded):
        folded = folded.replace(".", "")  # H.T.A.
    letters = (
        one if one.isascii() and (one.isalnum() or one == ".") else "." if one == "," else f"_{ord(one):x}"
        for one in folded
    )
    return "".join(letters)[:_LONGEST_TERM]
