"""Lines with strokes like those of a hand, printed lines, and what copying and faxing does to them."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingestion.ocr.engine import GreyImage

FONTS = ("LiberationSans-Regular", "LiberationSerif-Italic", "LiberationMono-Regular")
WORDS = ("patient", "traitement", "compte", "rendu", "matin", "soir", "cardiologie", "tension", "12/8", "biologie")
_FINE = 4
"""Strokes are drawn this much larger, then made small, so that their edges are soft."""


def handwritten(width: int, x_height: float, seed: int) -> GreyImage:
    """A line of joined arches and loops of uneven height, `x_height` pixels high, with gaps between words."""
    rng = np.random.default_rng(seed)
    height = int(5 * x_height)
    page = np.full((height * _FINE, width * _FINE), 255, np.uint8)
    base, slant, x = 0.62 * height, rng.uniform(0, 0.4), x_height
    t = np.linspace(0, 1, 14)
    while x < width - 8 * x_height:
        for _ in range(rng.integers(3, 7)):
            up = x_height * rng.uniform(0.75, 1.25) * rng.choice([1.0, 1.0, 1.0, 2.0])
            wide, foot = x_height * rng.uniform(0.55, 1.1), base + 0.12 * x_height * rng.normal()
            loop = rng.random() < 0.5
            across = x + wide * t + (0.35 * wide * np.sin(2 * np.pi * t) if loop else 0)
            down = foot - up * ((1 - np.cos(2 * np.pi * t)) / 2 if loop else np.sin(np.pi * t))
            if rng.random() < 0.15:  # a tail
                down += 0.9 * x_height * np.sin(np.pi * t) ** 8
            points = np.stack([across + slant * (base - down), down], axis=1)
            cv2.polylines(page, [(points * _FINE).astype(np.int32)], False, 30, round(0.7 * x_height), cv2.LINE_AA)
            x += wide
        x += x_height * rng.uniform(0.9, 1.6)
    return np.asarray(cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def printed(width: int, x_height: float, seed: int) -> GreyImage:
    """A line of printed words whose small letters are `x_height` pixels high."""
    chance = random.Random(seed)
    folder = Path("/usr/share/fonts/truetype/liberation")
    font = ImageFont.truetype(str(folder / f"{FONTS[seed % len(FONTS)]}.ttf"), round(x_height / 0.52))
    image = Image.new("L", (width, int(5 * x_height)), 255)
    text = ""
    while font.getlength(f"{text} {(word := chance.choice(WORDS))}") < width - 3 * x_height:
        text = f"{text} {word}"
    ImageDraw.Draw(image).text((0, 1.2 * x_height), text, font=font, fill=30)
    return np.asarray(image, dtype=np.uint8)


def worn(image: GreyImage, wear: int, seed: int) -> GreyImage:
    """0 as it is; 1, 2 smaller, blurred and noisy; 3 two-tone too."""
    if not wear:
        return image
    rng, much = np.random.default_rng(seed), min(wear, 2)
    small = cv2.resize(image, None, fx=1 / (1 + much / 2), fy=1 / (1 + much / 2), interpolation=cv2.INTER_AREA)
    noisy = cv2.GaussianBlur(small, (0, 0), 0.3 + 0.35 * much) + rng.normal(0, 6 * much, small.shape)
    grey = np.clip(np.where(noisy < 175, 0, 255) if wear == 3 else noisy, 0, 255).astype(np.uint8)
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def page_with(part: GreyImage, size: tuple[int, int] = (1000, 600), at: tuple[int, int] = (60, 250)) -> GreyImage:
    """A white page of that width and height, with the part at that left and top."""
    page = np.full((size[1], size[0]), 255, np.uint8)
    page[at[1] : at[1] + part.shape[0], at[0] : at[0] + part.shape[1]] = part
    return page
