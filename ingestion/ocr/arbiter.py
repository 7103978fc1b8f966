"""Which of two readings of one spot is right: how sure each reader is, and how usual its spelling.

The two readers' confidences are not of one kind: what the neural reader calls 0.9 is wrong more often than what
Tesseract does. So both are weighed, by a logistic regression on spots where exactly one of them was right.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

from ingestion.ocr.engine import OcrWord, sureness
from ingestion.ocr.spelling import Spelling, load_spelling

WEIGHTS = (-0.18, 0.16, -1.53, 1.14)
BIAS = -0.78
"""For `features`, by `python -m ingestion.training.weights`."""
_SUREST, _LEAST_SURE = 0.999, 0.01
_ACCENT = 0.6
"""Of two spellings that differ by an accent and are nearly as usual, the one with the accent: ink is not overlooked
for nothing. Right in 157 of 163 such spots of faxes, photos and typewritten pages, against 152 by the weights."""


def second_is_right(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> bool:
    """Whether the neural reading of a spot is to be believed rather than Tesseract's; neither may be empty."""
    spelling = load_spelling()
    if differ_in_accents_only(first, second):
        one, other = text_of(first), text_of(second)
        return spelling.usual(other) - spelling.usual(one) + _ACCENT * (_accents(other) - _accents(one)) > 0
    pairs = zip(WEIGHTS, features(first, second, spelling), strict=True)
    return sum(weight * feature for weight, feature in pairs) + BIAS > 0


def features(first: Sequence[OcrWord], second: Sequence[OcrWord], spelling: Spelling) -> tuple[float, ...]:
    """Log-odds of both confidences, then how usual both spellings are."""
    return (
        _log_odds(sureness(first)),
        _log_odds(sureness(second)),
        spelling.usual(text_of(first)),
        spelling.usual(text_of(second)),
    )


def differ_in_accents_only(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> bool:
    """Then confidence says nothing: faint accents are overlooked, and dirt is taken for them."""
    return _plain(first) == _plain(second)


def text_of(words: Sequence[OcrWord]) -> str:
    """The words from left to right."""
    return " ".join(word.text for word in sorted(words, key=lambda word: word.left))


def _plain(words: Sequence[OcrWord]) -> str:
    letters = unicodedata.normalize("NFD", "".join(text_of(words).split()).casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _accents(text: str) -> int:
    return sum(unicodedata.combining(char) > 0 for char in unicodedata.normalize("NFD", text))


def _log_odds(confidence: float) -> float:
    chance = min(_SUREST, max(_LEAST_SURE, confidence))
    return math.log(chance / (1 - chance))
