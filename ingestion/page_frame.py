"""What frames the pages of a document: headers and footers that come back, and page numbers.

They are only named, never taken away: who the patient is often stands in the header alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property, reduce

from records.document import Page
from records.geometry import Box
from records.page_layout import Region, RegionKind

_TOP, _BOTTOM = 0.16, 0.86
"""Of the page's height: headers end above, footers begin below."""
_SAME_HEIGHT = 0.03
"""Of the page's height: how far a line may move from page to page."""
_ALIKE = 0.82
"""Of the letters, figures taken as equal: the reader's slips and running numbers make lines differ a little."""
_MOST_PAGES_AWAY = 4
"""A line comes back on the next pages or is no header; also bounds the work on long documents."""
_OF_PAGES = r"(?:\s*(?:/|sur|de|of|\|)\s*(?P<count>\d{1,3}))"
_PAGE_NUMBER = re.compile(
    rf"(?:\b(?:page|pages|pg|p\.|folio|feuillet)\s*(?:n°\s*)?:?\s*(?P<named>\d{{1,3}}){_OF_PAGES}?(?!\w))"
    rf"|(?:^\W*(?P<bare>\d{{1,3}}){_OF_PAGES.replace('count', 'total')}?\W*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Line:
    """A line of a page's text in the top or bottom part of the page."""

    start: int
    end: int
    text: str
    box: Box

    def __repr__(self) -> str:
        return f"_Line({self.start}, {self.end})"

    @cached_property
    def shape(self) -> str:
        """The text with every number as one figure, so that dates and page numbers differ no more."""
        return re.sub(r"\d+", "0", self.text.casefold())


def with_frames(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages of a document with their headers, footers and page numbers named."""
    edges = [list(_edge_lines(page)) for page in pages]
    framed = []
    for index, page in enumerate(pages):
        near = [edges[other] for other in range(len(pages)) if 0 < abs(other - index) <= _MOST_PAGES_AWAY]
        found = [region for line in edges[index] for region in _regions(line, page, near)]
        framed.append(replace(page, regions=(*page.regions, *found)) if found else page)
    return tuple(framed)


def _edge_lines(page: Page) -> Iterator[_Line]:
    start = 0
    for text in page.text.split("\n"):
        end = start + len(text)
        box = _box(page, start, end) if text.strip() else None
        start, line_start = end + 1, start
        if box is None:
            continue
        if box.bottom <= _TOP or box.top >= _BOTTOM:
            yield _Line(line_start, end, text, box)


def _box(page: Page, start: int, end: int) -> Box | None:
    boxes = [word.box for word in page.words_between(start, end)]
    return reduce(Box.union, boxes) if boxes else None


def _regions(line: _Line, page: Page, near: Sequence[Sequence[_Line]]) -> Iterator[Region]:
    """What the line is: a header or footer, and within it the page number."""
    is_top = line.box.bottom <= _TOP
    if any(_comes_back(line, others) for others in near):
        yield Region(RegionKind.HEADER if is_top else RegionKind.FOOTER, line.start, line.end, line.box)
    match = _PAGE_NUMBER.search(line.text)
    if match is not None and _counts(match, page.number, alone=not near):
        start, end = line.start + match.start(), line.start + match.end()
        yield Region(RegionKind.PAGE_NUMBER, start, end, _box(page, start, end) or line.box)


def _comes_back(line: _Line, others: Sequence[_Line]) -> bool:
    return any(
        abs(line.box.top - other.box.top) <= _SAME_HEIGHT
        and SequenceMatcher(None, line.shape, other.shape, autojunk=False).ratio() >= _ALIKE
        for other in others
    )


def _counts(match: re.Match[str], number: int, *, alone: bool) -> bool:
    """Whether a number can be a page's; one by itself, without "page" or "of", has to be its place in the file."""
    if match["named"] or match["total"]:
        first, last = match["named"] or match["bare"], match["count"] or match["total"]
        return last is None or int(first) <= int(last)
    return not alone and int(match["bare"]) == number
