"""Comparing what documents write: case, accents, small words and sides set aside."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

LEFT, RIGHT = "left", "right"

_WORD = re.compile(r"[a-z0-9]+")
_SAME_NAME = 0.8
"""Likeness of two names from which a difference is taken for a misread letter; the project's choice."""


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of `words.toml`."""
    raw = tomllib.loads((files("records.synthesis") / "words.toml").read_text(encoding="utf-8"))
    return frozenset(raw[name])


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Œdème du GENOU")
    'oedeme du genou'
    """
    plain = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, folded."""
    return tuple(word for word in _WORD.findall(fold(text)) if word not in word_list("small"))


def without_side(text: str) -> str:
    """The words that carry meaning, the side left out: what "same thing, other side" is told by."""
    sides = word_list(LEFT) | word_list(RIGHT) | word_list("both")
    return " ".join(word for word in words(text) if word not in sides)


def side(text: str) -> str | None:
    """`left` or `right`; None where the text names none, or both.

    >>> side("fracture du col du fémur droit"), side("pneumopathie bilatérale"), side("droite et gauche")
    ('right', None, None)
    """
    named = {name for name in (LEFT, RIGHT) if word_list(name).intersection(words(text))}
    return named.pop() if len(named) == 1 else None


def same_name(one: str, other: str) -> bool:
    """Whether two writings of a name are the same but for a misread letter or an initial.

    >>> same_name("Jean-Claude", "JEAN CLAUDE"), same_name("Harlequois", "Harlequ0is"), same_name("Martin", "Durand")
    (True, True, False)
    """
    first, second = "".join(_WORD.findall(fold(one))), "".join(_WORD.findall(fold(other)))
    if len(first) == 1 or len(second) == 1:
        return first[:1] == second[:1]
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_NAME
