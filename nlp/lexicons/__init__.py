"""Rules, cues and lexicons as files that a clinician can read and correct."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """The tables of `<name>.toml`, read once."""
    return tomllib.loads((files("nlp.lexicons") / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(patterns: Iterable[str]) -> str:
    """One pattern out of several, the longest first."""
    return "(?:" + "|".join(sorted(patterns, key=len, reverse=True)) + ")"


_FIRST = re.compile(r"(?:\\b)?(?P<letter>[a-z0-9])(?![?*{|])")


def first_letter(pattern: str) -> str | None:
    """The letter or digit that everything the pattern matches begins with; None where that is not plain to see."""
    found = _FIRST.match(pattern)
    depth = 0
    for character in pattern:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            return None
    return found["letter"] if found else None


def quick_any_of(patterns: Iterable[str]) -> str:
    """`any_of`, with a glance at the first letter before the patterns are tried one by one."""
    patterns = list(patterns)
    letters = {first_letter(pattern) for pattern in patterns}
    known = "".join(sorted(letter for letter in letters if letter))
    return any_of(patterns) if None in letters else f"(?=[{known}]){any_of(patterns)}"
