"""A flatbed or feeder scanner: slightly askew, paper tone, shade at the spine side, dust, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.damage.paper import Pixels, Plane, blurred, clouds, to_pixels

DPI = 200


def scan(page: Pixels, rng: np.random.Generator, *, colour: bool, punched: bool) -> Pixels:
    """An RGB page of paper as the scanner sees it, the same size; `punched` for a filing binder."""
    height, width = page.shape[:2]
    paper: Plane = page.astype(np.float32)
    paper = _punch_holes(paper, rng) if punched else paper
    tone = np.array([250, 248, 243], dtype=np.float32) - np.float32(rng.uniform(0, 6))
    fibre = 1.1 * clouds((height, width), 3, rng) + 1.3 * clouds((height, width), 220, rng)
    ink_fade = 1 - 0.06 * clouds((height, width), 400, rng)[..., None].clip(-1, 1)
    darkness = (255 - paper) / 255 * np.clip(ink_fade, 0.85, 1.05)
    seen: NDArray[np.floating] = (
        tone * (1 - darkness) + 22 * darkness * np.array([1.0, 1.0, 1.08], dtype=np.float32) + fibre[..., None]
    )
    if colour:
        seen = seen * 0.55 + (tone / 255 * paper) * 0.45 + 0.45 * fibre[..., None]
    seen *= _spine_shade(width, rng)[None, :, None]
    turned = _askew(seen, rng.uniform(-0.85, 0.85), rng.uniform(-8, 8, 2))
    seen = blurred(turned, rng.uniform(0.45, 0.75))
    seen = _dust(seen, rng) + np.float32(1.6) * rng.standard_normal((height, width, 1), dtype=np.float32)
    if not colour:
        seen = np.repeat(seen.mean(axis=2, keepdims=True), 3, axis=2)
    return to_pixels(seen)


def _askew(page: np.ndarray, degrees: float, shift: np.ndarray) -> np.ndarray:
    """Turned and shifted on the glass; the lid beyond the paper's edge is a little darker than paper."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.995)
    turn[:, 2] += shift
    inside = cv2.warpAffine(np.ones((height, width), np.float32), turn, (width, height), flags=cv2.INTER_LINEAR)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    lid = np.float32(236)
    edge = cv2.GaussianBlur(inside, (0, 0), 2.2)
    shadow = 1 - 0.22 * np.exp(-(((edge - 0.55) / 0.2) ** 2)) * (inside < 1)
    return np.asarray((turned * inside[..., None] + lid * (1 - inside[..., None])) * shadow[..., None])


def _spine_shade(width: int, rng: np.random.Generator) -> np.ndarray:
    """Brightness across the page: the lamp is weaker at one side."""
    across = np.linspace(0, 1, width, dtype=np.float32)
    if rng.random() < 0.5:
        across = across[::-1]
    return np.asarray(1 - rng.uniform(0.02, 0.09) * np.exp(-across / rng.uniform(0.03, 0.1)), dtype=np.float32)


def _punch_holes(page: Plane, rng: np.random.Generator) -> Plane:
    """Two filing holes, 80 mm apart, 12 mm from the left edge; behind them the scanner's lid."""
    height, width = page.shape[:2]
    scale = width / 210
    hole = page.copy()
    for y in (height / 2 - 40 * scale, height / 2 + 40 * scale):
        centre = (round(12 * scale + rng.uniform(-3, 3)), round(y))
        cv2.circle(hole, centre, round(2.9 * scale), (150, 150, 152), -1, cv2.LINE_AA)
        cv2.ellipse(hole, centre, (round(2.9 * scale),) * 2, 0, 190, 330, (70, 70, 72), 2, cv2.LINE_AA)
    return hole


def _dust(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Specks, a hair now and then, and the feeder's hairline where dust sits on the glass."""
    height, width = page.shape[:2]
    for _ in range(int(rng.integers(6, 26))):
        spot = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        shade = float(rng.uniform(90, 200))
        cv2.circle(page, spot, int(rng.integers(1, 3)), (shade, shade, shade), -1, cv2.LINE_AA)
    if rng.random() < 0.35:
        x = int(rng.integers(width // 10, width * 9 // 10))
        page[:, x] = page[:, x] * 0.93
    return page
