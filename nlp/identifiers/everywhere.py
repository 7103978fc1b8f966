"""What is known to be a name is one wherever it stands: in capitals, in small letters, with a letter misread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from nlp.identifiers.kinds import Identifier, Kind
from nlp.identifiers.vocabulary import not_names, ordinary_words
from nlp.sections import fold

_WORD = re.compile(r"[^\W_]+")
_LEAST = 3
"""Letters below which a name is too short to be looked for."""
_LEAST_MISREAD = 6
"""Letters from which a name is known in spite of one misread letter; the project's choice."""


def name_words(text: str, found: Iterable[Identifier]) -> dict[str, Kind]:
    """The words of names already found, folded, those that are also ordinary words left out."""
    words: dict[str, Kind] = {}
    for one in found:
        if one.kind in (Kind.LAST_NAME, Kind.FIRST_NAME):
            for word in _WORD.findall(fold(text[one.start : one.end])):
                if len(word) >= _LEAST and word not in not_names():
                    words.setdefault(word, one.kind)
    return words


def mail_words(text: str, found: Iterable[Identifier]) -> dict[str, Kind]:
    """The words before the `@` of e-mail addresses that are no ordinary words: mostly names."""
    mails = (text[one.start : one.end].partition("@")[0] for one in found if one.kind is Kind.EMAIL)
    words = (word for mail in mails for word in re.findall(r"[a-z]+", fold(mail)))
    return {word: Kind.LAST_NAME for word in words if len(word) > _LEAST and word not in ordinary_words()}


def find_again(text: str, words: Mapping[str, Kind]) -> Iterator[Identifier]:
    """Every place where one of these words stands; an ordinary word only with a capital."""
    by_length: dict[int, list[str]] = {}
    for known in words:
        by_length.setdefault(len(known), []).append(known)
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word in words:
            if match.group()[0].isupper() or word not in ordinary_words():
                yield Identifier(*match.span(), words[word], "again")
        elif len(word) >= _LEAST_MISREAD and match.group()[0].isupper() and word not in ordinary_words():
            close = (known for size in (-1, 0, 1) for known in by_length.get(len(word) + size, ()))
            meant = next((one for one in close if _one_letter_apart(one, word)), None)
            if meant is not None:
                yield Identifier(*match.span(), words[meant], "misread")


def _one_letter_apart(one: str, other: str) -> bool:
    if len(one) < _LEAST_MISREAD:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
