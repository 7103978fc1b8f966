"""One page image becomes one page of words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ingestion.barcodes import find_barcodes
from ingestion.handwriting import HandwritingReader, marked, read_handwriting
from ingestion.layout import compose
from ingestion.ocr import Engine, GreyImage, OcrWord
from ingestion.ocr.engine import doubted, sureness
from ingestion.ocr.merge import merge_readings, scaled
from ingestion.ocr.neural import load_neural_reader
from ingestion.ocr.second_look import look_again
from ingestion.ocr.ticks import with_check_boxes
from ingestion.ocr.tidy import tidied_lines
from ingestion.ocr.unread import read_unread
from ingestion.orientation import UPRIGHT, UPSIDE_DOWN, best_turn, sideways_turn
from ingestion.page_image import PageImage, save_image
from ingestion.reading_order import Line, PlacedWord
from ingestion.treatment.look import look_at
from ingestion.treatment.prepare import Prepared, prepare
from records.document import Page, PageSource

_DOUBTED_WORD, _DOUBTFUL_PAGE = 0.85, 0.055
"""A page with so great a part of its letters in words of less confidence is read by the neural reader too. Clean scans
have 0.03 at the most, photos 0.06 and more. The mean confidence tells less: it follows the size of print."""
_MAYBE_UPSIDE_DOWN = 0.7
_FEW_LETTERS = 0.01
"""Of the page's width: the height of small letters on a page with too few to measure it, as most written ones are."""
_TURN_NOTES = ("", "rotated_90", "rotated_180", "rotated_270")


def read_page_image(
    image: PageImage,
    number: int,
    engine: Engine,
    image_folder: Path | None,
    handwriting: HandwritingReader | None = None,
) -> Page:
    """Turn, treat, read and lay out a page; write its image when a folder is given."""
    image, prepared, words = read_upright(image, engine)
    image = image.changed(prepared.shape.level(image.pixels))
    grey = image.grey()
    width, height = image.width, image.height
    words, notes = _read_again(grey, prepared, words)
    written = read_handwriting(grey, words, prepared.measures.x_height or _FEW_LETTERS * width, handwriting)
    words = with_check_boxes(written.words, prepared.boxes)
    composed = compose(placed_lines(tidied_lines(words)), width, height, prepared.rules)
    return Page(
        number=number,
        width_px=width,
        height_px=height,
        text=composed.text,
        words=composed.words,
        source=PageSource.OCR,
        soft_breaks=composed.soft_breaks,
        tables=composed.tables,
        image=save_image(image, image_folder, number) if image_folder is not None else None,
        regions=marked(written.spots, composed.words, width, height),
        notes=(*image.notes, *prepared.notes, *notes, *written.notes),
        barcodes=find_barcodes(grey),
    )


def placed_lines(lines: Iterable[Iterable[OcrWord]]) -> list[Line]:
    """The reader's lines for the layout."""
    return [
        Line(tuple(PlacedWord(w.text, w.left, w.top, w.right, w.bottom, w.confidence) for w in line)) for line in lines
    ]


def read_upright(image: PageImage, engine: Engine) -> tuple[PageImage, Prepared, list[OcrWord]]:
    """The page turned upright, prepared, and its first reading in pixels of the levelled page."""
    seen = look_at(image.grey())
    turn = sideways_turn(seen, engine)
    if turn != UPRIGHT:
        image = _turned(image, turn)
        seen = look_at(image.grey())
    prepared = prepare(seen)
    words = _read(prepared, engine)
    if sureness(words) < _MAYBE_UPSIDE_DOWN and prepared.measures.x_height is not None:
        turn = best_turn(image.grey(), engine, (UPRIGHT, UPSIDE_DOWN))
        if turn != UPRIGHT:
            image = _turned(image, turn)
            prepared = prepare(look_at(image.grey()))
            words = _read(prepared, engine)
    return image, prepared, words


def _read(prepared: Prepared, engine: Engine) -> list[OcrWord]:
    grey, scale, dpi = prepared.shown()
    return scaled(engine.read(grey, dpi=dpi), 1 / scale)


def _read_again(grey: GreyImage, prepared: Prepared, words: list[OcrWord]) -> tuple[list[OcrWord], tuple[str, ...]]:
    """An unsure page is read by the neural reader as well, of a sure page what is unsure or was passed over.

    The neural reader sees the page (`grey`) as it came, but level: what helps Tesseract does not help it.
    """
    x_height, strokes = prepared.measures.x_height, prepared.strokes
    if x_height is None or strokes is None:
        return words, ()
    if prepared.is_fax or doubted(words, _DOUBTED_WORD) > _DOUBTFUL_PAGE:
        return merge_readings(words, load_neural_reader().read(grey, x_height)), ("read_again",)
    words = look_again(grey, words, x_height, load_neural_reader)
    return read_unread(grey, words, strokes, x_height, load_neural_reader), ()


def _turned(image: PageImage, turn: int) -> PageImage:
    return image.changed(np.ascontiguousarray(np.rot90(image.pixels, turn)), _TURN_NOTES[turn])
