"""The text layer of a PDF page as words with boxes, in points of the page as it is shown."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

_GAP = 0.3
"""Of the letter height: a wider gap between two letters separates words."""
_MOST_LETTERS = 60_000
"""Of a page: A3 in print of five points has as many. More are not for people, and would burden the service."""
_PRECISION = 1000
"""Device units a point when positions are asked for; PDFium rounds them to whole units."""


_TYPICAL_REACH = (0.9, 0.97)
"""Of a font's letters, sorted by how far they reach up or down: what its lines are taken to reach. Above, one letter
in five is tall and one in a hundred an accented capital; below, one in twenty has a tail."""
_BASELINES = (0.05, 0.6)
"""Of the letter box: where the baseline of upright print lies, seen from the bottom."""


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the text layer; points, origin at the top left of the shown page."""

    text: str
    left: float
    top: float
    """Of the font's letter box, as `bottom`: the same for all words of one font on one line."""
    right: float
    bottom: float
    ink: tuple[float, float] | None = None
    """Top and bottom as the eye sees them; None where they are not known apart from the letter box."""

    def __repr__(self) -> str:
        return f"LayerWord({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class _Letters:
    """The characters of a page that are no spaces, one row each."""

    chars: list[str] = field(repr=False)
    opens: npt.NDArray[np.bool_]
    """Whether a space or the page's start stands before."""
    boxes: npt.NDArray[np.float64]
    """Letter boxes: left, top, right, bottom."""
    baselines: npt.NDArray[np.float64]
    reaches: npt.NDArray[np.float64]
    """Of the ink, above and below the baseline."""
    fonts: npt.NDArray[np.float64]
    """How far the letter box reaches below the baseline, the same for all print of one font and size; NaN where
    there is no upright line to speak of."""


def layer_words(page: pypdfium2.PdfPage) -> list[LayerWord]:
    """All words of the page's text layer, seen or not, in the order in which the page draws them.

    None of a layer with more letters than people could read: such a page is read by eye.
    """
    layer = page.get_textpage()
    try:
        if layer.count_chars() > _MOST_LETTERS:
            return []
        letters = _letters(layer, shown_from_page(page))
    finally:
        layer.close()
    if not letters.chars:
        return []
    starts = np.flatnonzero(letters.opens | _apart_from_last(letters.boxes))
    spots = _around(letters.boxes, starts)
    tops, bottoms = _ink(letters)
    inks = np.stack([np.minimum.reduceat(tops, starts), np.maximum.reduceat(bottoms, starts)], axis=1)
    ends = [*starts[1:].tolist(), len(letters.chars)]
    return [
        LayerWord("".join(letters.chars[start:end]), left, top, right, bottom, None if math.isnan(up) else (up, down))
        for start, end, (left, top, right, bottom), (up, down) in zip(
            starts.tolist(), ends, spots.tolist(), inks.tolist(), strict=True
        )
    ]


def _letters(layer: pypdfium2.PdfTextPage, turn: npt.NDArray[np.float64]) -> _Letters:
    count = layer.count_chars()
    # PDFium writes straight into these rows; a page has thousands of letters. One row more: a buffer needs one.
    loose = np.zeros((count + 1, 4), dtype=np.float32)
    exact = np.zeros((count + 1, 6), dtype=np.float64)
    box, side = pdfium.FS_RECTF.from_buffer(loose.data), ctypes.c_double.from_buffer(exact.data)
    raw, at = layer.raw, ctypes.byref
    chars: list[str] = []
    opens: list[bool] = []
    rows: list[int] = []
    high, spaced = 0, True
    for row in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, row)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        char = "-" if code in {0x02, 0xAD, 0xFFFE} else chr(code)
        if char.isspace() or code == 0:
            spaced = True
        elif pdfium.FPDFText_GetLooseCharBox(raw, row, at(box, 16 * row)):
            here = 48 * row
            pdfium.FPDFText_GetCharBox(
                raw, row, at(side, here), at(side, here + 8), at(side, here + 16), at(side, here + 24)
            )
            pdfium.FPDFText_GetCharOrigin(raw, row, at(side, here + 32), at(side, here + 40))
            chars.append(char)
            opens.append(spaced)
            rows.append(row)
            spaced = False
    # FS_RECTF is left, top, right, bottom; a character's box left, right, bottom, top.
    corners = np.hstack([loose[rows], exact[rows][:, (0, 3, 1, 2, 4, 5)]])
    return _placed(chars, np.array(opens, dtype=np.bool_), corners, turn)


def _placed(
    chars: list[str], opens: npt.NDArray[np.bool_], corners: npt.NDArray[np.float64], turn: npt.NDArray[np.float64]
) -> _Letters:
    """Letter box, ink box and origin of each character on the shown page."""
    points = corners.reshape(-1, 5, 2) @ turn[:2] + turn[2]
    boxes, ink = (np.hstack([points[:, at : at + 2].min(1), points[:, at : at + 2].max(1)]) for at in (0, 2))
    baselines = points[:, 4, 1]
    below = boxes[:, 3] - baselines
    share = below / np.maximum(boxes[:, 3] - boxes[:, 1], 1e-6)
    upright = (_BASELINES[0] < share) & (share < _BASELINES[1])
    reaches = np.stack([baselines - ink[:, 1], ink[:, 3] - baselines], axis=1)
    return _Letters(chars, opens, boxes, baselines, reaches, np.where(upright, below.round(1), np.nan))


def _ink(letters: _Letters) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Top and bottom of each letter's line of print; NaN without an upright line.

    Every font reaches as far as its usual letters on the page, never further than its letter boxes: all words of a
    line have one height, and lines of one font too.
    """
    above, below = np.full(len(letters.chars), np.nan), np.full(len(letters.chars), np.nan)
    for font in np.unique(letters.fonts[~np.isnan(letters.fonts)]):
        printed = letters.fonts == font
        box_above = float(np.median(letters.baselines[printed] - letters.boxes[printed, 1]))
        up, down = (_typical(letters.reaches[printed, side], _TYPICAL_REACH[side]) for side in (0, 1))
        above[printed] = min(box_above, max(up, box_above / 2))
        below[printed] = min(font, max(down, font / 2))
    return letters.baselines - above, letters.baselines + below


def _typical(reaches: npt.NDArray[np.float64], share: float) -> float:
    return float(np.sort(reaches)[min(len(reaches) - 1, int(share * len(reaches)))])


def _apart_from_last(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether each letter stands too far from the one before to be of its word."""
    before, box = boxes[:-1], boxes[1:]
    height = _GAP * np.maximum(box[:, 3] - box[:, 1], box[:, 2] - box[:, 0])
    on_a_row = np.abs(box[:, 1] - before[:, 1]) < np.abs(box[:, 0] - before[:, 0])
    sideways = np.where(on_a_row, box[:, 0] - before[:, 2], 0.0)
    upright = np.maximum(box[:, 1] - before[:, 3], before[:, 1] - box[:, 3])
    return np.concatenate([[True], (sideways > height) | (upright > height)])


def _around(boxes: npt.NDArray[np.float64], starts: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    return np.hstack([np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)])


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
