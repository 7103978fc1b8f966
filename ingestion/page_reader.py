"""One page image becomes one page of words."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from ingestion.layout import Line, PlacedWord, compose
from ingestion.ocr import Engine, GreyImage, OcrWord
from ingestion.page_image import PageImage, save_image
from ingestion.treatment.light import flatten
from ingestion.treatment.measure import Measures, measure
from records.document import Page, PageSource

_UNEVEN = 12.0
_DIM_PAPER = 235.0
_SMALL_X_HEIGHT = 12.5
_GOOD_X_HEIGHT = 20.0
_MAX_ENLARGEMENT = 4.0
_TESSERACT_DPI_PER_X_HEIGHT = 14.0


def read_page_image(image: PageImage, number: int, engine: Engine, image_folder: Path | None) -> Page:
    """Treat, read and lay out a page; write its image when a folder is given."""
    grey = image.grey()
    measures = measure(grey)
    treated, scale = treat(grey, measures)
    dpi = round((measures.x_height or 14.0) * scale * _TESSERACT_DPI_PER_X_HEIGHT)
    words = engine.read(treated, dpi=min(600, max(70, dpi)))
    composed = compose(lines_of(words, scale), image.width, image.height)
    return Page(
        number=number,
        width_px=image.width,
        height_px=image.height,
        text=composed.text,
        words=composed.words,
        source=PageSource.OCR,
        soft_breaks=composed.soft_breaks,
        image=save_image(image, image_folder, number) if image_folder is not None else None,
        notes=image.notes,
    )


def treat(grey: GreyImage, measures: Measures) -> tuple[GreyImage, float]:
    """The image the engine reads best, and how much larger it is than the page."""
    if not measures.two_tone and (measures.unevenness > _UNEVEN or measures.paper < _DIM_PAPER):
        grey = flatten(grey)
    scale = 1.0
    if measures.x_height is not None and measures.x_height < _SMALL_X_HEIGHT:
        scale = min(_MAX_ENLARGEMENT, _GOOD_X_HEIGHT / measures.x_height)
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return grey, scale


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
