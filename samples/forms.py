"""The forms in which a document reaches the secretary: as a file of its own kind, from one and the same PDF."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pypdfium2
from PIL import Image, TiffImagePlugin

from samples.blocks import Sheet, body_text
from samples.damage.fax import ACROSS_DPI, FINE_DPI, STANDARD_DPI, fax
from samples.damage.paper import STAMP_VIOLET, Pixels, ink, stamp
from samples.damage.phone import photograph
from samples.damage.scanner import DPI, scan
from samples.draw import draw_pdf, pages_of, scribble, signature_spot
from samples.layout import page_texts
from samples.markup import Rich, join

PHOTO_DPI = 210
"""At which the sheet is printed before it is photographed: a little more than the picture resolves."""
_EXIF_ORIENTATION = 0x0112
_STORED_TURN = {1: 0, 3: 2, 6: 1, 8: 3}
"""Quarter turns to the left by which a camera stores a picture that is to be shown with that orientation."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as a file."""

    data: bytes
    suffix: str
    """Of the file's name, with its dot."""
    rich: Rich
    """The text that stands in it, with its marks."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and by whom a document was sent."""

    day: date
    sender: str
    """Of a fax: the machine's name and number."""
    received: tuple[str, ...] = ()
    """Lines of the stamp that a secretariat puts on paper mail when it comes in; none on the house's own papers."""


def write_form(form: str, sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    """The sheet in one of `FORMS`."""
    return _WRITERS[form](sheet, occasion, rng)


def _pdf(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    del occasion, rng
    return Written(draw_pdf(sheet), ".pdf", _paged_text(sheet))


def _text(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    del occasion, rng
    rich = body_text(sheet.blocks)
    return Written((rich.text + "\n").encode("utf-8"), ".txt", rich)


def _scan(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    colour, punched = bool(rng.random() < 0.6), bool(rng.random() < 0.45)
    pages = [scan(page, rng, colour=colour, punched=punched) for page in _paper(sheet, DPI, rng, occasion.received)]
    images = [Image.fromarray(page if colour else page[..., 0]) for page in pages]
    return Written(_image_pdf(images, DPI, occasion.day, quality=72), ".pdf", _paged_text(sheet))


def _fax(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    fine = bool(rng.random() < 0.75)
    paper = _paper(sheet, DPI, rng)
    hour = f"{int(rng.integers(8, 19)):02d}:{int(rng.integers(0, 60)):02d}"
    images = []
    for number, page in enumerate(paper, 1):
        header = f"{occasion.day:%d/%m/%Y} {hour}   DE : {occasion.sender}   P. {number:02d}/{len(paper):02d}"
        images.append(Image.fromarray(fax(page, header, rng, fine=fine)).convert("1"))
    out = io.BytesIO()
    dpi = (ACROSS_DPI, FINE_DPI if fine else STANDARD_DPI)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TiffImagePlugin.RESOLUTION_UNIT] = 2
    images[0].save(
        out, format="TIFF", compression="group4", save_all=True, append_images=images[1:], dpi=dpi, tiffinfo=tags
    )
    return Written(out.getvalue(), ".tif", _paged_text(sheet))


def _photo(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    desk = int(rng.integers(2**31))
    images = [
        Image.fromarray(photograph(page, rng, desk_seed=desk))
        for page in _paper(sheet, PHOTO_DPI, rng, occasion.received)
    ]
    if len(images) > 1:
        return Written(_image_pdf(images, 240, occasion.day, quality=80), ".pdf", _paged_text(sheet))
    orientation = int(rng.choice(list(_STORED_TURN)))
    stored = Image.fromarray(np.ascontiguousarray(np.rot90(np.asarray(images[0]), _STORED_TURN[orientation])))
    exif = Image.Exif()
    exif[_EXIF_ORIENTATION] = orientation
    out = io.BytesIO()
    stored.save(out, format="JPEG", quality=84, exif=exif)
    return Written(out.getvalue(), ".jpg", _paged_text(sheet))


def _png(sheet: Sheet, occasion: Occasion, rng: np.random.Generator) -> Written:
    images = [Image.fromarray(page).convert("L") for page in _raster(draw_pdf(sheet), 150)]
    del rng
    if len(images) > 1:
        return Written(_image_pdf(images, 150, occasion.day, quality=88), ".pdf", _paged_text(sheet))
    out = io.BytesIO()
    images[0].save(out, format="PNG", dpi=(150, 150), optimize=True)
    return Written(out.getvalue(), ".png", _paged_text(sheet))


_WRITERS: Mapping[str, Callable[[Sheet, Occasion, np.random.Generator], Written]] = {
    "pdf": _pdf,
    "scan": _scan,
    "fax": _fax,
    "photo": _photo,
    "png": _png,
    "text": _text,
}

FORMS = tuple(_WRITERS)
"""`photo` and `png` hold one page; a longer document in them is a PDF of such pictures."""


def _paged_text(sheet: Sheet) -> Rich:
    return join(page_texts(sheet, pages_of(sheet)), "\n\n")


def _raster(pdf: bytes, dpi: int) -> list[Pixels]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]


def _paper(sheet: Sheet, dpi: int, rng: np.random.Generator, received: Sequence[str] = ()) -> list[Pixels]:
    """The printed pages, signed and stamped by hand."""
    pages = _raster(draw_pdf(sheet, signed=False), dpi)
    index, left, top = signature_spot(sheet)
    height, width = pages[index].shape[:2]
    scale = dpi / 72
    x, y = left * width, top * height
    if rng.random() < 0.6:
        pages[index] = stamp(pages[index], sheet.stamp, x - 210 * scale, y - 6 * scale, scale, rng)
    if received:
        head = pages[0]
        spot = (head.shape[1] * rng.uniform(0.45, 0.5), head.shape[0] * rng.uniform(0.012, 0.022))
        pages[0] = stamp(head, received, *spot, scale, rng, STAMP_VIOLET)
    pages[index] = ink(pages[index], scribble(sheet.signature_seed), x, y, scale * rng.uniform(0.95, 1.15), rng)
    return pages


def _image_pdf(images: Sequence[Image.Image], dpi: int, day: date, *, quality: int) -> bytes:
    """Pictures as the pages of a PDF, without a text layer; dated by the document, not by the clock."""
    out = io.BytesIO()
    stamp_time = time.struct_time((day.year, day.month, day.day, 12, 0, 0, 0, 1, 0))
    images[0].save(
        out,
        format="PDF",
        save_all=True,
        append_images=list(images[1:]),
        resolution=dpi,
        quality=quality,
        creationDate=stamp_time,
        modDate=stamp_time,
    )
    return out.getvalue()
