"""Which first row of a table names its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAMES = re.compile(
    r"\b(?:analyses?|examens?|param[èe]tres?|dosages?|r[ée]sultats?|valeurs?|unit[ée]s?|r[ée]f[ée]rences?|normes?|usuelles?"
    r"|normales?|ant[ée]riorit[ée]s?|ant[ée]rieurs?|dates?|libell[ée]s?|codes?|m[ée]dicaments?|posologies?|doses?|dur[ée]es?"
    r"|quantit[ée]s?|commentaires?|observations?|fabricants?|lots?|p[ée]remption|results?|units?|reference|range|test)\b",
    re.IGNORECASE,
)
_MOST_LETTERS = 60
"""A cell that says more than this names no column."""
_WITH_FIGURES = 0.5
"""Of the rows below: with so many that hold figures, a first row without any names the columns."""


def names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of these texts is a heading: by its words, or as the only one without figures."""
    named = [text for text in first if text]
    if len(named) < 2 and sum(map(bool, first[1:])) == 0:
        return False
    if any(len(text) > _MOST_LETTERS for text in named):
        return False
    if any(_NAMES.search(text) for text in first[1:]):
        return True
    figures = [any(map(str.isdigit, " ".join(row[1:]))) for row in below]
    return not any(map(str.isdigit, " ".join(first[1:]))) and sum(figures) > _WITH_FIGURES * len(figures)
