"""Plain text as pages: what a person typed, on a page of fixed-width letters."""

from __future__ import annotations

import re

from ingestion.letters import usual
from ingestion.limits import Limits
from records.document import Page, PageSource, Word
from records.errors import EmptyFile, FileTooLarge, TooManyPages, UnsupportedFile
from records.geometry import Box

_WORD = re.compile(r"\S+")
_FORM_FEED = "\f"
_MIN_COLUMNS, _MIN_ROWS = 80, 60
_COLUMN_PX, _ROW_PX = 10, 20
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plain_text(content: bytes, limits: Limits) -> tuple[Page, ...]:
    """Pages of a text file in UTF-8, UTF-16 (with its mark) or Windows-1252.

    Line ends become newlines, and letters take their usual form (`letters.usual`); nothing else of the text changes.
    Form feeds separate pages.

    Raises:
        FileTooLarge, TooManyPages, EmptyFile.
        UnsupportedFile: bytes that are no text.
    """
    if len(content) > limits.max_text_mb * 1_000_000:
        raise FileTooLarge(limit_mb=limits.max_text_mb)
    text = usual(_decode(content)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptyFile
    sheets = text.rstrip(_FORM_FEED).split(_FORM_FEED)
    if len(sheets) > limits.max_pages:
        raise TooManyPages(pages=len(sheets), limit=limits.max_pages)
    return tuple(_page(number, sheet) for number, sheet in enumerate(sheets, start=1))


def _decode(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise UnsupportedFile


def _page(number: int, text: str) -> Page:
    lines = text.split("\n")
    columns, rows = max(_MIN_COLUMNS, *map(len, lines)), max(_MIN_ROWS, len(lines))
    words, position = [], 0
    for row, line in enumerate(lines):
        for match in _WORD.finditer(line):
            box = Box.from_units(match.start(), row, match.end(), row + 1, columns, rows)
            words.append(Word(text=match.group(), box=box, start=position + match.start(), confidence=1.0))
        position += len(line) + 1
    return Page(
        number=number,
        width_px=columns * _COLUMN_PX,
        height_px=rows * _ROW_PX,
        text=text,
        words=tuple(words),
        source=PageSource.PLAIN_TEXT,
    )
