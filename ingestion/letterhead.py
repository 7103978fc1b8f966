"""Who writes and to whom, side by side at the head of a letter: two blocks that are read one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

_TOWN = re.compile(r"^(?:F-?)?\d{2} ?\d{3} +[A-ZÉÈÎ]")
"""A line that opens with a postcode and a town."""
_HOUSE = re.compile(
    r"^(?:centre|ch[ru]?\b|chu|h[oô]pital|clinique|polyclinique|service|cabinet|laboratoire|p[oô]le|unit[eé]|maison"
    r"|docteur|dr\b|professeur|pr\b|ehpad|assistance publique|groupement|institut)",
    re.IGNORECASE,
)
_LINES = (3, 12)


class Piece(Protocol):
    """A stretch of words on one row."""

    @property
    def text(self) -> str:
        """Its words, joined by spaces."""


def are_letterheads(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether two sides are a sender and an addressee: one has a town, the other a town or the name of a house.

    Rows of a form, in which a label stands on the left, have neither there.
    """
    sides = ([piece.text for piece in side] for side in (left, right))
    lines, others = sides
    if any(not _LINES[0] <= len(side) <= _LINES[1] for side in (lines, others)):
        return False
    if any(text.endswith(":") for text in lines):
        return False
    towns = [any(map(_TOWN.match, side)) for side in (lines, others)]
    houses = [any(map(_HOUSE.match, side)) for side in (lines, others)]
    return (towns[1] and (towns[0] or houses[0])) or (towns[0] and houses[1])
