"""What every optical reader gets wrong the same way, put right without guessing at words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ingestion.ocr.engine import OcrWord

_NUMBER_CUT = re.compile(r"\d[.,]$")
_NUMBER_REST = re.compile(r"^\d{1,3}\D{0,2}$")
_WIDEST_CUT = 0.3
"""Of the letter height: a wider gap is a space."""
_RULES_AND_DIRT = re.compile(r"^[|_~—–=.,'`´‘’\"“”°:;\\/\[\]{}()¦]+$")
_ORNAMENT = re.compile(r"^[|¦\]]+$")
"""What a coloured bar before a heading or the side of a frame is read as, with all confidence."""
_DOUBTFUL = 0.6
_HOPELESS = 0.3


def tidied_lines(words: Iterable[OcrWord]) -> list[list[OcrWord]]:
    """Words by line, left to right, without marks that are no print; numbers cut at their comma are whole again."""
    lines: dict[tuple[int, int, int], list[OcrWord]] = {}
    for word in words:
        if not _is_dirt(word):
            lines.setdefault(word.line, []).append(word)
    in_order = (sorted(line, key=lambda word: word.left) for line in lines.values())
    return [_numbers_joined(line) for line in map(_without_ornament, in_order) if line]


def _without_ornament(line: list[OcrWord]) -> list[OcrWord]:
    return line[1:] if _ORNAMENT.match(line[0].text) else line


def _is_dirt(word: OcrWord) -> bool:
    if any(char.isalnum() for char in word.text):
        return False
    return word.confidence < _HOPELESS or (word.confidence < _DOUBTFUL and _RULES_AND_DIRT.match(word.text) is not None)


def _numbers_joined(line: list[OcrWord]) -> list[OcrWord]:
    joined: list[OcrWord] = []
    for word in line:
        before = joined[-1] if joined else None
        # The first word of a line may be the number of a list entry, "1. 20 mg".
        if (
            before is not None
            and len(joined) > 1
            and _NUMBER_CUT.search(before.text)
            and _NUMBER_REST.match(word.text)
            and word.left - before.right < _WIDEST_CUT * (word.bottom - word.top)
        ):
            joined[-1] = replace(
                before,
                text=before.text + word.text,
                right=word.right,
                top=min(before.top, word.top),
                bottom=max(before.bottom, word.bottom),
                confidence=min(before.confidence, word.confidence),
            )
        else:
            joined.append(word)
    return joined
