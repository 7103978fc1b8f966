"""Handwriting on a page: found, read where a reader is there, and marked.

The rule: a reading takes the place of the unsure words on its spot when its own confidence is at least 0.5 and clearly
above theirs. A sure word is never replaced, and a reading that is not taken changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

import cv2
import numpy as np

from ingestion.handwriting.ink import looks_handwritten
from ingestion.handwriting.reader import HandwritingReader
from ingestion.handwriting.spots import SURE_WORD, Spot, unsure_spots
from ingestion.handwriting.trocr import Reading
from ingestion.ocr.engine import GreyImage, OcrWord, OwnLines, sureness
from records.document import Word
from records.geometry import Box
from records.page_layout import Region, RegionKind

READ, UNREAD = "handwriting_read", "handwriting_unread"
"""Notes on a page; both stand on one whose handwriting was read in part."""

_LEAST_CONFIDENCE = 0.5
_CLEARLY_SURER = 0.05
_AROUND = 0.4
"""Heights of small letters: how much paper around its ink a line is shown with."""
_PAPER = 255


@dataclass(frozen=True, slots=True)
class Handwriting:
    """A page's words with the handwriting that was read."""

    words: list[OcrWord]
    spots: tuple[tuple[int, int, int, int], ...] = ()
    """Left, top, right, bottom of what was read, in pixels of the page."""
    notes: tuple[str, ...] = ()


def read_handwriting(
    grey: GreyImage, words: list[OcrWord], x_height: float, reader: HandwritingReader | None
) -> Handwriting:
    """Look at the ink that the words leave open; all in pixels of `grey`, a level page."""
    spots = [spot for spot in unsure_spots(grey, words, x_height) if looks_handwritten(spot, x_height)]
    if not spots:
        return Handwriting(words)
    if reader is None:
        return Handwriting(words, notes=(UNREAD,))
    readings = reader.read([_shown(grey, spot, x_height) for spot in spots])
    taken: list[Spot] = []
    for spot, reading in zip(spots, readings, strict=True):
        replaced = [word for word in words if word.confidence < SURE_WORD and spot.holds(word)]
        if reading is not None and _is_better(reading, replaced):
            words = [word for word in words if word not in replaced]
            words += _placed(reading, spot, _line(spot, replaced, words, len(taken)))
            taken.append(spot)
    notes = (READ,) * bool(taken) + (UNREAD,) * (len(taken) < len(spots))
    return Handwriting(words, tuple((spot.left, spot.top, spot.right, spot.bottom) for spot in taken), notes)


def marked(
    spots: Iterable[tuple[int, int, int, int]], words: Sequence[Word], width: int, height: int
) -> tuple[Region, ...]:
    """Where in the text of the laid-out page of that size the spots were read: one region a run of words."""
    boxes = [Box.from_units(*spot, width, height) for spot in spots]
    written = groupby(words, lambda word: any(_within(word.box, box) for box in boxes))
    runs = [list(run) for within, run in written if within]
    return tuple(
        Region(RegionKind.HANDWRITING, run[0].start, run[-1].end, reduce(Box.union, (word.box for word in run)))
        for run in runs
    )


def _within(word: Box, spot: Box) -> bool:
    return spot.left <= (word.left + word.right) / 2 <= spot.right and spot.top <= word.middle <= spot.bottom


def _is_better(reading: Reading, replaced: Sequence[OcrWord]) -> bool:
    if not any(char.isalnum() for char in reading.text) or reading.confidence < _LEAST_CONFIDENCE:
        return False
    return reading.confidence > sureness(replaced) + _CLEARLY_SURER * bool(replaced)


def _shown(grey: GreyImage, spot: Spot, x_height: float) -> GreyImage:
    """The spot on plain paper: its ink with what is close to it, without the print and rules around."""
    margin = max(1, round(_AROUND * x_height))
    near = cv2.dilate(np.pad(spot.ink, margin), np.ones((margin | 1, margin | 1), np.uint8)) > 0
    part = np.full(near.shape, _PAPER, np.uint8)
    part[margin:-margin, margin:-margin] = grey[spot.top : spot.bottom, spot.left : spot.right]
    return np.where(near, part, np.uint8(_PAPER))


def _line(spot: Spot, replaced: Sequence[OcrWord], words: Sequence[OcrWord], number: int) -> tuple[int, int, int]:
    """The line of the words that were there, else of the print that the spot stands level with, else one of its own."""
    if replaced:
        return replaced[0].line
    middle = (spot.top + spot.bottom) / 2
    level = [word for word in words if word.top <= middle < word.bottom]
    nearest = min(level, key=lambda word: max(spot.left - word.right, word.left - spot.right), default=None)
    return nearest.line if nearest is not None else (OwnLines.HANDWRITING, 0, number)


def _placed(reading: Reading, spot: Spot, line: tuple[int, int, int]) -> list[OcrWord]:
    """The reading's words, cut at the widest gaps of the ink; where there are too few, by their letters."""
    texts = reading.text.split()
    bounds = _bounds(spot, [len(text) for text in texts])
    return [
        OcrWord(text, spot.left + left, spot.top, spot.left + right, spot.bottom, reading.confidence, line)
        for text, (left, right) in zip(texts, bounds, strict=True)
    ]


def _bounds(spot: Spot, letters: Sequence[int]) -> list[tuple[int, int]]:
    inked = np.flatnonzero(spot.ink.any(axis=0))
    steps = np.diff(inked)
    widest = np.sort(np.argsort(steps, kind="stable")[::-1][: len(letters) - 1])
    if len(letters) > 1 and len(widest) == len(letters) - 1 and steps[widest].min() > 1:
        starts, ends = [inked[0], *inked[widest + 1]], [*inked[widest], inked[-1]]
    else:
        cuts = inked[0] + (inked[-1] + 1 - inked[0]) * np.cumsum([0, *letters]) / sum(letters)
        starts, ends = list(cuts[:-1]), [cut - 1 for cut in cuts[1:]]
    return [(round(start), round(end) + 1) for start, end in zip(starts, ends, strict=True)]
