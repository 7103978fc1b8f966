"""Tesseract's and the neural reading of one image become one, spot by spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingestion.ocr.arbiter import second_is_right, text_of
from ingestion.ocr.engine import OcrWord, sureness

_SHARED = 0.5
"""Of the smaller word, across and down: two words that share more are readings of the same ink."""
_SURE_ADDITION = 0.7
"""Words that only the neural reading has need this confidence."""
_STRAY = 0.3
"""Words that only Tesseract has, with less confidence than this, are dirt."""


def scaled(words: Sequence[OcrWord], factor: float) -> list[OcrWord]:
    """The words on an image `factor` times as large."""
    return [
        replace(
            word,
            left=round(word.left * factor),
            top=round(word.top * factor),
            right=round(word.right * factor),
            bottom=round(word.bottom * factor),
        )
        for word in words
    ]


def merge_readings(first: Sequence[OcrWord], second: Sequence[OcrWord], sure: float = 1.0) -> list[OcrWord]:
    """The likelier of Tesseract's and the neural reading, spot by spot; lines are named after Tesseract's.

    What Tesseract read with more confidence than `sure` stays: on a page that it reads well it is hardly ever wrong.
    """
    if not first or not second:
        return list(first or second)
    merged: list[OcrWord] = []
    for mine, theirs in spots(first, second):
        if not mine:
            merged += [word for word in theirs if word.confidence >= _SURE_ADDITION and _says_something(word)]
        elif not theirs:
            merged += [word for word in mine if word.confidence >= _STRAY]
        elif sureness(mine) <= sure and not _same_letters(mine, theirs) and second_is_right(mine, theirs):
            top, bottom = min(word.top for word in mine), max(word.bottom for word in mine)
            merged += [replace(word, line=mine[0].line, top=top, bottom=bottom) for word in theirs]
        else:
            merged += mine
    return merged


def spots(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> Iterator[tuple[list[OcrWord], list[OcrWord]]]:
    """Words of both readings that lie on the same ink; one side is empty where only one reader saw something."""
    for ones, others in _groups(_touching(first, second)):
        yield [first[index] for index in ones], [second[index] for index in others]


def _same_letters(mine: Sequence[OcrWord], theirs: Sequence[OcrWord]) -> bool:
    """Then Tesseract's words stay: it knows better where one ends."""
    one, other = ("".join(text_of(words).split()) for words in (mine, theirs))
    return one == other


def _says_something(word: OcrWord) -> bool:
    return any(char.isalnum() for char in word.text)


def _touching(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> npt.NDArray[np.bool_]:
    one, other = (
        np.array([(word.left, word.top, word.right, word.bottom) for word in words], dtype=np.float64)
        for words in (first, second)
    )
    across = np.minimum(one[:, None, 2], other[None, :, 2]) - np.maximum(one[:, None, 0], other[None, :, 0])
    down = np.minimum(one[:, None, 3], other[None, :, 3]) - np.maximum(one[:, None, 1], other[None, :, 1])
    narrower = np.minimum((one[:, 2] - one[:, 0])[:, None], (other[:, 2] - other[:, 0])[None, :])
    lower = np.minimum((one[:, 3] - one[:, 1])[:, None], (other[:, 3] - other[:, 1])[None, :])
    return np.asarray((across > _SHARED * narrower) & (down > _SHARED * lower))


def _groups(touching: npt.NDArray[np.bool_]) -> list[tuple[list[int], list[int]]]:
    """Words of both readings that hang together, as indexes, in the order of the first reading."""
    seen_first, seen_second = set[int](), set[int]()
    groups: list[tuple[list[int], list[int]]] = []
    for start in range(touching.shape[0]):
        if start in seen_first:
            continue
        ones, others, waiting = {start}, set[int](), [start]
        while waiting:
            index = waiting.pop()
            for other in np.flatnonzero(touching[index]):
                if int(other) in others:
                    continue
                others.add(int(other))
                new = {int(one) for one in np.flatnonzero(touching[:, other])} - ones
                ones |= new
                waiting += list(new)
        seen_first |= ones
        seen_second |= others
        groups.append((sorted(ones), sorted(others)))
    groups += [([], [index]) for index in range(touching.shape[1]) if index not in seen_second]
    return groups
