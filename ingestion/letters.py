"""Letters as everybody writes them: files may hold an accent behind its letter, or two letters as one sign."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_HEAP = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")
"""More marks than any letter has (thirty in the stream-safe text of Unicode's annex 15). To put them in order takes the
square of their number, here and wherever the text is folded later, so what is beyond is left out."""


def usual(text: str) -> str:
    """The text in Unicode's form NFC, with typographic ligatures spelt out."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _HEAP.sub(_without_heap, text.translate(_LIGATURES)))


def _without_heap(run: re.Match[str]) -> str:
    """Signs that are no marks, such as a drawn line, are kept however many they are."""
    return run[0] if not any(map(unicodedata.combining, run[0])) else run[1]
