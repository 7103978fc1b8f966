"""95 % intervals: the same figure of documents drawn again and again from those measured."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

RESAMPLES, SEED = 400, 17
Unit = TypeVar("Unit")
Bounds = tuple[float, float]


def resampled(units: Sequence[Unit], resamples: int = RESAMPLES) -> list[list[Unit]]:
    """As many units as there are, with replacement, each time; the same draws for the same number of units."""
    chooser = random.Random(SEED)
    return [chooser.choices(units, k=len(units)) for _ in range(resamples)]


def interval(units: Sequence[Unit], figure: Callable[[Sequence[Unit]], float], resamples: int = RESAMPLES) -> Bounds:
    """Of a figure of whole documents."""
    return bounds([figure(drawn) for drawn in resampled(units, resamples)])


def bounds(figures: Sequence[float]) -> Bounds:
    """What 95 % of the figures lie between."""
    ordered = sorted(figures)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * (len(ordered) - 1))]


def shown(between: Bounds | None) -> str:
    """As the tables show it."""
    return "–" if between is None else f"{between[0]:.3f}–{between[1]:.3f}"
