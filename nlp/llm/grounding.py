"""Where the words stand that a model quotes: code finds the place, since models cannot count characters.

To the letter first, then without case, accents, white space and hyphens at line ends, then with misspelt letters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlp.llm.fuzzy import FuzzyText
from nlp.llm.squeezed import Squeezed, squeeze
from nlp.text import ClinicalText
from records.fields import Grounding

FUZZY_S = 2.0
"""For all misspelt quotes of one document together; later ones count as not found."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in the document's text, and how surely."""

    start: int
    end: int
    grounding: Grounding


class Places:
    """The places of one document. Quotes are looked for in the order in which they are said."""

    def __init__(self, text: ClinicalText, clock: Callable[[], float] = time.monotonic) -> None:
        self._text = text.text
        self._written = text.document.text
        self._squeezed = squeeze(text.document.text)
        self._fuzzy: FuzzyText | None = None
        self._clock = clock
        self._left = FUZZY_S

    def all(self, quote: str, within: tuple[int, int] | None = None) -> tuple[Place, ...]:
        """Every place of the quote, from the surest way of finding it that finds any; empty where none does."""
        start, end = within or (0, len(self._text))
        if not quote.strip():
            return ()
        for form in dict.fromkeys((self._written, self._text)):
            if found := tuple(_exact(form, quote.strip(), start, end)):
                return found
        if found := tuple(_normalised(self._squeezed, self._written, quote, start, end)):
            return found
        place = self._misspelt(quote, (start, end))
        return (Place(*place, Grounding.FUZZY),) if place else ()

    def _misspelt(self, quote: str, within: tuple[int, int]) -> tuple[int, int] | None:
        if self._left <= 0:
            return None
        self._fuzzy = self._fuzzy or FuzzyText(self._text)
        began = self._clock()
        found = self._fuzzy.find(quote, within, lambda: self._clock() - began > self._left)
        self._left -= self._clock() - began
        return found


def _exact(text: str, quote: str, start: int, end: int) -> Iterator[Place]:
    place = text.find(quote, start, end)
    while place >= 0:
        if _stands_alone(text, place, place + len(quote)):
            yield Place(place, place + len(quote), Grounding.EXACT)
        place = text.find(quote, place + 1, end)


def _normalised(squeezed: Squeezed, written: str, quote: str, start: int, end: int) -> Iterator[Place]:
    sought = squeeze(quote).text
    if not sought:
        return
    place = squeezed.text.find(sought)
    while place >= 0:
        first, last = squeezed.places[place], squeezed.places[place + len(sought) - 1] + 1
        if start <= first and last <= end and _stands_alone(written, first, last):
            yield Place(first, last, Grounding.NORMALISED)
        place = squeezed.text.find(sought, place + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the stretch is no part of a longer word or number: `5 mg` does not stand in `15 mg` nor in `2,5 mg`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and before[-1].isalnum() and text[start].isalnum():
        return False
    if after and after[0].isalnum() and text[end - 1].isalnum():
        # a unit may stand right behind its number: 2L, 38,4°C, 5mg
        return text[end - 1].isdigit() and after[0].isalpha()
    if len(before) == 2 and before[1] in ".," and before[0].isdigit() and text[start].isdigit():
        return False
    return not (len(after) == 2 and after[0] in ".," and after[1].isdigit() and text[end - 1].isdigit())
