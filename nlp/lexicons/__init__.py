"""Rules, cues and lexicons as files that a clinician can read and correct."""

from __future__ import annotations

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
