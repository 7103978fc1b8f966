"""Words the search knows, kept in files that a clinician can read and correct."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def lines(name: str) -> tuple[str, ...]:
    """The lines of a text file of this folder, without remarks."""
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of this folder."""
    return tomllib.loads((files(__name__) / name).read_text(encoding="utf-8"))
