"""Where the value of a PDF form's field stands, and whether anyone can see it: its ink in PDFium's drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pypdfium2

from ingestion.pdf_text import LayerWord, shown_from_page

_SCALE = 2.0
"""Pixels a point: lines of small print stay apart."""
_INK = 32
"""Of 255: what a value must differ from its field's paper, and the field from the page without it."""
_BORDER = 2.0
"""Points along a field's edge that hold its frame."""


@dataclass(frozen=True)
class FieldValue:
    """What a field holds, and where the field is: left, bottom, right, top in points of the page as it is stored."""

    text: str = field(repr=False)
    rect: tuple[float, float, float, float]
    unseen: bool
    is_box: bool


class FormInk:
    """Where the fields of a page show something."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._shown = _drawn(page, with_forms=True)
        self._changed = np.abs(self._shown - _drawn(page, with_forms=False)) >= _INK
        self._turn = shown_from_page(page)

    def words(self, value: FieldValue) -> list[LayerWord]:
        """The words of a value where its ink stands; none when there is no ink."""
        left, bottom, right, top = value.rect
        corners = np.array([[left, bottom, 1.0], [right, top, 1.0]]) @ self._turn
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        edge = 0.0 if value.is_box else min(_BORDER, (x1 - x0) / 4, (y1 - y0) / 4)
        rows = slice(max(0, round((y0 + edge) * _SCALE)), max(0, round((y1 - edge) * _SCALE)))
        columns = slice(max(0, round((x0 + edge) * _SCALE)), max(0, round((x1 - edge) * _SCALE)))
        shown, changed = self._shown[rows, columns], self._changed[rows, columns]
        if shown.size == 0:
            return []
        ink = changed & (np.abs(shown - np.median(shown)) >= _INK)
        if not ink.any():
            return []
        if value.is_box:
            return [LayerWord(value.text, float(x0), float(y0), float(x1), float(y1))]
        corner = np.array([columns.start, rows.start] * 2)
        return _laid_out(value.text, [tuple((corner + box) / _SCALE) for box in _lines(ink)])


def _drawn(page: pypdfium2.PdfPage, *, with_forms: bool) -> npt.NDArray[np.int16]:
    bitmap = page.render(scale=_SCALE, grayscale=True, may_draw_forms=with_forms)
    pixels = np.array(bitmap.to_numpy(), dtype=np.int16)
    bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels


def _lines(ink: npt.NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each line of print; accents and dots belong to the letters below them."""
    filled = np.flatnonzero(ink.any(axis=1))
    bands = [(int(run[0]), int(run[-1]) + 1) for run in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)]
    tallest = max(bottom - top for top, bottom in bands)
    joined: list[tuple[int, int]] = []
    for top, bottom in bands:
        if joined and joined[-1][1] - joined[-1][0] < tallest / 3:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    boxes = []
    for top, bottom in joined:
        across = np.flatnonzero(ink[top:bottom].any(axis=0))
        boxes.append((int(across[0]), top, int(across[-1]) + 1, bottom))
    return boxes


def _laid_out(text: str, lines: Sequence[tuple[float, ...]]) -> list[LayerWord]:
    """Words over the drawn lines: as typed where that gives as many lines, else each line takes its width's share."""
    typed = [line.split() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if len(typed) != len(lines):
        typed = _wrapped([word for line in typed for word in line], [line[2] - line[0] for line in lines])
    words = []
    for row, (left, top, right, bottom) in zip(typed, lines, strict=True):
        width = (right - left) / max(1, len(" ".join(row)))
        start = left
        for word in row:
            words.append(LayerWord(word, start, top, start + width * len(word), bottom))
            start += width * (len(word) + 1)
    return words


def _wrapped(words: Sequence[str], widths: Sequence[float]) -> list[list[str]]:
    letters = sum(len(word) + 1 for word in words)
    ends = np.cumsum(widths) / sum(widths) * letters
    rows: list[list[str]] = [[] for _ in widths]
    position = 0.0
    for word in words:
        middle = position + len(word) / 2
        rows[min(int(np.searchsorted(ends, middle)), len(rows) - 1)].append(word)
        position += len(word) + 1
    return rows
