"""Words before and after a drug that decide what the mention means, from `drug_cues.toml`."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from nlp.lexicons import lexicon

_REACH = 70
"""Characters before a drug in which a cue is looked for."""
_ARTICLE = r"(?:le |la |les |l'|un |une |du |de |de la |des |d'|d'un |d'une |son |sa |ses |the )?"


class Cue(StrEnum):
    """The tables of `drug_cues.toml`."""

    GIVING = "giving"
    NOT_TAKEN = "not_taken"
    FAMILY = "family"
    STOPPED = "stopped"
    MENTIONED = "mentioned"
    FAILED = "failed"
    HOME = "home"
    DISCHARGE = "discharge"
    STAY = "stay"


class Before:
    """Cues that stand right before a drug, in its sentence."""

    def __init__(self, words: list[str]) -> None:
        joined = "|".join(f"(?:{word})" for word in words)
        self._pattern = re.compile(rf"(?<![a-z])(?:{joined})\s*{_ARTICLE}$") if words else None

    def precedes(self, folded: str, start: int) -> bool:
        """Whether such a cue ends where the drug starts."""
        if self._pattern is None:
            return False
        reach = max(start - _REACH, folded.rfind("\n\n", 0, start) + 2, folded.rfind(". ", 0, start) + 2, 0)
        return self._pattern.search(folded[reach:start]) is not None


class After:
    """Cues that stand right behind a drug or its posology."""

    def __init__(self, words: list[str]) -> None:
        joined = "|".join(f"(?:{word})" for word in words)
        self._pattern = re.compile(rf"[ ,:(]*(?:{joined})(?![a-z])") if words else None

    def follows(self, folded: str, end: int) -> bool:
        """Whether such a cue starts where the drug ends."""
        return self._pattern is not None and self._pattern.match(folded, end) is not None


@cache
def cues(cue: Cue) -> tuple[Before, After]:
    """The cues before and after a drug."""
    table = lexicon("drug_cues")[cue]
    return Before(table.get("before", [])), After(table.get("after", []))
