"""A text with what may differ between a quote and the document left out, each character traceable to its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.sections import fold

_TYPED_ALIKE = str.maketrans("’‘ʼ–—‑−‹›", "'''----<>")
_TWO_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "½": "1/2", "…": "..."}
_LINE_HYPHEN = re.compile(r"(?<=\w)[-\u00ad‐]\s*\n\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Case, accents, white space and hyphens at line ends set aside."""

    text: str = field(repr=False)
    places: tuple[int, ...] = field(repr=False)
    """For each character, where it stands in the text it was made of."""


def squeeze(text: str) -> Squeezed:
    """The text squeezed.

    >>> squeeze("Œdème  à l’hyper-\\ntension").text
    "oedemeal'hypertension"
    """
    hyphens = {place for match in _LINE_HYPHEN.finditer(text) for place in range(match.start(), match.end())}
    folded = fold(text.translate(_TYPED_ALIKE))
    characters, places = list[str](), list[int]()
    for place, (written, plain) in enumerate(zip(text, folded, strict=True)):
        if written.isspace() or written == "\u00ad" or place in hyphens:
            continue
        for character in _TWO_LETTERS.get(written, plain):
            characters.append(character)
            places.append(place)
    return Squeezed("".join(characters), tuple(places))
