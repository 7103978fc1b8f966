"""Passages of a document that speak to a machine. What a model quotes out of them has no ground.

A model may obey such a passage, and its answer then quotes words that do stand there. No list of patterns finds
every such passage; what is missed goes to review as any value that only a model proposes.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise

from nlp.llm.neutral import visible
from nlp.sections import fold
from nlp.text import ClinicalText

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def orders_in(text: ClinicalText) -> tuple[tuple[int, int], ...]:
    """The passages (start, end): a paragraph that gives an order, and the next one, where its object often stands."""
    whole = text.text
    borders = [0, *(match.end() for match in _PARAGRAPH.finditer(text.document.text)), len(whole)]
    paragraphs = list(pairwise(borders))
    following = [end for _, end in paragraphs[1:]] + [len(whole)]
    return tuple(
        (start, after)
        for (start, end), after in zip(paragraphs, following, strict=True)
        if _orders().search(fold(visible(whole[start:end])))
    )


def touches(passages: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    """Whether the stretch lies in one of the passages, wholly or in part."""
    return any(start < passage_end and end > passage_start for passage_start, passage_end in passages)


@cache
def _orders() -> re.Pattern[str]:
    listed = tomllib.loads((files("nlp.llm") / "orders.toml").read_text(encoding="utf-8"))["orders"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in listed), re.MULTILINE)
