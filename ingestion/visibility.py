"""Does the eye see this word? A page is drawn with and without its text; what makes no difference is hidden.

That one test finds white on white, text under an image or outside the page or a clip, render mode 3 and colours
too faint to see, without a rule for each. Tiny letters are told by their size.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from ingestion.pdf_text import LayerWord

_SCALE = 1.4
"""Pixels a point: 100 dpi, where letters of 4 points still leave a trace."""
_MIN_DIFFERENCE = 32
"""Of 255: what a word must darken or lighten somewhere."""
_MIN_HEIGHT = 3.0
"""In points, the height of the letter box: less cannot be read on paper."""


def visible_words(page: pypdfium2.PdfPage, words: list[LayerWord]) -> tuple[LayerWord, ...]:
    """Those of the words that a person would see on the page."""
    difference = np.abs(_drawn(page) - _drawn_without_text(page))
    return tuple(word for word in words if _is_seen(word, difference))


def _is_seen(word: LayerWord, difference: npt.NDArray[np.int16]) -> bool:
    if min(word.bottom - word.top, word.right - word.left) < _MIN_HEIGHT and len(word.text) > 1:
        return False
    rows, columns = difference.shape
    left, right = max(0, int(word.left * _SCALE)), min(columns, int(word.right * _SCALE) + 1)
    top, bottom = max(0, int(word.top * _SCALE)), min(rows, int(word.bottom * _SCALE) + 1)
    if left >= right or top >= bottom:
        return False
    return bool(difference[top:bottom, left:right].max() >= _MIN_DIFFERENCE)


def _drawn_without_text(page: pypdfium2.PdfPage) -> npt.NDArray[np.int16]:
    texts = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]))
    try:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.raw, False)
        return _drawn(page)
    finally:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.raw, True)


def _drawn(page: pypdfium2.PdfPage) -> npt.NDArray[np.int16]:
    bitmap = page.render(scale=_SCALE, grayscale=True)
    pixels = np.array(bitmap.to_numpy(), dtype=np.int16)
    bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels
