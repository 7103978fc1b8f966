"""Reproducible chance."""

from __future__ import annotations

from random import Random


def dice(seed: int | str) -> Random:
    """The same rolls for the same seed: samples are to be repeated, not to be secret."""
    return Random(seed)  # noqa: S311
