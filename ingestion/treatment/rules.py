"""Long straight rules of a page: the lines that tables and forms are drawn with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from ingestion.treatment.components import components
from ingestion.treatment.measure import Grey

_SHORTEST = (5.0, 3.5)
"""In heights of small letters, across and down: shorter strokes belong to letters."""
_THICKEST = 0.45
"""Likewise: thicker bars are pictures and headings on black."""
_LEAN = 0.012
"""Of a rule's length: how far it may stray from level, beyond its thickness."""
_SAME_RULE = 0.45
"""In heights of small letters: pieces that lie this near to one line belong to one rule."""
_BROKEN = 2.5
"""Likewise: the widest gap within a rule that print or wear has broken."""
_EDGE = 0.07
"""Likewise: the soft edge of a rule, on each side."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A level or upright stroke; `at` is its middle across its direction, `start` and `end` along it."""

    at: float
    start: float
    end: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a page, in one unit, each direction from the top or left."""

    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Strokes:
    """The rules of a page and their ink, each direction of its own, all in pixels of the levelled page."""

    rules: Rules
    page: Grey
    """All ink of the page, 255 on 0."""
    level: Grey
    upright: Grey
    edge: int

    @property
    def make_cells(self) -> bool:
        """Whether there are rules of both directions, as frames and tables have them."""
        return len(self.rules.level) > 1 and bool(self.rules.upright)

    def taken_from(self, image: Grey) -> Grey:
        """The page, levelled and of any size, with its rules painted over.

        Each pixel takes the lightest shade beside the rule; where a letter crosses it, that is the letter's own.
        """
        scale = image.shape[0] / self.level.shape[0]
        cleaned = image.copy()
        for ink, side, ways in ((self.level, self.rules.level, (1, 0)), (self.upright, self.rules.upright, (0, 1))):
            if not side:
                continue
            reach = int(np.ceil((max(rule.thickness for rule in side) + 3 * self.edge) * scale))
            lightest = cv2.dilate(cleaned, np.ones([2 * reach * way + 1 for way in ways], np.uint8))
            wide = cv2.dilate(ink, np.ones([2 * self.edge * way + 1 for way in ways], np.uint8))
            where = cv2.resize(wide, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR) > 0
            cleaned[where] = lightest[where]
        return cleaned


def find_strokes(ink: Grey, x_height: float) -> Strokes:
    """The rules of a levelled page's ink (255 on 0)."""
    level, level_ink = _long_runs(ink, round(_SHORTEST[0] * x_height), x_height)
    upright, upright_ink = _long_runs(np.ascontiguousarray(ink.T), round(_SHORTEST[1] * x_height), x_height)
    rules = Rules(_joined(level, x_height), _joined(upright, x_height))
    return Strokes(rules, ink, level_ink, np.ascontiguousarray(upright_ink.T), max(1, round(_EDGE * x_height)))


def _long_runs(ink: Grey, shortest: int, x_height: float) -> tuple[list[Rule], Grey]:
    """Runs across the page at least so long and no thicker than a rule, and their ink."""
    # Two rows are taken as one, so that a stroke that steps down by a row on its way is not cut there.
    two_rows = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    runs = np.asarray(cv2.morphologyEx(two_rows, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8)), dtype=np.uint8)
    if not runs.any():
        return [], runs
    labels, stats, _ = components(runs)
    kept = np.zeros(len(stats), dtype=np.uint8)
    strokes = []
    for label, (left, top, width, height, area) in enumerate(stats):
        if label == 0 or height > _THICKEST * x_height + _LEAN * width + 2:
            continue
        kept[label] = 255
        part = labels[top : top + height, left : left + width] == label
        middle = float(np.average(np.arange(height), weights=part.sum(axis=1)))
        strokes.append(Rule(top + middle, float(left), float(left + width), max(1.0, area / width - 1)))
    return strokes, kept[labels]


def _joined(strokes: Iterable[Rule], x_height: float) -> tuple[Rule, ...]:
    """Pieces on one line made whole."""
    rules: list[Rule] = []
    for stroke in sorted(strokes, key=lambda rule: rule.start):
        for index, rule in enumerate(rules):
            near = abs(rule.at - stroke.at) < _SAME_RULE * x_height
            if near and stroke.start - rule.end < _BROKEN * x_height:
                lengths = (rule.end - rule.start, stroke.end - stroke.start)
                at = (rule.at * lengths[0] + stroke.at * lengths[1]) / sum(lengths)
                rules[index] = Rule(at, rule.start, max(rule.end, stroke.end), max(rule.thickness, stroke.thickness))
                break
        else:
            rules.append(stroke)
    return tuple(sorted(rules, key=lambda rule: rule.at))
