"""Words of a clinical text, cut the same way for the tagger, the assertion cues and the lexicons.

Cut on the folded text (lower case, no accents), which has the places of the original: `d'HTA` is `d'`, `hta`; a
number keeps its decimals; every run of line ends is one token, because lists are made of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from nlp.sections import fold

_TOKEN = re.compile(r"[dlnsjmtc]'|qu'|[a-z]+|\d+(?:[.,]\d+)?|\s*\n\s*|[^\w\s]|\w")
_DIGIT = re.compile(r"\d")
LINE_END = "\n"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel columns, one entry a token."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]
    """Folded; digits are all 0, a run of line ends is LINE_END."""

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"Tokens({len(self)})"

    def first_from(self, position: int) -> int:
        """Index of the first token that ends after that place of the text."""
        return bisect_right(self.ends, position)

    def last_before(self, position: int) -> int:
        """Index one past the last token that starts before that place of the text."""
        return bisect_left(self.starts, position)

    def gap_after(self, index: int) -> bool:
        """Whether white space follows the token."""
        return index + 1 < len(self) and self.starts[index + 1] > self.ends[index]


def tokenise(folded: str) -> Tokens:
    """Cut a folded text (`nlp.sections.fold`) into tokens.

    >>> tokenise("pas d'hta, t° 38,5\\n").words
    ('pas', "d'", 'hta', ',', 't', '°', '00,0', '\\n')
    """
    matches = list(_TOKEN.finditer(folded))
    words = tuple(LINE_END if match[0].isspace() else _DIGIT.sub("0", match[0]) for match in matches)
    return Tokens(tuple(m.start() for m in matches), tuple(m.end() for m in matches), words)


def spellings(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The words of a lexicon's phrase as a text may have them: œ folds to o, while many write oe.

    >>> spellings("Œdème")
    (('odeme',),)
    >>> spellings("oedème")
    (('oedeme',), ('odeme',))
    """
    folded = fold(phrase.replace("’", "'"))
    return tuple(dict.fromkeys((tokenise(folded).words, tokenise(folded.replace("oe", "o")).words)))


def line_starts(tokens: Tokens) -> tuple[int, ...]:
    """For each token, the index of the first token of its line."""
    starts, first = [], 0
    for index, word in enumerate(tokens.words):
        starts.append(first)
        if word == LINE_END:
            first = index + 1
    return tuple(starts)


def stem(word: str) -> str:
    """A crude stem, the same for singular, plural and most inflections: six letters, no final s."""
    return (word[:-1] if len(word) > 4 and word.endswith(("s", "x")) else word)[:6]
