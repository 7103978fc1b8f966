"""Lines that were read badly on a page that was read well: only they are read again, larger and each area by itself.

On a whole page the engine may run the edge of a logo or a stamp into the lines beside it; by themselves they are plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ingestion.ocr.engine import Engine, GreyImage, OcrWord, Segmentation
from ingestion.ocr.merge import merge_readings, scaled, sureness

_UNSURE_LINE = 0.72
_MIN_LETTERS = 4
_LINE_HEIGHTS = (0.8, 5.0)
"""In heights of small letters: lower or taller "lines" are rules, textures and barcodes."""
_AROUND = (1.5, 0.7)
"""Likewise: how much of the page is taken with a line, across and down."""
_MOST_OF_PAGE = 0.2
"""More unsure print than this is no matter of single lines."""
_X_HEIGHT = 28.0
_DPI_PER_X_HEIGHT = 14.0


@dataclass(frozen=True, slots=True)
class _Area:
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: _Area) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0 and down > 0

    def joined(self, other: _Area) -> _Area:
        return _Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


def look_again(image: GreyImage, words: list[OcrWord], x_height: float, engine: Engine) -> list[OcrWord]:
    """The words with those of unsure lines replaced where a second look is surer; all in pixels of `image`."""
    areas = _unsure_areas(words, x_height, image.shape)
    covered = sum((area.right - area.left) * (area.bottom - area.top) for area in areas)
    if not areas or covered > _MOST_OF_PAGE * image.shape[0] * image.shape[1]:
        return words
    scale = max(1.0, _X_HEIGHT / x_height)
    dpi = round(min(600.0, x_height * scale * _DPI_PER_X_HEIGHT))
    for number, area in enumerate(areas):
        part = image[area.top : area.bottom, area.left : area.right]
        size = (round(part.shape[1] * scale), round(part.shape[0] * scale))
        larger = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
        found = scaled(engine.read(larger, dpi=dpi, segmentation=Segmentation.BLOCK), 1 / scale)
        placed = [
            replace(
                word,
                left=word.left + area.left,
                right=word.right + area.left,
                top=word.top + area.top,
                bottom=word.bottom + area.top,
                line=(-1000 * (number + 1) - word.line[0], *word.line[1:]),
            )
            for word in found
        ]
        words = merge_readings(words, placed)
    return words


def _unsure_areas(words: Sequence[OcrWord], x_height: float, shape: tuple[int, ...]) -> list[_Area]:
    lines: dict[tuple[int, int, int], list[OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    areas: list[_Area] = []
    for line in lines.values():
        top, bottom = min(word.top for word in line), max(word.bottom for word in line)
        letters = sum(char.isalnum() for word in line for char in word.text)
        if letters < _MIN_LETTERS or sureness(line) >= _UNSURE_LINE:
            continue
        if not _LINE_HEIGHTS[0] * x_height <= bottom - top <= _LINE_HEIGHTS[1] * x_height:
            continue
        across, down = (round(part * x_height) for part in _AROUND)
        area = _Area(
            max(0, min(word.left for word in line) - across),
            max(0, top - down),
            min(shape[1], max(word.right for word in line) + across),
            min(shape[0], bottom + down),
        )
        for other in [other for other in areas if other.meets(area)]:
            areas.remove(other)
            area = area.joined(other)
        areas.append(area)
    return areas
