"""One page of a PDF with a text layer becomes one page of words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingestion.layout import compose
from ingestion.page_image import save_image
from ingestion.pdf import VIEW_DPI, PdfPage
from ingestion.pdf_text import LayerWord
from ingestion.reading_order import Line, PlacedWord
from records.document import Page, PageSource

_SAME_LINE = 0.5
"""Of the lower word's height: what two words on one line share at least, and overlap at most."""
_WIDE_GAP = 1.4
"""Of the lower word's height: what stands further apart is left to the layout."""


def read_layer_page(sheet: PdfPage, number: int, image_folder: Path | None) -> Page:
    """Lay out the visible words of a page; write its image when a folder is given and it was drawn."""
    composed = compose(_lines(sheet.words or ()), sheet.width, sheet.height)
    scale = VIEW_DPI / 72
    image = save_image(sheet.image, image_folder, number) if sheet.image is not None and image_folder else None
    return Page(
        number=number,
        width_px=round(sheet.width * scale),
        height_px=round(sheet.height * scale),
        text=composed.text,
        words=composed.words,
        source=PageSource.TEXT_LAYER,
        soft_breaks=composed.soft_breaks,
        tables=composed.tables,
        image=image,
        notes=sheet.notes,
        barcodes=sheet.barcodes,
    )


def _lines(words: Iterable[LayerWord]) -> list[Line]:
    """Words that follow one another along a line joined: the layout compares lines, and a page has fewer of them."""
    lines: list[list[PlacedWord]] = []
    for word in words:
        placed = PlacedWord(word.text, word.left, word.top, word.right, word.bottom, ink=word.ink)
        if lines and _follows(lines[-1][-1], placed):
            lines[-1].append(placed)
        else:
            lines.append([placed])
    return [Line(tuple(line)) for line in lines]


def _follows(before: PlacedWord, word: PlacedWord) -> bool:
    lower = min(before.bottom - before.top, word.bottom - word.top)
    shared = min(before.bottom, word.bottom) - max(before.top, word.top)
    return shared > _SAME_LINE * lower and -_SAME_LINE * lower < word.left - before.right < _WIDE_GAP * lower
