"""A fax: two tones, 204 points an inch across and 196 (fine) or 98 (standard) down, a header line, line noise."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samples.damage.paper import Pixels, blurred, clouds

WIDTH_PX = 1728
ACROSS_DPI = 204
FINE_DPI, STANDARD_DPI = 196, 98


def fax(page: Pixels, header: str, rng: np.random.Generator, *, fine: bool) -> Pixels:
    """An RGB page as the receiving machine prints it: one channel, 0 or 255, `WIDTH_PX` wide."""
    down_dpi = FINE_DPI if fine else STANDARD_DPI
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    grey = _fed_askew(grey, rng)
    height = round(11.69 * down_dpi)
    sent = cv2.resize(grey, (WIDTH_PX, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    sent = blurred(sent, 0.5)
    sent += 9 * clouds((height, WIDTH_PX), 1.6, rng) + 7 * rng.standard_normal((height, WIDTH_PX), dtype=np.float32)
    tone = np.where(sent > rng.uniform(150, 178), 255, 0).astype(np.uint8)
    tone = _line_noise(tone, rng)
    return _with_header(tone, header, down_dpi)


def _fed_askew(grey: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The feeder pulls the sheet in at an angle and stretches it a little where it slips."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.7, 0.7), 0.97)
    turn[1, 2] += 0.012 * height
    turned = cv2.warpAffine(grey, turn, (width, height), borderValue=255)
    rows = np.arange(height, dtype=np.float32)
    slip = np.cumsum(rng.normal(0, 0.02, height)).astype(np.float32)
    slip -= np.linspace(slip[0], slip[-1], height, dtype=np.float32)
    map_y = np.repeat((rows + slip)[:, None], width, axis=1)
    map_x = np.repeat(np.arange(width, dtype=np.float32)[None, :], height, axis=0)
    return np.asarray(cv2.remap(turned, map_x, map_y, cv2.INTER_LINEAR, borderValue=255))


def _line_noise(tone: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bursts on the telephone line: broken rows, a few specks, sometimes a streak down the sheet."""
    height, width = tone.shape
    for _ in range(int(rng.integers(1, 5))):
        row, start = int(rng.integers(0, height)), int(rng.integers(0, width // 2))
        end = start + int(rng.integers(width // 8, width // 2))
        burst = rng.random(end - start) < 0.55
        tone[row, start:end] = np.where(burst[: len(tone[row, start:end])], 0, tone[row, start:end])
    specks = rng.random(tone.shape) < 0.00025
    tone[specks] = 0
    fat = rng.random(tone.shape) < 0.00003
    tone[cv2.dilate(fat.astype(np.uint8), np.ones((2, 3), np.uint8)) > 0] = 0
    if rng.random() < 0.4:
        column = int(rng.integers(width // 12, width * 11 // 12))
        present = rng.random(height) < 0.7
        tone[present, column] = 0
    return tone


def _with_header(tone: np.ndarray, header: str, down_dpi: int) -> Pixels:
    """The sender's line at the top edge, in the machine's own letters."""
    plate = Image.new("L", (WIDTH_PX, 30), 255)
    ImageDraw.Draw(plate).text((40, 2), header, font=ImageFont.load_default(22), fill=0)
    band = np.asarray(plate.resize((WIDTH_PX, round(30 * down_dpi / FINE_DPI))))
    tone[8 : 8 + band.shape[0]] = np.where(band > 128, 255, 0)
    return np.asarray(tone, dtype=np.uint8)
