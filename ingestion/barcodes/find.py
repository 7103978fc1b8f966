"""Where codes stand on a page image, and what is written in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from ingestion.barcodes.gs1 import parse_ean13, parse_gs1
from ingestion.barcodes.ins import parse_ins
from ingestion.barcodes.squares import dense_squares
from ingestion.barcodes.two_d_doc import parse_two_d_doc
from records.barcode import Barcode, BarcodeContent
from records.geometry import Box

_SQUARES = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Aztec]
)
_BARS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13])
"""Symbologies with a checksum. Others (Code 39, ITF, Codabar) are found in plain text where there are none."""
_SHORTEST_BARS = 4
"""Characters: what is shorter is more often the stripes of a logo."""
_SIDE = 4200
"""Pixels of the longer side to which larger pages are reduced; A4 at 300 dpi has 3,508."""
_MOST = 200
"""Codes a page that are kept; a sheet of labels has up to 65."""

_BAR_SCALES = ((1.0, 0.25), (0.25, 1.0), (0.5, 0.5))
"""Across and down."""
_SQUARE_SCALES = (0.5, 0.2)
"""At which squares are looked for: of small codes and of large ones."""
_ENLARGEMENT, _SQUARE_SIDE, _SOFTNESS = 3.0, 600, 0.5
"""How much a square is enlarged, to how many pixels at the most, and its blur in pixels of the page."""
_MARGIN, _LEAST_MARGIN = 6, 4
"""Around a square: part of its side, and pixels."""

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Look:
    """A part of the page, prepared for codes of one sort: its corner in pixels, and its scale across and down."""

    pixels: Grey
    formats: zxingcpp.BarcodeFormats
    scale: tuple[float, float]
    left: int = 0
    top: int = 0


def find_barcodes(grey: Grey) -> tuple[Barcode, ...]:
    """All codes on an upright page, from top to bottom; their boxes are fractions of it.

    Bars are looked for on the whole page: averaged along upright bars, along lying bars, and in half size, which reads
    worn ones. Squares are looked for where a square of the page is as full of ink as a code is, enlarged and softened:
    that reads smaller and dirtier codes than a look at the whole page, in a third of the time.
    """
    whole = min(1.0, _SIDE / max(grey.shape))
    grey = _resized(grey, whole, whole)
    bars = (_Look(_resized(grey, *scale), _BARS, scale) for scale in _BAR_SCALES)
    found: list[Barcode] = []
    for look in (*bars, *_squares(grey)):
        for code in _read(look):
            barcode = _barcode(code, look, grey.shape[1], grey.shape[0])
            if barcode is not None and not any(_same(barcode, other) for other in found):
                found.append(barcode)
    return tuple(sorted(found, key=lambda barcode: (barcode.box.top, barcode.box.left))[:_MOST])


def _squares(grey: Grey) -> Iterator[_Look]:
    for shrunk in _SQUARE_SCALES:
        for square in dense_squares(_resized(grey, shrunk, shrunk)):
            left, top, right, bottom = (round(side / shrunk) for side in square)
            margin = max(right - left, bottom - top) // _MARGIN + _LEAST_MARGIN
            left, top = max(0, left - margin), max(0, top - margin)
            part = grey[top : bottom + margin, left : right + margin]
            scale = min(_ENLARGEMENT, _SQUARE_SIDE / max(part.shape))
            soft = cv2.GaussianBlur(_resized(part, scale, scale), (0, 0), max(_SOFTNESS, scale * _SOFTNESS))
            yield _Look(np.asarray(soft, dtype=np.uint8), _SQUARES, (scale, scale), left, top)


def _resized(grey: Grey, across: float, down: float) -> Grey:
    if across == down == 1.0:
        return grey
    size = (max(1, round(grey.shape[1] * across)), max(1, round(grey.shape[0] * down)))
    method = cv2.INTER_CUBIC if across > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, size, interpolation=method), dtype=np.uint8)


def _read(look: _Look) -> Sequence[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        np.ascontiguousarray(look.pixels),
        formats=look.formats,
        try_invert=False,
        try_downscale=False,
        text_mode=zxingcpp.TextMode.Plain,
    )


def _barcode(code: zxingcpp.Barcode, look: _Look, width: int, height: int) -> Barcode | None:
    text = _decoded(code.bytes)
    bars = code.format in _BARS
    if not text or (bars and len(text) < _SHORTEST_BARS):
        return None
    corners = code.position
    points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
    across = [look.left + point.x / look.scale[0] for point in points]
    down = [look.top + point.y / look.scale[1] for point in points]
    content, values = _understood(code, text)
    return Barcode(
        symbology=code.format.name,
        text=_printable(text),
        box=Box.from_units(min(across), min(down), max(across), max(down), width, height),
        content=content,
        values=tuple((name, _printable(value)) for name, value in values.items()),
    )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _printable(text: str) -> str:
    return "".join("\\\\" if char == "\\" else char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _understood(code: zxingcpp.Barcode, text: str) -> tuple[BarcodeContent, dict[str, str]]:
    if (identity := parse_ins(text)) is not None:
        return BarcodeContent.INS, identity
    if (header := parse_two_d_doc(text)) is not None:
        return BarcodeContent.TWO_D_DOC, header
    if code.content_type == zxingcpp.ContentType.GS1:
        return BarcodeContent.GS1, parse_gs1(text)
    if code.format == zxingcpp.BarcodeFormat.EAN13:
        return BarcodeContent.GS1, parse_ean13(text)
    return BarcodeContent.OTHER, {}


def _same(one: Barcode, other: Barcode) -> bool:
    """The same print found twice: the same text at the same place. A page may hold several codes of one text."""
    if one.text != other.text:
        return False
    a, b = one.box, other.box
    return a.left < b.right and b.left < a.right and a.top <= b.bottom and b.top <= a.bottom
