"""Boxes to be ticked become words of the page, in place of what the reader made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingestion.ocr.engine import OcrWord, OwnLines
from ingestion.pdf_forms import EMPTY, TICKED
from ingestion.treatment.check_boxes import CheckBox

_SURE_LETTER = 0.8
_MARKS = frozenset("xXvVyYkK")
"""Letters that a mark made by hand is read as."""
_SURE_BOX = 0.95
_NEAR = 4.0
"""Of the box's width: how far its line may go on."""
_COVERED = 0.5
"""Of a word's width or a box's: what both share at least to be the same ink."""


def with_check_boxes(words: Sequence[OcrWord], boxes: Iterable[CheckBox]) -> list[OcrWord]:
    """The words with ☑ or ☐ for each box; a box in which a letter or figure was surely read is a frame around it."""
    found = list(words)
    for number, box in enumerate(boxes):
        touching = [word for word in found if _shares_a_row(word, box) and _shared(word, box) > 0]
        inside = [word for word in touching if _shared(word, box) >= _COVERED * (word.right - word.left)]
        if any(_is_letter(word) for word in inside):
            continue
        joined = [word for word in touching if word not in inside and _begins_in(word, box)]
        found = [word for word in found if word not in inside and word not in joined]
        found += [replace(word, text=word.text[1:], left=box.right) for word in joined if word.text[1:]]
        found.append(
            OcrWord(
                text=TICKED if box.ticked else EMPTY,
                left=box.left,
                top=box.top,
                right=box.right,
                bottom=box.bottom,
                confidence=_SURE_BOX,
                line=_line_of(box, found) or (OwnLines.CHECK_BOX, 0, number),
            )
        )
    return found


def _is_letter(word: OcrWord) -> bool:
    return word.confidence >= _SURE_LETTER and word.text.isalnum() and word.text not in _MARKS


def _shares_a_row(word: OcrWord, box: CheckBox) -> bool:
    down = min(word.bottom, box.bottom) - max(word.top, box.top)
    return down >= _COVERED * min(word.bottom - word.top, box.bottom - box.top)


def _shared(word: OcrWord, box: CheckBox) -> int:
    return min(word.right, box.right) - max(word.left, box.left)


def _line_of(box: CheckBox, words: Sequence[OcrWord]) -> tuple[int, int, int] | None:
    """The line of the nearest word beside the box: a line that runs on both sides of it has a gap there."""
    beside = [word for word in words if _shares_a_row(word, box)]
    near = min(beside, key=lambda word: -_shared(word, box), default=None)
    if near is None or -_shared(near, box) > _NEAR * (box.right - box.left):
        return None
    return near.line


def _begins_in(word: OcrWord, box: CheckBox) -> bool:
    """Whether the first letter of a longer word is the box."""
    return word.right > box.right and _shared(word, box) >= _COVERED * (box.right - box.left)
