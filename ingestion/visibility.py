"""Does the eye see this word? A page is drawn with and without its text; what makes no difference is hidden.

That one test finds white on white, text under an image or outside the page or a clip, render mode 3 and colours
too faint to see, without a rule for each. Tiny letters are told by their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from ingestion.pdf_text import LayerWord

_SCALE = 1.4
"""Pixels a point: 100 dpi, where letters of 4 points still leave a trace."""
_MOST_PIXELS = 25e6
"""Posters are drawn coarser; A0 takes 16."""
_MIN_DIFFERENCE = 32
"""Of 255: what a word must darken or lighten somewhere."""
_SMALL_PAGE = 420.0
"""Points, the longer side of A6: a page below is enlarged to it."""
_MIN_SPREAD = 0.15
"""Of a word's length: where it makes a difference at least. Dots and strokes fill a quarter, tails of the line above
less."""
_SHORT = 2
"""Letters: of so few, the place is higher than wide also when the word lies across the page."""
_MOST_SHARED = 0.2
"""Of a word's place, with other words."""
_SAME_PLACE = 2.0
"""Points: the grid on which two copies of a word are taken for one."""
_MIN_HEIGHT = 3.0
"""In points, the height of the letter box: less cannot be read on paper."""


def visible_words(page: pypdfium2.PdfPage, words: Sequence[LayerWord]) -> tuple[LayerWord, ...]:
    """Those of the words that a person would see on the page."""
    scale = _scale(page)
    changed = np.abs(_drawn(page, scale) - _drawn_without_text(page, scale)) >= _MIN_DIFFERENCE
    lowest = _MIN_HEIGHT / magnification(page)
    return tuple(word for word in words if _height(word) >= lowest and _is_seen(word, changed, scale))


def overprinted(page: pypdfium2.PdfPage, words: Sequence[LayerWord]) -> tuple[LayerWord, ...]:
    """Those of the words that share their place with another one: whose ink it is that is seen there, nobody can say.

    The same word twice in one place is a way to print in bold.
    """
    width, height = page.get_size()
    scale = _scale(page)
    layers = np.zeros((round(height * scale), round(width * scale)), dtype=np.uint16)
    spots = {_identity(word): _spot(word, scale) for word in words if any(map(str.isalnum, word.text))}
    for spot in spots.values():
        layers[spot] += 1
    crossed = {name for name, spot in spots.items() if layers[spot].size and (layers[spot] > 1).mean() > _MOST_SHARED}
    return tuple(word for word in words if _identity(word) in crossed)


def magnification(page: pypdfium2.PdfPage) -> float:
    """How much a very small page is enlarged before it is judged or read.

    Such a page is either a label or one whose unit is larger than a point (UserUnit), which PDFium does not tell.
    """
    return float(max(1.0, _SMALL_PAGE / max(page.get_size())))


def _scale(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    return float(min(_SCALE * magnification(page), (_MOST_PIXELS / (width * height)) ** 0.5))


def _height(word: LayerWord) -> float:
    """Of print, whichever way it runs; nobody can say for a single letter."""
    return min(word.bottom - word.top, word.right - word.left) if len(word.text) > 1 else math.inf


def _is_seen(word: LayerWord, changed: npt.NDArray[np.bool_], scale: float) -> bool:
    """Whether the page changes along the word, more than ink of other lines in its place would do."""
    ink = changed[_spot(word, scale)]
    if not ink.size:
        return False
    on_end = ink.shape[0] > ink.shape[1] and len(word.text) > _SHORT
    return bool(ink.any(axis=int(on_end)).mean() >= _MIN_SPREAD)


def _identity(word: LayerWord) -> tuple[str, int, int]:
    return word.text, round(word.left / _SAME_PLACE), round(word.top / _SAME_PLACE)


def _spot(word: LayerWord, scale: float) -> tuple[slice, slice]:
    """Rows and columns of its print."""
    top, bottom = word.ink or (word.top, word.bottom)
    return _pixels(top * scale, bottom * scale), _pixels(word.left * scale, word.right * scale)


def _pixels(start: float, end: float) -> slice:
    """At least one; none before the page's edge."""
    return slice(max(0, round(start)), max(0, round(end), round(start) + 1))


def _drawn_without_text(page: pypdfium2.PdfPage, scale: float) -> npt.NDArray[np.int16]:
    texts = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]))
    try:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.raw, False)
        return _drawn(page, scale)
    finally:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.raw, True)


def _drawn(page: pypdfium2.PdfPage, scale: float) -> npt.NDArray[np.int16]:
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = np.array(bitmap.to_numpy(), dtype=np.int16)
    bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels
