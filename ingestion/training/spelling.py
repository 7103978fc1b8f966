"""Count the letters of openly licensed reports; writes `models/spelling/letters.npz`.

    python -m ingestion.training.spelling --data DATA [--models models]

Takes under a minute on one core. Interpolation after Witten and Bell: the more different letters followed a context,
the more weight the shorter contexts have.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ingestion.ocr.spelling import ARTEFACT, END, ORDER, START, TABLES, THOUSANDTHS, UNSEEN, key_of
from ingestion.training.texts import texts_to_learn

_AT_LEAST = 3
"""Runs of four letters and more that were seen less often are left out: they hold names and slips."""
_ALWAYS_KEPT = 3
_MAX_LETTERS = 40
"""Longer "words" are rules and addresses."""


def main() -> None:
    """Read, count, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("models"))
    options = parser.parse_args()
    chance, weight = letter_tables(texts_to_learn(options.data))
    folder = options.models / ARTEFACT
    folder.mkdir(exist_ok=True)
    np.savez_compressed(
        folder / TABLES,
        runs=np.fromiter(chance, np.uint32),
        chances=np.fromiter(chance.values(), np.int16),
        contexts=np.fromiter(weight, np.uint32),
        weights=np.fromiter(weight.values(), np.int16),
    )


def letter_tables(texts: Iterable[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Log-chance of each run's last letter, and each context's log-weight of shorter contexts, in thousandths."""
    counts = _runs(texts)
    total: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for run, count in counts.items():
        total[run[:-1]] += count
        kinds[run[:-1]] += 1
    chance: dict[str, float] = {}
    for run in sorted(counts, key=lambda run: (len(run), run)):
        context = run[:-1]
        shorter = chance[run[1:]] if len(run) > 1 else math.exp(UNSEEN)
        chance[run] = (counts[run] + kinds[context] * shorter) / (total[context] + kinds[context])
    return (
        {key_of(run): round(math.log(value) * THOUSANDTHS) for run, value in chance.items()},
        {key_of(context): round(math.log(n / (total[context] + n)) * THOUSANDTHS) for context, n in kinds.items()},
    )


def _runs(texts: Iterable[str]) -> Counter[str]:
    words = Counter(word for text in texts for word in text.split() if len(word) <= _MAX_LETTERS)
    counts: Counter[str] = Counter()
    for word, times in words.items():
        letters = START + word + END
        for end in range(2, len(letters) + 1):
            for length in range(1, min(end, ORDER) + 1):
                counts[letters[end - length : end]] += times
    return Counter({run: n for run, n in counts.items() if len(run) <= _ALWAYS_KEPT or n >= _AT_LEAST})


if __name__ == "__main__":
    main()
