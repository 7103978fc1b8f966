"""Two readings of one page become one: word by word, the surer one stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingestion.ocr.engine import OcrWord

_SHARED = 0.5
"""Of the smaller word, across and down: two words that share more are readings of the same ink."""
_SURE_ADDITION = 0.6
"""Words that only the second reading has need this confidence."""
_CLEARLY_SURER = 0.05
"""What the second reading must gain; the first was made with the treatment that suits the page best."""


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


def merge_readings(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> list[OcrWord]:
    """The better of two readings of the same image, spot by spot; lines are named after the first reading."""
    if not first or not second:
        return list(first or second)
    touching = _touching(first, second)
    groups = _groups(touching)
    merged: list[OcrWord] = []
    for ones, others in groups:
        mine, theirs = [first[i] for i in ones], [second[j] for j in others]
        if not mine:
            merged += [_apart(word) for word in theirs if word.confidence >= _SURE_ADDITION and _says_something(word)]
        elif theirs and sureness(theirs) > sureness(mine) + _CLEARLY_SURER:
            merged += [replace(word, line=mine[0].line) for word in theirs]
        else:
            merged += mine
    return merged


def sureness(words: Sequence[OcrWord]) -> float:
    """Mean confidence of the letters of these words; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _says_something(word: OcrWord) -> bool:
    return any(char.isalnum() for char in word.text)


def _apart(word: OcrWord) -> OcrWord:
    block, paragraph, line = word.line
    return replace(word, line=(-1 - block, paragraph, line))


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
