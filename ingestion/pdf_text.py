"""The text layer of a PDF page as words with boxes, in points of the page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

_GAP = 0.3
"""Of the letter height: a wider gap between two letters separates words."""
_PRECISION = 1000
"""Device units a point when positions are asked for; PDFium rounds them to whole units."""


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the text layer; points, origin at the top left of the shown page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def __repr__(self) -> str:
        return f"LayerWord({len(self.text)} characters)"


def layer_words(page: pypdfium2.PdfPage) -> list[LayerWord]:
    """All words of the page's text layer, seen or not, in the order in which the page draws them."""
    layer = page.get_textpage()
    try:
        characters = _characters(layer)
        turn = shown_from_page(page)
    finally:
        layer.close()
    words: list[LayerWord] = []
    current: list[tuple[str, tuple[float, float, float, float]]] = []
    for char, box in [*characters, (" ", None)]:
        if box is None or char.isspace() or (current and _apart(current[-1][1], box)):
            if current:
                words.append(_word(current, turn))
                current = []
            if box is None or char.isspace():
                continue
        current.append((char, box))
    return words


def _characters(layer: pypdfium2.PdfTextPage) -> list[tuple[str, tuple[float, float, float, float] | None]]:
    """Each character with left, bottom, right, top in page units; None for spaces and what has no box."""
    found: list[tuple[str, tuple[float, float, float, float] | None]] = []
    raw, box = layer.raw, pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    high = 0
    for index in range(layer.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        char = "-" if code in {0x02, 0xAD, 0xFFFE} else chr(code)
        if char.isspace() or code == 0:
            found.append((" ", None))
        elif pdfium.FPDFText_GetLooseCharBox(raw, index, pointer):
            found.append((char, (box.left, box.bottom, box.right, box.top)))
    return found


def _apart(before: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    height = max(box[3] - box[1], box[2] - box[0])
    sideways = box[0] - before[2] if abs(box[1] - before[1]) < abs(box[0] - before[0]) else 0.0
    upright = max(box[1] - before[3], before[1] - box[3])
    return sideways > _GAP * height or upright > _GAP * height


def _word(letters: list[tuple[str, tuple[float, float, float, float]]], turn: npt.NDArray[np.float64]) -> LayerWord:
    boxes = np.array([box for _, box in letters])
    left, bottom = boxes[:, 0].min(), boxes[:, 1].min()
    right, top = boxes[:, 2].max(), boxes[:, 3].max()
    corners = np.array([[left, bottom, 1.0], [right, top, 1.0]]) @ turn
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return LayerWord("".join(char for char, _ in letters), float(x0), float(y0), float(x1), float(y1))


def shown_from_page(page: pypdfium2.PdfPage) -> npt.NDArray[np.float64]:
    """Matrix (3 × 2) from page units to points of the shown page: rotation, crop and origin undone."""
    width, height = (round(side * _PRECISION) for side in page.get_size())
    points = []
    for x, y in ((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)):
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, ctypes.byref(column), ctypes.byref(row))
        points.append((column.value / _PRECISION, row.value / _PRECISION))
    origin, along_x, along_y = (np.array(point) for point in points)
    return np.vstack([(along_x - origin) / 100, (along_y - origin) / 100, origin])
