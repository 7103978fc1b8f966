"""Text as a scanner would give it back: for training, so that a clean scan is read like the original.

Errors are those Tesseract makes on French print: accents lost or swapped, look-alike characters, a space lost or
added, a line end where only the page was full.
"""

from __future__ import annotations

import random

from nlp.tagger.data import Annotation, Example
from nlp.text import ClinicalText

_LOOK_ALIKES = {
    "é": "eè6", "è": "eé", "ê": "eé", "à": "aâ", "â": "aà", "î": "iï", "ï": "iî", "ô": "oö", "û": "uü", "ù": "u",
    "ç": "c", "l": "1I|i", "I": "l1|", "1": "lI", "0": "O", "O": "0", "o": "0", "i": "lí", "5": "S", "S": "5",
    "8": "B", "B": "8", "c": "e", "e": "c", "n": "r", "u": "v", "f": "t", "t": "f", "'": "’`", "h": "b",
}  # fmt: skip
_ACCENTED = frozenset("éèêàâîïôûùçÉÈÀ")
_ACCENT_FACTOR = 4
"""Accented letters are misread that much more often."""


def noisy(example: Example, rate: float, seed: int) -> Example:
    """A copy with about `rate` errors a character; annotations move with their words."""
    rng = random.Random(seed)  # noqa: S311
    text = example.text.document.text
    pieces: list[str] = []
    places: list[int] = []
    length = 0
    for character in text:
        places.append(length)
        piece = _misread(character, rate, rng)
        pieces.append(piece)
        length += len(piece)
    places.append(length)
    moved = tuple(
        Annotation(places[a.start], places[a.end], a.kind, a.attribute, a.main)
        for a in example.annotations
        if places[a.end] > places[a.start]
    )
    return Example(f"{example.id}~{seed}", ClinicalText.of("".join(pieces)), moved)


def _misread(character: str, rate: float, rng: random.Random) -> str:
    chance = rng.random()
    if character == " ":
        return "" if chance < rate / 4 else "\n" if chance < rate else " "
    if character == "\n" or chance >= rate * (_ACCENT_FACTOR if character in _ACCENTED else 1):
        return character
    if character in _LOOK_ALIKES:
        return rng.choice(_LOOK_ALIKES[character])
    return rng.choice(("", character, character + " ", character + character))
