"""Numbers as French documents write them: 38,4 · 11 200 · 1.500 · quarante-deux."""

from __future__ import annotations

import re

NUMBER = r"(?:\d{1,3}(?:[  ]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
"""Digits with a decimal comma or point; thousands may be set apart by a space."""

_UNITS = (
    *("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80, "cent": 100}
_WORDS = {
    **{word: number for number, word in enumerate(_UNITS)},
    **_TENS,
    "une": 1,
    "quatre-vingts": 80,
    "cents": 100,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_SPOKEN = r"(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
IN_LETTERS = rf"{_SPOKEN}(?:(?:[ -]et)?[ -]{_SPOKEN})*"
"""A number below 1000 in words, on folded text."""


def read_number(written: str) -> float | int:
    """The number; a whole one as an integer.

    >>> read_number("11 200"), read_number("38,4")
    (11200, 38.4)
    """
    plain = re.sub(r"[  ]", "", written).replace(",", ".")
    number = float(plain)
    return int(number) if number.is_integer() else number


def read_in_letters(folded: str) -> int | None:
    """A number in words; None where a word is none.

    >>> read_in_letters("quatre-vingt-deux")
    82
    """
    rest = re.sub(r"[ -]et[ -]", "-", folded.strip()).replace(" ", "-")
    total = 0
    while rest:
        word = next((word for word in sorted(_WORDS, key=len, reverse=True) if _starts(rest, word)), None)
        if word is None:
            return None
        total += _WORDS[word]
        rest = rest[len(word) :].lstrip("-")
    return total


def _starts(rest: str, word: str) -> bool:
    return rest == word or rest.startswith(word + "-")
