"""What a document is once it has been read: pages of words with boxes.

A page's text is the words in reading order, joined as they stand: a space within a line, a newline between
lines, an empty line between paragraphs. Every word knows where it stands in that text, so any stretch of
text has its boxes on the page image.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from records.barcode import Barcode
from records.geometry import Box, merge_into_lines
from records.page_layout import Region, Table

PAGE_BREAK = "\n\n"
"""What stands between two pages in the text of the whole document."""


class PageSource(StrEnum):
    """How the words of a page were had."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    PLAIN_TEXT = "plain_text"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read. `start` is its place in the page's text, in characters."""

    text: str
    box: Box
    start: int
    confidence: float
    """Between 0 and 1; 1 for text that was never printed (text layer, plain text)."""

    @property
    def end(self) -> int:
        """One past the word's last character in the page's text."""
        return self.start + len(self.text)

    def __repr__(self) -> str:
        return f"Word({len(self.text)} characters at {self.start})"


@dataclass(frozen=True)
class Page:
    """One page. Boxes are fractions of the page image that was read, upright and straightened."""

    number: int
    """Counted from 1."""
    width_px: int
    height_px: int
    text: str
    words: tuple[Word, ...]
    source: PageSource
    soft_breaks: tuple[int, ...] = ()
    """Places in `text` of the newlines that only wrap a line; the sentence goes on after them."""
    image: str | None = None
    """File name of the page image within the reading's image folder; None where no image was asked for."""
    notes: tuple[str, ...] = ()
    """Codes of what happened on the way that a person should know, such as `rotated_90` or `hidden_text`."""
    tables: tuple[Table, ...] = ()
    """In reading order; their words are part of `text` like all others."""
    regions: tuple[Region, ...] = ()
    """What of the text is page header, page footer or page number."""
    barcodes: tuple[Barcode, ...] = ()
    """Codes for machines, from top to bottom; what they say is no part of `text`."""

    def __repr__(self) -> str:
        return f"Page({self.number}, {self.source}, {len(self.words)} words)"

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that overlap the text from `start` to `end`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for word in self.words[first:]:
            if word.start >= end:
                break
            if word.end > start:
                found.append(word)
        return tuple(found)

    def boxes_between(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each line of print that the text from `start` to `end` touches."""
        return merge_into_lines(word.box for word in self.words_between(start, end))

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]


@dataclass(frozen=True)
class Document:
    """A file that has been read."""

    sha256: str
    """Of the original file: its identity in the store."""
    media_type: str
    """By content, not by name: `application/pdf`, `image/png`, `image/jpeg`, `image/tiff`, `text/plain` …"""
    pages: tuple[Page, ...]

    def __repr__(self) -> str:
        return f"Document({self.sha256[:8]}, {self.media_type}, {len(self.pages)} pages)"

    @cached_property
    def text(self) -> str:
        """All pages' texts, joined by PAGE_BREAK."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """Where each page's text starts in the document's text."""
        starts, position = [], 0
        for page in self.pages:
            starts.append(position)
            position += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    def page_at(self, position: int) -> tuple[Page, int]:
        """The page that holds a place of the document's text, and where that page's text starts."""
        index = max(0, bisect_right(self.page_starts, position) - 1)
        return self.pages[index], self.page_starts[index]
