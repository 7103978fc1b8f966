"""How the lines of a page run, and the page with its lines made level.

Two steps: the angle of the whole page from the sharpness of its row profile; then, line by line, what is left of
it. A camera held at an angle makes lines fan out and a curled sheet bends them, so the slope of the lines is
fitted as a plane over the page. One remapping from the original pixels does everything, enlargement included:
each interpolation would blur small letters once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ingestion.treatment.components import components
from ingestion.treatment.measure import Grey, mask

_WIDEST_ANGLE = 16.0
_COARSE = np.arange(-_WIDEST_ANGLE, _WIDEST_ANGLE + 0.1, 1.0)
_SIDEWAYS = 1.3
"""How much sharper the lines must be along the page than across it."""
_PROFILE_SIDE = 640
_LETTER_PX = 8.0
"""Height of small letters at which lines are looked for."""
_MIN_LINE_LETTERS = 10
_MIN_LINES = 4
_LEVEL_ANGLE = 0.15
"""Degrees: what is less is not worth an interpolation."""
_LEVEL_SHIFT = 0.22
"""Of the letter height: lines that stray less are left as they are."""
_MAX_SLOPE = 0.14


@dataclass(frozen=True, slots=True)
class Shape:
    """How a page has to be moved to be level; made for a page of `width` by `height` pixels."""

    width: int
    height: int
    angle: float = 0.0
    """Degrees by which the page is turned, counter-clockwise."""
    slope: float = 0.0
    """What remains of the lines' slope at the page's middle, after the turn."""
    bend: float = 0.0
    """Change of that slope a pixel to the right."""
    fan: float = 0.0
    """Change of that slope a pixel down."""

    @property
    def is_level(self) -> bool:
        """Whether there is nothing to do."""
        return self.angle == self.slope == self.bend == self.fan == 0.0

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the levelled page: the turned page whole."""
        turn = np.deg2rad(abs(self.angle))
        sine, cosine = float(np.sin(turn)), float(np.cos(turn))
        return (
            round(self.width * cosine + self.height * sine),
            round(self.width * sine + self.height * cosine),
        )

    def level(self, pixels: npt.NDArray[np.uint8], scale: float = 1.0) -> npt.NDArray[np.uint8]:
        """The page levelled and `scale` times as large; corners that were not on the page become white."""
        if self.is_level:
            if scale == 1.0:
                return pixels
            method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
            return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=method), dtype=np.uint8)
        width, height = self.canvas
        columns = (np.arange(round(width * scale), dtype=np.float32) + 0.5) / scale - 0.5 - width / 2
        rows = ((np.arange(round(height * scale), dtype=np.float32) + 0.5) / scale - 0.5 - height / 2)[:, None]
        rows = rows + (self.slope + self.fan * rows) * columns + self.bend / 2 * columns * columns
        turn = np.deg2rad(self.angle)
        sine, cosine = np.float32(np.sin(turn)), np.float32(np.cos(turn))
        map_x = cosine * columns - sine * rows + np.float32(self.width / 2)
        map_y = sine * columns + cosine * rows + np.float32(self.height / 2)
        moved = cv2.remap(
            pixels,
            map_x.astype(np.float32),
            map_y.astype(np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )
        return np.asarray(moved, dtype=np.uint8)


@dataclass(frozen=True)
class SmallLetters:
    """A page's letters, without rules and dirt, made as small as they still show how lines run."""

    ink: Grey
    scale: float
    """How much smaller than the page."""
    x_height: float
    """Of small letters, in pixels of the page."""
    width: int
    height: int
    """Of the page."""

    def __repr__(self) -> str:
        return f"SmallLetters({self.width} × {self.height})"


def small_letters(ink: Grey, x_height: float) -> SmallLetters:
    """The letters of a page's ink; `x_height` in pixels of it."""
    scale = min(1.0, _LETTER_PX / x_height)
    height, width = ink.shape
    return SmallLetters(_letters_only(_shrunk(ink, scale), x_height * scale), scale, x_height, width, height)


def find_shape(letters: SmallLetters) -> Shape:
    """How the page of those letters runs."""
    shape = Shape(letters.width, letters.height)
    angle = page_angle(letters.ink)
    if abs(angle) >= _LEVEL_ANGLE:
        shape = replace(shape, angle=angle)
    height, width = letters.ink.shape
    turned = 255 - Shape(width, height, angle=shape.angle).level(255 - letters.ink)
    return _with_slopes(shape, turned, letters.scale, letters.x_height)


def lies_sideways(letters: SmallLetters) -> bool:
    """Whether the lines of the page run up or down rather than across."""
    _, across = _sharpest(letters.ink, _COARSE)
    _, along = _sharpest(np.ascontiguousarray(letters.ink.T), _COARSE)
    return along > _SIDEWAYS * across


def page_angle(ink: Grey) -> float:
    """Degrees by which the page's lines climb to the right when negative, fall when positive."""
    factor = min(1.0, _PROFILE_SIDE / max(ink.shape))
    small = _shrunk(ink, factor)
    best, _ = _sharpest(small, _COARSE)
    best, _ = _sharpest(small, np.arange(best - 1.0, best + 1.01, 0.25))
    best, _ = _sharpest(ink if factor > 0.5 else _shrunk(ink, 0.5), np.arange(best - 0.25, best + 0.26, 0.05))
    return best


def _sharpest(ink: Grey, angles: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The angle at which rows differ most from their neighbours, and by how much."""
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    if xs.size == 0:
        return 0.0, 0.0
    step = max(1, xs.size // 40_000)
    across, down = xs[::step] - width / 2, ys[::step] - height / 2
    best, sharpest = 0.0, -1.0
    for angle in angles:
        turn = np.deg2rad(angle)
        rows = (np.cos(turn) * down - np.sin(turn) * across + height).astype(np.int32)
        profile = np.bincount(rows.clip(0, 2 * height), minlength=2 * height + 1).astype(np.float64)
        sharpness = float(np.square(np.diff(profile)).sum())
        if sharpness > sharpest:
            best, sharpest = float(angle), sharpness
    return best, sharpest


def _shrunk(ink: Grey, scale: float) -> Grey:
    if scale >= 1.0:
        return ink
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return mask(np.asarray(small) > 80)


def _letters_only(ink: Grey, x_height: float) -> Grey:
    """Without rules, frames, dark edges of the sheet and specks, which all run their own way."""
    labels, stats, _ = components(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = (height >= 0.4 * x_height) & (height <= 5 * x_height) & (width <= 12 * x_height)
    letters[0] = False
    return mask(letters[labels])


def _with_slopes(shape: Shape, turned: Grey, scale: float, x_height: float) -> Shape:
    """Add what the single lines say; `turned` is the shrunk ink after the turn of the whole page."""
    letter = x_height * scale
    joined = cv2.morphologyEx(turned, cv2.MORPH_CLOSE, np.ones((1, round(2.2 * letter)), np.uint8))
    labels, stats, centres = components(np.asarray(joined, dtype=np.uint8))
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    lines = (width >= _MIN_LINE_LETTERS * letter) & (height <= 3.0 * letter + _MAX_SLOPE * width)
    lines[0] = False
    if lines.sum() < _MIN_LINES:
        return shape
    slopes = _slopes(np.where(turned > 0, labels, 0), len(stats))[lines]
    x = (centres[lines, 0] - turned.shape[1] / 2) / scale
    y = (centres[lines, 1] - turned.shape[0] / 2) / scale
    fit = _plane(x, y, slopes, np.square(width[lines].astype(np.float64)))
    if fit is None:
        return shape
    slope, bend, fan = fit
    canvas_width, canvas_height = shape.canvas
    strayed = (abs(slope) + abs(fan) * canvas_height / 2) * canvas_width / 2 + abs(bend) * canvas_width**2 / 8
    if strayed < _LEVEL_SHIFT * x_height:
        return shape
    return replace(shape, slope=slope, bend=bend, fan=fan)


def _slopes(labels: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.float64]:
    """Least-squares slope of the pixels under each label."""
    ys, xs = np.nonzero(labels)
    of = labels[ys, xs]
    number = np.maximum(np.bincount(of, minlength=count), 1)
    mean_x = np.bincount(of, xs, minlength=count) / number
    mean_y = np.bincount(of, ys, minlength=count) / number
    across, down = xs - mean_x[of], ys - mean_y[of]
    spread = np.bincount(of, across * across, minlength=count)
    return np.asarray(np.bincount(of, across * down, minlength=count) / np.maximum(spread, 1.0))


def _plane(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    slopes: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
) -> tuple[float, float, float] | None:
    """Slope at the middle, its change to the right and down; lines far off the others are left out."""
    kept = np.abs(slopes - np.median(slopes)) < 0.05
    terms = np.column_stack([np.ones_like(x), x, y])
    fitted = np.zeros(3)
    for _ in range(3):
        if kept.sum() < _MIN_LINES:
            return None
        root = np.sqrt(weight[kept])[:, None]
        # A gentle pull towards parallel lines keeps a page with few lines from being bent by one of them.
        pull = np.diag([0.0, np.ptp(x) or 1.0, np.ptp(y) or 1.0]) * float(root.mean())
        system = np.vstack([terms[kept] * root, pull])
        target = np.concatenate([slopes[kept] * root[:, 0], np.zeros(3)])
        fitted, *_ = np.linalg.lstsq(system, target, rcond=None)
        error = np.abs(slopes - terms @ fitted)
        kept = error < max(0.004, 2.5 * float(np.median(error[kept])))
    if np.abs(terms @ fitted).max() > _MAX_SLOPE:
        return None
    return float(fitted[0]), float(fitted[1]), float(fitted[2])
