"""Words of a quote that a model or the recognition of a scan misspelt, found again: word by word and within a time.

Only letters are forgiven. Numbers, short words and their order must be the same, so that neither a dose nor a side
can be found where another one stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nlp.sections import fold

ALIKE = 0.8
"""Least similarity of two words."""
_SHORT = 4
"""Words of so few letters must be the same: `gauche`, no; `pas`, `mg`, `IV`, yes."""
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


class FuzzyText:
    """The words of a text, for quotes that stand nowhere in it as they are."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)

    def find(self, quote: str, within: tuple[int, int], is_late: Callable[[], bool]) -> tuple[int, int] | None:
        """The first stretch of as many words, each alike; None where there is none, or once `is_late`."""
        sought = _words(quote)
        if not any(len(word.text) > _SHORT and word.text.isalpha() for word in sought):
            return None
        matchers = [(word.text, SequenceMatcher(b=word.text, autojunk=False)) for word in sought]
        for first in range(len(self._words) - len(sought) + 1):
            if is_late():
                return None
            run = self._words[first : first + len(sought)]
            if run[0].start < within[0] or run[-1].end > within[1]:
                continue
            if _all_alike(matchers, run):
                return run[0].start, run[-1].end
        return None


def _all_alike(matchers: Sequence[tuple[str, SequenceMatcher[str]]], run: Sequence[_Word]) -> bool:
    return all(_alike(*sought, word.text) for sought, word in zip(matchers, run, strict=True))


def _alike(sought: str, matcher: SequenceMatcher[str], word: str) -> bool:
    if sought == word:
        return True
    if not (word.isalpha() and sought.isalpha()) or min(len(word), len(sought)) <= _SHORT:
        return False
    matcher.set_seq1(word)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(text: str) -> list[_Word]:
    return [_Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(fold(text))]
