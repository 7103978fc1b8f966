"""Ingredients: noise with a grain, ink and stamps put on paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

INK_BLUE = (28, 36, 112)
STAMP_BLUE = (44, 58, 150)
STAMP_VIOLET = (118, 40, 120)


def clouds(shape: tuple[int, int], grain_px: float, rng: np.random.Generator) -> Plane:
    """Smooth noise of mean 0 and deviation 1 whose spots are about `grain_px` wide."""
    height, width = shape
    small = (max(2, int(width / grain_px)), max(2, int(height / grain_px)))
    noise = rng.standard_normal((small[1], small[0]), dtype=np.float32)
    grown: Plane = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    spread = float(grown.std()) or 1.0
    return np.asarray((grown - grown.mean()) / spread, dtype=np.float32)


def blurred(image: NDArray[np.floating], sigma_px: float) -> Plane:
    """Gaussian blur."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), dtype=np.float32)


def to_pixels(values: NDArray[np.floating]) -> Pixels:
    """Rounded and cut to 0–255."""
    return np.asarray(np.clip(values + 0.5, 0, 255), dtype=np.uint8)


def ink(
    page: Pixels, points: Sequence[tuple[float, float]], left: float, top: float, scale: float, rng: np.random.Generator
) -> Pixels:
    """A pen stroke through points (in points of 1/72 inch, y upwards) with a ballpoint's uneven pressure."""
    mask = np.zeros(page.shape[:2], dtype=np.float32)
    path = [(left + x * scale, top + (40 - y) * scale) for x, y in points]
    pressure = 1.0
    for (x0, y0), (x1, y1) in pairwise(path):
        pressure = float(np.clip(pressure + rng.normal(0, 0.12), 0.55, 1.0))
        width = max(1, round(1.25 * scale * pressure))
        start, end = (round(x0 * 16), round(y0 * 16)), (round(x1 * 16), round(y1 * 16))
        cv2.line(mask, start, end, pressure, width, cv2.LINE_AA, 4)
    return _tinted(page, blurred(mask, 0.35 * scale), INK_BLUE)


def stamp(
    page: Pixels,
    lines: Sequence[str],
    left: float,
    top: float,
    scale: float,
    rng: np.random.Generator,
    colour: tuple[int, int, int] = STAMP_BLUE,
) -> Pixels:
    """A rubber stamp: framed lines without accents, a few degrees askew, unevenly inked."""
    size = round(8.4 * scale)
    font = ImageFont.load_default(size)
    pad = round(5 * scale)
    widths = [font.getlength(line) for line in lines]
    box = (round(max(widths)) + 2 * pad, round(len(lines) * size * 1.25) + 2 * pad)
    plate = Image.new("L", box, 0)
    pen = ImageDraw.Draw(plate)
    pen.rectangle((1, 1, box[0] - 2, box[1] - 2), outline=255, width=max(1, round(1.1 * scale)))
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        pen.text(((box[0] - width) / 2, pad + number * size * 1.2), line, font=font, fill=255)
    turned = plate.rotate(float(rng.uniform(-7, 7)), expand=True, resample=Image.Resampling.BICUBIC)
    ink_mask = np.asarray(turned, dtype=np.float32) / 255
    patchy = (
        0.62
        + 0.2 * clouds((turned.height, turned.width), 9 * scale, rng)
        + 0.1 * clouds((turned.height, turned.width), 2 * scale, rng)
    )
    cover = blurred(ink_mask * np.clip(patchy, 0.05, 0.95), 0.3 * scale)
    mask = np.zeros(page.shape[:2], dtype=np.float32)
    x, y = max(0, round(left)), max(0, round(top))
    height, width_px = min(turned.height, page.shape[0] - y), min(turned.width, page.shape[1] - x)
    if height > 0 and width_px > 0:
        mask[y : y + height, x : x + width_px] = cover[:height, :width_px]
    return _tinted(page, mask, colour)


def _tinted(page: Pixels, mask: Plane | NDArray[np.floating], colour: tuple[int, int, int]) -> Pixels:
    """Ink multiplies what lies under it."""
    rows, columns = np.nonzero(mask.max(axis=1) > 0)[0], np.nonzero(mask.max(axis=0) > 0)[0]
    spot = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cover = np.clip(mask[spot], 0, 1)[..., None]
    through = 1 - cover * (1 - np.asarray(colour, dtype=np.float32) / 255)
    inked = page.copy()
    inked[spot] = to_pixels(page[spot].astype(np.float32) * through)
    return inked
