"""How usual the letters of a word are in French and English clinical prose: what decides between two readings.

A model of letters, not a list of words: the chance of each letter after up to five others, interpolated after Witten
and Bell (IEEE Trans. Inf. Theory 37(4), 1991). It only ever weighs what an optical reader saw; it proposes nothing.
Trained by `python -m ingestion.training.spelling`; its card is `models/spelling/card.md`.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from ingestion.once import once
from records.artefacts import MANIFEST, models_folder, require_intact
from records.errors import ServiceNotReady

ORDER = 6
"""Letters looked at together, the last one included."""
START, END = "\x02", "\x03"
UNSEEN = math.log(1 / 200)
"""Log-chance of a letter that was never seen, before any context."""
THOUSANDTHS = 1000
"""Stored numbers are thousandths of a natural logarithm."""
ARTEFACT = "spelling"
TABLES = "letters.npz"


def key_of(run: str) -> int:
    """The number under which a run of letters is kept: CRC-32 of its UTF-8 bytes; a rare collision does no harm."""
    return zlib.crc32(run.encode())


class Spelling:
    """Log-chances of letters. One a process; may be asked from several threads."""

    def __init__(self, chance: Mapping[int, int], weight: Mapping[int, int]) -> None:
        """`chance`: run → log-chance of its last letter; `weight`: context → log-weight of shorter contexts."""
        self._chance = chance
        self._weight = weight
        self._word = lru_cache(maxsize=20_000)(self._log_chance)

    def usual(self, text: str) -> float:
        """Mean log-chance of a letter of these words, ends of words included: -1 is prose, -5 as good as random."""
        words = text.split()
        if not words:
            return UNSEEN
        return sum(map(self._word, words)) / sum(len(word) + 1 for word in words)

    def _log_chance(self, word: str) -> float:
        letters = START + word + END
        return sum(self._letter(letters[max(0, end - ORDER) : end]) for end in range(2, len(letters) + 1))

    def _letter(self, run: str) -> float:
        """Of the last letter: the longest known end of the run tells it, and each unknown one costs its weight."""
        cost = 0
        for start in range(len(run)):
            known = self._chance.get(key_of(run[start:]))
            if known is not None:
                return (cost + known) / THOUSANDTHS
            cost += self._weight.get(key_of(run[start:-1]), 0)
        return cost / THOUSANDTHS + UNSEEN


@once
def load_spelling() -> Spelling:
    """The model that is shipped.

    Raises:
        ServiceNotReady: it is missing or not the one that was shipped.
    """
    folder = models_folder()
    if folder is None:
        raise ServiceNotReady(problem=f"models/{MANIFEST}")
    require_intact(folder, ARTEFACT)
    with np.load(folder / ARTEFACT / TABLES, allow_pickle=False) as tables:
        chance = dict(zip(tables["runs"].tolist(), tables["chances"].tolist(), strict=True))
        weight = dict(zip(tables["contexts"].tolist(), tables["weights"].tolist(), strict=True))
    return Spelling(chance, weight)
