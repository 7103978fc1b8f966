"""Strengths of drugs as numbers that compare: `1 g` is `1000 mg`."""

from __future__ import annotations

import re

from records.terminology.wording import fold

_UNITS = {
    "kg": ("g", 1e3),
    "g": ("g", 1.0),
    "gr": ("g", 1.0),
    "mg": ("g", 1e-3),
    "milligrammes": ("g", 1e-3),
    "microgrammes": ("g", 1e-6),
    "microgramme": ("g", 1e-6),
    "mcg": ("g", 1e-6),
    "ug": ("g", 1e-6),
    "ng": ("g", 1e-9),
    "ui": ("ui", 1.0),
    "u.i.": ("ui", 1.0),
    "unites": ("ui", 1.0),
    "mui": ("ui", 1e6),
    "%": ("%", 1.0),
    "mmol": ("mmol", 1.0),
}
_STRENGTH = re.compile(
    r"(?<![\w,.])(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)[ \u00a0\u202f]?"
    r"(?P<unit>" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + r")(?![a-z])"
)

Strength = tuple[str, float]
"""Dimension and amount: `("g", 0.5)`."""


def strengths(text: str) -> tuple[Strength, ...]:
    """All strengths in a text, in its order; volumes are none."""
    return tuple(
        (dimension, round(float(re.sub(r"\s", "", found["number"]).replace(",", ".")) * factor, 12))
        for found in _STRENGTH.finditer(fold(text))
        for dimension, factor in [_UNITS[found["unit"]]]
    )


def before_strength(text: str) -> str:
    """The words in front of the first strength, comma or bracket: `DOLIPRANE 500 mg, comprimé` gives `DOLIPRANE`."""
    found = _STRENGTH.search(fold(text)) if fold(text).isascii() and len(fold(text)) == len(text) else None
    cut = re.split(r"[,(\[]", text[: found.start()] if found else re.split(r"\s\d", text, maxsplit=1)[0], maxsplit=1)[0]
    return cut.strip()
