"""Where on its pages a document says what was asked for, by our own offsets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from records.document import Document, Page
from records.fields import Field
from records.geometry import Box
from records.search.analysis import Token, language_of, tokens
from records.search.entry import kept_term, negated_everywhere
from records.search.facets import told
from records.search.query import Words

_AROUND = 60
"""Characters shown on each side."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a page around words that answer."""

    page: int
    start: int
    """Of the text, in the page's."""
    text: str
    marks: tuple[tuple[int, int], ...]
    """Start and end in the page's text, of each place that answers."""
    boxes: tuple[Box, ...]
    """Of the marks, one a line of print."""

    def __repr__(self) -> str:
        return f"Highlight(page {self.page}, {len(self.text)} characters, {len(self.marks)} marks)"


def highlights(
    document: Document, fields: Sequence[Field], wanted: Sequence[Words], limit: int = 3
) -> tuple[Highlight, ...]:
    """The first places that answer, those of different words before more of the same."""
    language = language_of(document.text)
    negated = negated_everywhere(document, told(fields), language)
    spots: list[tuple[int, Page, tuple[int, int]]] = []
    for page in document.pages:
        found = list(tokens(page.text, language))
        terms = [kept_term(page.number, token, negated) for token in found]
        for words in wanted:
            spots += [(rank, page, mark) for rank, mark in enumerate(_marks(words, found, terms))]
    chosen: list[Highlight] = []
    for _, page, mark in sorted(spots, key=lambda spot: (spot[0], spot[1].number, spot[2])):
        if len(chosen) == limit:
            break
        if not any(one.page == page.number and mark in one.marks for one in chosen):
            every = sorted({each for _, other, each in spots if other.number == page.number})
            chosen.append(_highlight(page, mark, every))
    return tuple(sorted(chosen, key=lambda one: (one.page, one.start)))


def _marks(words: Words, found: Sequence[Token], terms: Sequence[str]) -> Iterator[tuple[int, int]]:
    begun = words.variants[0] if words.prefix else None
    by_first = _by_first(words)
    for at, term in enumerate(terms):
        for variant in by_first.get(term, ()):
            if tuple(terms[at : at + len(variant)]) == variant:
                yield found[at].start, found[at + len(variant) - 1].end
                break
        else:
            if begun and _begins(terms[at : at + len(begun)], begun):
                yield found[at].start, found[at + len(begun) - 1].end


def _by_first(words: Words) -> Mapping[str, list[tuple[str, ...]]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for variant in sorted(words.variants, key=len, reverse=True):
        by_first.setdefault(variant[0], []).append(variant)
    return by_first


def _begins(terms: Sequence[str], begun: Sequence[str]) -> bool:
    return len(terms) == len(begun) and tuple(terms[:-1]) == tuple(begun[:-1]) and terms[-1].startswith(begun[-1])


def _highlight(page: Page, mark: tuple[int, int], every: Sequence[tuple[int, int]]) -> Highlight:
    start, end = max(0, mark[0] - _AROUND), min(len(page.text), mark[1] + _AROUND)
    if start and (space := page.text.find(" ", start, mark[0])) >= 0:
        start = space + 1
    if end < len(page.text) and (space := page.text.rfind(" ", mark[1], end)) >= 0:
        end = space
    marks = tuple(one for one in every if start <= one[0] and one[1] <= end)
    boxes = tuple(box for left, right in marks for box in page.boxes_between(left, right))
    return Highlight(page.number, start, page.text[start:end], marks, boxes)
