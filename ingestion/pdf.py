"""PDF pages: their text layer where the eye can see it, a drawing of the page for the optical reader elsewhere.

One program, PDFium, draws the page and reads its text, so what is checked is what is read: two parsers could be
made to see two different pages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ingestion.barcodes import find_barcodes
from ingestion.limits import Limits
from ingestion.page_image import PageImage, Pixels
from ingestion.pdf_forms import Form, FormWords, open_form
from ingestion.pdf_text import LayerWord, layer_words
from ingestion.visibility import magnification, overprinted, visible_words
from records.barcode import Barcode
from records.errors import DamagedFile, EncryptedFile, TooManyPages

_POINTS_PER_INCH = 72.0
_DRAWING_DPI = 300.0
VIEW_DPI = 150.0
"""Of the picture that people see of a page whose words are taken from its text layer."""
_MIN_SCAN_DPI = 60.0
_SCAN_COVERAGE = 0.5
"""A page of which images cover more than this part is read by eye, whatever text stands in it."""
_MIN_READABLE = 0.9
"""A text layer with a smaller share of real characters (broken font tables) is not used."""
_MIN_LAYER_WORDS = 3
_OPEN_FOR = 100
"""Pages; PDFium keeps what it has read of a file until it is closed, so a long one is closed and opened again."""
_MAX_POINTS = 14_400.0
_CODE_DPI = 200.0
_FEWEST_STROKES = 20
"""Bars of a short Code 128."""


@dataclass(frozen=True)
class PdfPage:
    """What the page offers: words to be taken as they are, or an image to be read by eye."""

    image: PageImage | None
    """None when the words are taken and no image was asked for."""
    words: tuple[LayerWord, ...] | None
    """The visible words of the text layer in points; None when the page has to be read by eye."""
    width: float
    height: float
    notes: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    """Words of the text layer that nobody sees, or that stand in one place with others."""
    barcodes: tuple[Barcode, ...] = ()
    """Of a page whose words are taken; on one that is read by eye they are looked for there."""

    def __repr__(self) -> str:
        return f"PdfPage({self.width:.0f} × {self.height:.0f} pt)"


def open_pdf(path: Path, limits: Limits, with_images: bool) -> tuple[int, Generator[PdfPage]]:
    """The number of pages, and the pages one by one.

    Raises:
        EncryptedFile, DamagedFile, TooManyPages; the last two also while pages are taken.
    """
    with contextlib.closing(_opened(path)) as document:
        form = open_form(document, path)
        count = len(document)
    if count == 0:
        raise DamagedFile
    if count > limits.max_pages:
        raise TooManyPages(pages=count, limit=limits.max_pages)
    return count, _pages(path, count, form, limits, with_images)


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise EncryptedFile from error
        raise DamagedFile from error


def _pages(path: Path, count: int, form: Form | None, limits: Limits, with_images: bool) -> Generator[PdfPage]:
    try:
        for start in range(0, count, _OPEN_FOR):
            with contextlib.closing(_opened(path)) as document:
                if form is not None:
                    document.init_forms()
                for index in range(start, min(count, start + _OPEN_FOR)):
                    with contextlib.closing(_page(document, index)) as page:
                        yield _read(page, form, index, limits, with_images)
    finally:
        if form is not None:
            form.close()


def _page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise DamagedFile from error


def _read(page: pypdfium2.PdfPage, form: Form | None, index: int, limits: Limits, with_images: bool) -> PdfPage:
    width, height = page.get_size()
    if not (0 < width <= _MAX_POINTS and 0 < height <= _MAX_POINTS):
        raise DamagedFile
    words = layer_words(page)
    coverage, scan_dpi = _scan(page, width, height)
    seen = visible_words(page, words) if words else ()
    shown = {id(word) for word in seen}
    hidden = tuple(word.text for word in words if id(word) not in shown)
    crossed = overprinted(page, seen)
    typed = _typed(page, form, index)
    believed = coverage < _SCAN_COVERAGE and typed is not None and not crossed
    if typed is not None:
        seen = (*seen, *typed.seen)
    notes = ("hidden_text",) if (typed is not None and typed.hidden) or (hidden and coverage < _SCAN_COVERAGE) else ()
    if believed and len(seen) >= _MIN_LAYER_WORDS and _readable(seen) and not _lies_sideways(seen):
        image = PageImage(_draw(page, VIEW_DPI, limits), VIEW_DPI) if with_images else None
        return PdfPage(image, seen, width, height, notes, barcodes=_barcodes(page, limits))
    dpi = scan_dpi if coverage >= _SCAN_COVERAGE and scan_dpi else _DRAWING_DPI * magnification(page)
    unseen = (*hidden, *(word.text for word in crossed))
    return PdfPage(PageImage(_draw(page, dpi, limits), dpi), None, width, height, notes, unseen=unseen)


def _barcodes(page: pypdfium2.PdfPage, limits: Limits) -> tuple[Barcode, ...]:
    """Looked for only on a page with a picture, or with as many strokes as the smallest code has."""
    strokes = 0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        strokes += 1 if item.type == pdfium.FPDF_PAGEOBJ_PATH else _FEWEST_STROKES
        if strokes >= _FEWEST_STROKES:
            return find_barcodes(PageImage(_draw(page, _CODE_DPI, limits), _CODE_DPI).grey())
    return ()


def _typed(page: pypdfium2.PdfPage, form: Form | None, index: int) -> FormWords | None:
    """What was typed in the page's form; None when that cannot be known, and the page has to be read by eye."""
    if form is None:
        return FormWords((), ())
    try:
        return form.words(page, index)
    except MemoryError:
        raise
    except Exception:
        # A second parser fails on broken forms in its own many ways; the drawing still shows what was typed.
        return None


def _readable(words: tuple[LayerWord, ...]) -> bool:
    text = "".join(word.text for word in words)
    good = sum(char.isprintable() and char != "\ufffd" and not "\ue000" <= char <= "\uf8ff" for char in text)
    return good >= _MIN_READABLE * len(text)


def _lies_sideways(words: tuple[LayerWord, ...]) -> bool:
    """Whether most words stand on end on the page as it is shown; the layout reads only across."""
    on_end = [word.bottom - word.top > word.right - word.left for word in words if len(word.text) > _MIN_LAYER_WORDS]
    return sum(on_end) > len(on_end) / 2


def _scan(page: pypdfium2.PdfPage, width: float, height: float) -> tuple[float, float | None]:
    """Part of the page that images cover, and the resolution of the largest."""
    covered, largest, dpi = 0.0, 0.0, None
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        area = max(0.0, right - left) * max(0.0, top - bottom)
        covered += area
        if area > largest:
            largest = area
            columns, rows = image.get_px_size()
            # Quarter turns swap the sides; the mean over both is the same either way.
            dpi = _POINTS_PER_INCH * (columns * rows / max(area, 1e-6)) ** 0.5
    if dpi is not None:
        dpi = min(_DRAWING_DPI, max(_MIN_SCAN_DPI, dpi))
    return min(1.0, covered / (width * height)), dpi


def _draw(page: pypdfium2.PdfPage, dpi: float, limits: Limits) -> Pixels:
    width, height = page.get_size()
    scale = dpi / _POINTS_PER_INCH
    limits.check_image(round(width * scale), round(height * scale))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    is_grey = bool((pixels[::5, ::5].max(axis=2) == pixels[::5, ::5].min(axis=2)).all())
    return np.ascontiguousarray(pixels[:, :, 0]) if is_grey else pixels
