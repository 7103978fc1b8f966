"""One page image becomes one page of words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ingestion.barcodes import find_barcodes
from ingestion.layout import compose
from ingestion.ocr import Engine, OcrWord
from ingestion.ocr.merge import merge_readings, scaled, sureness
from ingestion.ocr.second_look import look_again
from ingestion.ocr.tidy import tidied_lines
from ingestion.orientation import UPRIGHT, UPSIDE_DOWN, best_turn, sideways_turn
from ingestion.page_image import PageImage, save_image
from ingestion.reading_order import Line, PlacedWord
from ingestion.treatment.prepare import FIRST, SCATTERED, SOLID, Prepared, prepare
from records.document import Page, PageSource

_SURE_READING = 0.86
"""Mean confidence of letters under which a page is read again in another way."""
_MAYBE_UPSIDE_DOWN = 0.7
_TURN_NOTES = ("", "rotated_90", "rotated_180", "rotated_270")


def read_page_image(image: PageImage, number: int, engine: Engine, image_folder: Path | None) -> Page:
    """Turn, treat, read and lay out a page; write its image when a folder is given."""
    image, prepared, words = _read_upright(image, engine)
    width, height = prepared.shape.canvas
    words, notes = _read_again(prepared, words, engine)
    composed = compose(placed_lines(tidied_lines(words)), width, height)
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
        notes=(*image.notes, *prepared.notes, *notes),
        barcodes=find_barcodes(prepared.shape.level(image.grey())),
    )


def placed_lines(lines: Iterable[Iterable[OcrWord]]) -> list[Line]:
    """The reader's lines for the layout."""
    return [
        Line(tuple(PlacedWord(w.text, w.left, w.top, w.right, w.bottom, w.confidence) for w in line)) for line in lines
    ]


def _read_upright(image: PageImage, engine: Engine) -> tuple[PageImage, Prepared, list[OcrWord]]:
    """The page turned upright, prepared, and its first reading in pixels of the levelled page."""
    image = _turned(image, sideways_turn(image.grey(), engine))
    prepared = prepare(image.grey())
    words = _read(prepared, engine)
    if sureness(words) < _MAYBE_UPSIDE_DOWN and prepared.measures.x_height is not None:
        turn = best_turn(image.grey(), engine, (UPRIGHT, UPSIDE_DOWN))
        if turn != UPRIGHT:
            image = _turned(image, turn)
            prepared = prepare(image.grey())
            words = _read(prepared, engine)
    return image, prepared, words


def _read(prepared: Prepared, engine: Engine) -> list[OcrWord]:
    grey, scale, dpi = prepared.shown(FIRST)
    return scaled(engine.read(grey, dpi=dpi), 1 / scale)


def _read_again(prepared: Prepared, words: list[OcrWord], engine: Engine) -> tuple[list[OcrWord], tuple[str, ...]]:
    """An unsure page is read up to twice more in other ways, unsure lines of a sure page once; surer words stay."""
    x_height = prepared.measures.x_height
    if x_height is None:
        return words, ()
    if sureness(words) >= _SURE_READING:
        if prepared.is_fax:
            return words, ()
        return look_again(prepared.shape.level(prepared.grey), words, x_height, engine), ()
    notes: tuple[str, ...] = ()
    for way in (SCATTERED, SOLID):
        if sureness(words) >= _SURE_READING:
            break
        grey, scale, dpi = prepared.shown(way)
        other = engine.read(grey, dpi=dpi, segmentation=way.segmentation)
        words = merge_readings(words, scaled(other, 1 / scale))
        notes = ("read_again",)
    return words, notes


def _turned(image: PageImage, turn: int) -> PageImage:
    if turn == UPRIGHT:
        return image
    return image.changed(np.ascontiguousarray(np.rot90(image.pixels, turn)), _TURN_NOTES[turn])
