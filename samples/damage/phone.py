"""A telephone photograph: a sheet that was folded and curls lies on a desk, a hand throws its shadow."""

from __future__ import annotations

import cv2
import numpy as np

from samples.damage.paper import Pixels, Plane, blurred, clouds, to_pixels

WIDTH_PX, HEIGHT_PX = 2160, 2880


def photograph(page: Pixels, rng: np.random.Generator, *, desk_seed: int) -> Pixels:
    """An RGB page as photographed, upright, `WIDTH_PX` × `HEIGHT_PX`; the same seed is the same desk."""
    sheet = _lit_sheet(page, rng)
    corners = _corners(rng)
    height, width = sheet.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(source, corners)
    size = (WIDTH_PX, HEIGHT_PX)
    seen: Plane = np.asarray(cv2.warpPerspective(sheet, warp, size, flags=cv2.INTER_AREA), dtype=np.float32)
    whole = np.ones((height, width), np.float32)
    cover: Plane = np.asarray(cv2.warpPerspective(whole, warp, size, flags=cv2.INTER_LINEAR), dtype=np.float32)
    desk = _desk(np.random.default_rng(desk_seed))
    desk *= 1 - 0.5 * _cast_shadow(cover, rng)[..., None]
    picture = seen * cover[..., None] + desk * (1 - cover[..., None])
    picture *= _light(rng)[..., None] * np.array(_warmth(rng), dtype=np.float32)
    picture = blurred(picture, rng.uniform(0.7, 1.15))
    picture += 3.2 * rng.standard_normal((HEIGHT_PX, WIDTH_PX, 1), dtype=np.float32)
    chroma = rng.standard_normal((HEIGHT_PX // 2, WIDTH_PX // 2, 3), dtype=np.float32)
    picture += 1.6 * cv2.resize(chroma, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    return to_pixels(picture)


def _lit_sheet(page: Pixels, rng: np.random.Generator) -> Plane:
    """Paper with its tone, its fold in three and its curl, which bends lines and brightness alike."""
    height, width = page.shape[:2]
    sheet = 26 + page.astype(np.float32) * (222 / 255)
    sheet += (1.4 * clouds((height, width), 4, rng) + 2 * clouds((height, width), 300, rng))[..., None]
    down = np.linspace(0, 1, height, dtype=np.float32)
    across = np.linspace(0, 1, width, dtype=np.float32)
    if rng.random() < 0.6:
        for fold in (1 / 3, 2 / 3):
            place = fold + rng.uniform(-0.01, 0.01)
            slope = rng.uniform(0.02, 0.045) * rng.choice([-1, 1])
            crease = 1 - 0.10 * np.exp(-(((down - place) / 0.0012) ** 2))
            facet = 1 + slope * np.where(down > place, np.exp(-(down - place) / 0.12), -np.exp(-(place - down) / 0.12))
            sheet *= (crease * facet)[:, None, None]
    bend = rng.uniform(3, 11)
    phase = rng.uniform(0, np.pi)
    lift = bend * np.sin(np.pi * across + phase * 0.3)
    shade = 1 + 0.035 * np.cos(np.pi * across + phase)
    map_x = np.repeat(np.arange(width, dtype=np.float32)[None, :], height, axis=0)
    map_y = np.arange(height, dtype=np.float32)[:, None] + (lift[None, :] * (0.3 + 0.7 * down[:, None])).astype(
        np.float32
    )
    curled = cv2.remap(sheet, map_x, map_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(curled * shade[None, :, None], dtype=np.float32)


def _corners(rng: np.random.Generator) -> np.ndarray:
    """Where the sheet's corners lie in the picture, from the upper left, clockwise."""
    left, right = rng.uniform(0.035, 0.075, 2)
    top, bottom = rng.uniform(0.03, 0.06, 2)
    lean = rng.uniform(0.01, 0.045)
    corners = np.array(
        [[left + lean, top], [1 - right - lean, top], [1 - right, 1 - bottom], [left, 1 - bottom]], dtype=np.float32
    )
    corners += rng.uniform(-0.009, 0.009, (4, 2)).astype(np.float32)
    turn = np.deg2rad(rng.uniform(-2.4, 2.4))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], dtype=np.float32)
    centred = (corners - 0.5) * (WIDTH_PX, HEIGHT_PX) @ matrix.T
    middle = np.array([WIDTH_PX / 2, HEIGHT_PX / 2], dtype=np.float32)
    return np.asarray(centred + middle, dtype=np.float32)


def _desk(rng: np.random.Generator) -> Plane:
    """A wooden or a grey laminate desk."""
    shape = (HEIGHT_PX, WIDTH_PX)
    if rng.random() < 0.65:
        fibres = rng.standard_normal((HEIGHT_PX // 60, WIDTH_PX), dtype=np.float32)
        grain = cv2.resize(cv2.GaussianBlur(fibres, (0, 0), 1.2), (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
        grain = grain / grain.std()
        rings = np.sin(clouds(shape, 700, rng) * 9 + np.linspace(0, 26, WIDTH_PX, dtype=np.float32)[None, :])
        wood = np.array(rng.choice([(126, 88, 58), (156, 118, 82), (92, 62, 44)]), dtype=np.float32)
        return np.asarray(wood * (1 + 0.07 * grain[..., None] + 0.06 * rings[..., None]), dtype=np.float32)
    laminate = np.array([118, 120, 124], dtype=np.float32)
    return np.asarray(laminate * (1 + 0.03 * clouds(shape, 3, rng)[..., None]), dtype=np.float32)


def _cast_shadow(cover: Plane, rng: np.random.Generator) -> Plane:
    """What the sheet's edge throws on the desk."""
    shift = np.array([[1, 0, rng.uniform(6, 16)], [0, 1, rng.uniform(6, 18)]], dtype=np.float32)
    moved = np.asarray(cv2.warpAffine(cover, shift, (WIDTH_PX, HEIGHT_PX)), dtype=np.float32)
    return blurred(moved, 11)


def _light(rng: np.random.Generator) -> Plane:
    """The lamp's fall-off and the soft shadow of a hand or a head."""
    y, x = np.mgrid[0 : HEIGHT_PX // 4, 0 : WIDTH_PX // 4].astype(np.float32)
    x, y = x / (WIDTH_PX / 4), y / (HEIGHT_PX / 4)
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)
    light = 0.93 + rng.uniform(0.12, 0.30) * slope
    edge_at = rng.uniform(0.55, 0.85)
    lean = rng.uniform(-0.6, 0.6)
    side = (y if rng.random() < 0.5 else x) + lean * ((x if rng.random() < 0.5 else y) - 0.5)
    shadow = 1 / (1 + np.exp(-(side - edge_at) / rng.uniform(0.02, 0.06)))
    light *= 1 - rng.uniform(0.14, 0.34) * shadow
    vignette = 1 - 0.18 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    grown = cv2.resize((light * vignette).astype(np.float32), (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, dtype=np.float32)


def _warmth(rng: np.random.Generator) -> tuple[float, float, float]:
    """Gain of red, green and blue under indoor light."""
    warm = float(rng.uniform(0.0, 1.0))
    return 1.02, 0.985 - 0.02 * warm, 0.95 - 0.11 * warm
