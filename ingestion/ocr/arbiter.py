"""Which of two readings of one spot is right: how sure each reader is, and how usual its spelling.

The two readers' confidences are not of one kind: what the neural reader calls 0.9 is wrong more often than what
Tesseract does. So both are weighed, by a logistic regression on spots where exactly one of them was right.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

from ingestion.ocr.engine import OcrWord
from ingestion.ocr.spelling import Spelling, load_spelling

WEIGHTS = (-0.15, 0.29, -1.55, 1.19, -0.6)
BIAS = -0.82
"""For `features`, by `python -m ingestion.training.weights`."""
_SUREST, _LEAST_SURE = 0.999, 0.01


def second_is_right(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> bool:
    """Whether the neural reading of a spot is to be believed rather than Tesseract's; neither may be empty."""
    pairs = zip(WEIGHTS, features(first, second, load_spelling()), strict=True)
    return sum(weight * feature for weight, feature in pairs) + BIAS > 0


def features(first: Sequence[OcrWord], second: Sequence[OcrWord], spelling: Spelling) -> tuple[float, ...]:
    """Log-odds of both confidences, how usual both spellings are, and whether they differ by accents and case only."""
    return (
        _log_odds(sureness(first)),
        _log_odds(sureness(second)),
        spelling.usual(text_of(first)),
        spelling.usual(text_of(second)),
        float(_plain(first) == _plain(second)),
    )


def sureness(words: Sequence[OcrWord]) -> float:
    """Mean confidence of the letters of these words; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def text_of(words: Sequence[OcrWord]) -> str:
    """The words from left to right."""
    return " ".join(word.text for word in sorted(words, key=lambda word: word.left))


def _plain(words: Sequence[OcrWord]) -> str:
    letters = unicodedata.normalize("NFD", "".join(text_of(words).split()).casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _log_odds(confidence: float) -> float:
    chance = min(_SUREST, max(_LEAST_SURE, confidence))
    return math.log(chance / (1 - chance))
