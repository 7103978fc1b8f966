"""One page image becomes one page of words."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from ingestion.layout import compose
from ingestion.ocr import Engine, OcrWord
from ingestion.page_image import PageImage, save_image
from ingestion.reading_order import Line, PlacedWord
from ingestion.treatment.prepare import prepare
from records.document import Page, PageSource


def read_page_image(image: PageImage, number: int, engine: Engine, image_folder: Path | None) -> Page:
    """Treat, read and lay out a page; write its image when a folder is given."""
    prepared = prepare(image.grey())
    words = engine.read(prepared.grey, dpi=prepared.dpi)
    width, height = prepared.shape.canvas
    composed = compose(lines_of(words, prepared.scale), width, height)
    name = None
    if image_folder is not None:
        name = save_image(image.changed(prepared.shape.level(image.pixels)), image_folder, number)
    return Page(
        number=number,
        width_px=width,
        height_px=height,
        text=composed.text,
        words=composed.words,
        source=PageSource.OCR,
        soft_breaks=composed.soft_breaks,
        image=name,
        notes=(*image.notes, *prepared.notes),
    )


def lines_of(words: list[OcrWord], scale: float) -> list[Line]:
    """The engine's lines, in pixels of the page image."""
    lines = []
    for _, group in groupby(words, key=lambda word: word.line):
        placed = tuple(
            PlacedWord(
                word.text, word.left / scale, word.top / scale, word.right / scale, word.bottom / scale, word.confidence
            )
            for word in group
        )
        lines.append(Line(placed))
    return lines
