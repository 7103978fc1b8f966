"""Lines that were read badly on a page that was read well: only they are given to the neural reader.

Tesseract runs the edge of a logo or a stamp into the lines beside it, and stumbles over a word in small or odd print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingestion.ocr.engine import GreyImage, OcrWord, OwnLines, sureness
from ingestion.ocr.merge import merge_readings
from ingestion.ocr.neural import SecondReader

_UNSURE_LINE = 0.85
_UNSURE_WORD = 0.5
_SURE_WORDS = 0.88
_MIN_LETTERS = 4
_LINE_HEIGHTS = (0.8, 5.0)
"""In heights of small letters: lower or taller "lines" are rules, textures and barcodes."""
_AROUND = (1.5, 0.7)
"""Likewise: how much of the page is taken with a line, across and down."""
_MOST_OF_PAGE = 0.2
"""More unsure print than this is no matter of single lines."""


@dataclass(frozen=True, slots=True)
class _Area:
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: _Area | OcrWord) -> bool:
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


def look_again(
    image: GreyImage, words: list[OcrWord], x_height: float, load_reader: Callable[[], SecondReader]
) -> list[OcrWord]:
    """The words with those of unsure lines read again; all in pixels of `image`."""
    areas = _unsure_areas(words, x_height, image.shape)
    covered = sum((area.right - area.left) * (area.bottom - area.top) for area in areas)
    if not areas or covered > _MOST_OF_PAGE * image.shape[0] * image.shape[1]:
        return words
    reader = load_reader()
    placed = []
    for number, area in enumerate(areas):
        found = reader.read(image[area.top : area.bottom, area.left : area.right], x_height)
        placed += [
            replace(
                word,
                left=word.left + area.left,
                right=word.right + area.left,
                top=word.top + area.top,
                bottom=word.bottom + area.top,
                line=(OwnLines.NEURAL, number, word.line[2]),
            )
            for word in found
        ]
    # Only words of the areas are weighed: elsewhere nobody looked, and a faint word is no dirt for that.
    within = [word for word in words if any(area.meets(word) for area in areas)]
    return [word for word in words if word not in within] + merge_readings(within, placed, sure=_SURE_WORDS)


def _unsure_areas(words: Sequence[OcrWord], x_height: float, shape: tuple[int, ...]) -> list[_Area]:
    lines: dict[tuple[int, int, int], list[OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    areas: list[_Area] = []
    for line in lines.values():
        top, bottom = min(word.top for word in line), max(word.bottom for word in line)
        letters = sum(char.isalnum() for word in line for char in word.text)
        if letters < _MIN_LETTERS or not _is_unsure(line):
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


def _is_unsure(line: Sequence[OcrWord]) -> bool:
    return sureness(line) < _UNSURE_LINE or any(
        word.confidence < _UNSURE_WORD and any(map(str.isalnum, word.text)) for word in line
    )
