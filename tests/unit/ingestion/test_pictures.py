"""Logos and barcodes are painted over for the optical reader; print of any kind is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingestion.treatment.measure import Grey, ink_of, paper_of
from ingestion.treatment.pictures import without_pictures

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf")
X_HEIGHT = 15.0
PAPER = 240
LOGO = (60, 60, 160, 160)


def cleaned(page: Image.Image) -> tuple[Grey, Grey]:
    """The page before and after."""
    grey = np.asarray(page)
    return grey, without_pictures(grey, ink_of(grey, paper_of(grey)), X_HEIGHT, PAPER)


@pytest.fixture
def page() -> Image.Image:
    """A sheet at 200 dpi with one line of print."""
    sheet = Image.new("L", (1654, 2339), PAPER)
    write(sheet, "Centre hospitalier des Trois Chênes", (200, 100), 29)
    return sheet


def write(page: Image.Image, text: str, place: tuple[int, int], size: int, shade: int = 20) -> None:
    ImageDraw.Draw(page).text(place, text, font=ImageFont.truetype(str(FONT), size), fill=shade)


def test_a_logo_with_a_cross_in_it_goes_and_the_line_beside_it_stays(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.rounded_rectangle(LOGO, 20, fill=60)
    pen.rectangle((100, 72, 120, 148), fill=PAPER)
    pen.rectangle((72, 100, 148, 120), fill=PAPER)
    before, after = cleaned(page)
    assert after[50:170, 50:170].min() > 200
    assert np.array_equal(before[:, 190:], after[:, 190:])


def test_a_barcode_goes(page: Image.Image) -> None:
    random = np.random.default_rng(3)
    left = 500
    for _ in range(30):
        width = int(random.integers(2, 7))
        ImageDraw.Draw(page).rectangle((left, 300, left + width, 345), fill=10)
        left += width + int(random.integers(3, 8))
    before, after = cleaned(page)
    assert after[290:355, 490:left].min() > 200
    assert np.array_equal(before[:200], after[:200])


def test_large_headings_stay(page: Image.Image) -> None:
    write(page, "MILLE ILLUMINÉES", (60, 250), 70)
    write(page, "||||", (60, 400), 40)
    before, after = cleaned(page)
    assert np.array_equal(before, after)


def test_a_badge_with_a_word_on_it_stays(page: Image.Image) -> None:
    ImageDraw.Draw(page).rectangle((60, 300, 260, 350), fill=40)
    write(page, "URGENT", (100, 308), 29, shade=PAPER)
    before, after = cleaned(page)
    assert np.array_equal(before, after)


def test_dark_bands_rules_and_photographs_stay(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 400, 1654, 450), fill=40)
    pen.rectangle((20, 480, 400, 690), fill=90)
    pen.line((500, 480, 880, 480), fill=0, width=3)
    before, after = cleaned(page)
    assert np.array_equal(before, after)
