"""The text layer of a PDF page as words with boxes, in points of the page as it is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

_GAP = 0.3
"""Of the letter height: a wider gap between two letters separates words."""
_PRECISION = 1000
"""Device units a point when positions are asked for; PDFium rounds them to whole units."""


_TYPICAL_REACH = (0.9, 0.97)
"""Of a font's letters, sorted by how far they reach up or down: what its lines are taken to reach. Above, one letter
in five is tall and one in a hundred an accented capital; below, one in twenty has a tail."""
_BASELINES = (0.05, 0.6)
"""Of the letter box: where the baseline of upright print lies, seen from the bottom."""

Spot = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the shown page."""


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
class _Letter:
    char: str
    box: Spot
    font: float | None
    """How far the letter box reaches below the baseline, the same for all print of one font and size; None where
    there is no upright line to speak of."""
    baseline: float
    reach: tuple[float, float]
    """Of its ink, above and below the baseline."""


def layer_words(page: pypdfium2.PdfPage) -> list[LayerWord]:
    """All words of the page's text layer, seen or not, in the order in which the page draws them."""
    layer = page.get_textpage()
    try:
        letters = _letters(layer, shown_from_page(page))
    finally:
        layer.close()
    reaches = _usual_reaches(letters)
    words: list[LayerWord] = []
    current: list[_Letter] = []
    for letter in [*letters, None]:
        if letter is None or (current and _apart(current[-1].box, letter.box)):
            if current:
                words.append(_word(current, reaches))
                current = []
            if letter is None:
                continue
        current.append(letter)
    return words


def _letters(layer: pypdfium2.PdfTextPage, turn: npt.NDArray[np.float64]) -> list[_Letter | None]:
    """Each character; None for spaces and what has no box."""
    chars: list[str | None] = []
    corners: list[tuple[float, ...]] = []
    raw, box, x, y = layer.raw, pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    tight = [ctypes.c_double() for _ in range(4)]
    to_box, to_x, to_y, to_tight = (
        ctypes.byref(box),
        ctypes.byref(x),
        ctypes.byref(y),
        [ctypes.byref(side) for side in tight],
    )
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
            chars.append(None)
        elif pdfium.FPDFText_GetLooseCharBox(raw, index, to_box):
            chars.append(char)
            pdfium.FPDFText_GetCharOrigin(raw, index, to_x, to_y)
            pdfium.FPDFText_GetCharBox(raw, index, *to_tight)
            left, right, bottom, top = (side.value for side in tight)
            corners.append((box.left, box.bottom, box.right, box.top, left, bottom, right, top, x.value, y.value))
    places = iter(_placed(np.array(corners, dtype=np.float64).reshape(-1, 10), turn).tolist())
    return [None if char is None else _letter(char, next(places)) for char in chars]


def _placed(corners: npt.NDArray[np.float64], turn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Letter box, ink box and origin of each character on the shown page."""
    points = corners.reshape(-1, 5, 2) @ turn[:2] + turn[2]
    boxes = [side for pair in (0, 2) for side in (points[:, pair : pair + 2].min(1), points[:, pair : pair + 2].max(1))]
    return np.hstack([*boxes, points[:, 4]])


def _letter(char: str, place: list[float]) -> _Letter:
    left, top, right, bottom, _, ink_top, _, ink_bottom, _, baseline = place
    below = bottom - baseline
    upright = _BASELINES[0] < below / max(bottom - top, 1e-6) < _BASELINES[1]
    reach = (baseline - ink_top, ink_bottom - baseline)
    return _Letter(char, (left, top, right, bottom), round(below, 1) if upright else None, baseline, reach)


def _usual_reaches(letters: Sequence[_Letter | None]) -> dict[float, tuple[float, float]]:
    """How far the print of each font reaches above and below its baseline, never further than its letter boxes.

    Taken over the page, so that all words of a line have one height, and lines of one font too.
    """
    by_font: dict[float, list[_Letter]] = {}
    for letter in letters:
        if letter is not None and letter.font is not None:
            by_font.setdefault(letter.font, []).append(letter)
    usual = {}
    for font, printed in by_font.items():
        box_above = median(letter.baseline - letter.box[1] for letter in printed)
        above, below = (_typical(printed, side) for side in (0, 1))
        usual[font] = (min(box_above, max(above, box_above / 2)), min(font, max(below, font / 2)))
    return usual


def _typical(letters: Sequence[_Letter], side: int) -> float:
    reaches = sorted(letter.reach[side] for letter in letters)
    return reaches[min(len(reaches) - 1, int(_TYPICAL_REACH[side] * len(reaches)))]


def _apart(before: Spot, box: Spot) -> bool:
    height = max(box[3] - box[1], box[2] - box[0])
    sideways = box[0] - before[2] if abs(box[1] - before[1]) < abs(box[0] - before[0]) else 0.0
    upright = max(box[1] - before[3], before[1] - box[3])
    return sideways > _GAP * height or upright > _GAP * height


def _word(letters: Sequence[_Letter], reaches: dict[float, tuple[float, float]]) -> LayerWord:
    lefts, tops, rights, bottoms = zip(*(letter.box for letter in letters), strict=True)
    tall = [(letter.baseline, reaches[letter.font]) for letter in letters if letter.font is not None]
    ink = None
    if len(tall) == len(letters):
        ink = (min(line - above for line, (above, _) in tall), max(line + below for line, (_, below) in tall))
    text = "".join(letter.char for letter in letters)
    return LayerWord(text, min(lefts), min(tops), max(rights), max(bottoms), ink)


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
