"""A small fixed set of every kind of page that the benchmark measures, so that quality cannot fall unseen.

Invented texts, drawn here. The floors lie a little under what was read when the test was written; what counts is
measured on other people's pages (`python -m benchmarks.reading`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingestion.ocr.engine import GreyImage
from ingestion.ocr.select import load_engine
from ingestion.page_image import PageImage
from ingestion.page_reader import read_page_image

REPORT = """Compte rendu de consultation du 14/03/2026
Madame Solène Vasseur, née le 02/11/1958, adressée pour dyspnée.
Antécédents : hypertension artérielle, diabète de type 2.
Traitement : ramipril 5 mg le matin, metformine 1000 mg x 2/j.
À l'examen : PA 148/92 mmHg, FC 88/min, SpO2 94 %, T 37,8 °C.
Biologie : CRP 46 mg/L, créatinine 84 µmol/L, Hb 11,2 g/dL.
La radiographie du thorax montre une opacité basale droite.
Conclusion : pneumopathie communautaire, amoxicilline 3 g/j
pendant sept jours, contrôle clinique dans une semaine."""
RECEIPT = """PHARMACIE DES TILLEULS
12 rue du Moulin 35000 RENNES
Ticket 004512 14/03/26 09:42
AMOXICILLINE 1G CP 14      6,87
PARACETAMOL 1G CP 8 x2     2,32
SERUM PHY 40 UNIDOSES      4,90
TOTAL TTC EUR             14,09
CB **** 4417              14,09"""

Page = tuple[GreyImage, str]


def drawn(text: str, font: str, size: int, pitch: float, ink: int = 25) -> GreyImage:
    letters = ImageFont.truetype(font, size)
    lines = text.splitlines()
    width = round(max(letters.getlength(line) for line in lines)) + 4 * size
    image = Image.new("L", (width, round(pitch * size * len(lines)) + 4 * size), 250)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        pen.text((2 * size, 2 * size + round(row * pitch * size)), line, fill=ink, font=letters)
    return np.asarray(image)


def clean() -> Page:
    return drawn(REPORT, "LiberationSans-Regular.ttf", 29, 1.5), REPORT


def worn() -> Page:
    rng = np.random.default_rng(3)
    page = cv2.GaussianBlur(clean()[0], (0, 0), 0.9).astype(float)
    return (page + rng.normal(0, 9, page.shape)).clip(0, 255).astype(np.uint8), REPORT


def photo() -> Page:
    page = drawn(REPORT, "LiberationSerif-Regular.ttf", 22, 1.5).astype(float)
    rows, columns = np.mgrid[0 : page.shape[0], 0 : page.shape[1]]
    light = 0.45 + 0.5 * columns / page.shape[1] - 0.25 * (rows > 0.55 * page.shape[0] + 0.3 * columns)
    lit = cv2.GaussianBlur(page * light, (0, 0), 0.8) + np.random.default_rng(5).normal(0, 4, page.shape)
    height, width = page.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    seen = corners + np.array([(14, 9), (-6, 0), (0, -8), (4, 0)], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(lit.clip(0, 255).astype(np.uint8), turn, (width, height), borderValue=60), REPORT


def fax() -> Page:
    rng = np.random.default_rng(7)
    large = drawn(REPORT, "LiberationSans-Regular.ttf", 29, 1.5)
    small = cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    tone = (small > 150 + rng.normal(0, 18, small.shape)).astype(np.uint8) * 255
    tone[rng.random(tone.shape) < 0.002] = 0
    return tone, REPORT


def typewritten() -> Page:
    rng = np.random.default_rng(11)
    page = drawn(REPORT, "LiberationMono-Regular.ttf", 27, 1.9, ink=70).astype(float)
    ribbon = cv2.GaussianBlur(rng.normal(0, 1, page.shape), (0, 0), 5) * 160
    faded = 250 - (250 - page) * (0.75 + ribbon / 100).clip(0.3, 1.2)
    return cv2.GaussianBlur(faded, (0, 0), 1.3).clip(0, 255).astype(np.uint8), REPORT


def receipt() -> Page:
    rng = np.random.default_rng(13)
    page = drawn(RECEIPT, "LiberationMono-Bold.ttf", 15, 1.35, ink=90).astype(float)
    narrow = cv2.resize(page, None, fx=0.8, fy=1.25, interpolation=cv2.INTER_AREA)
    return (narrow + rng.normal(0, 10, narrow.shape)).clip(0, 255).astype(np.uint8), RECEIPT


def turned(degrees: int) -> Callable[[], Page]:
    return lambda: (np.ascontiguousarray(np.rot90(clean()[0], degrees // 90)), REPORT)


def skewed(degrees: float) -> Callable[[], Page]:
    def page() -> Page:
        image = Image.fromarray(clean()[0]).rotate(
            degrees, expand=True, fillcolor=250, resample=Image.Resampling.BICUBIC
        )
        return np.asarray(image), REPORT

    return page


KINDS: dict[str, tuple[Callable[[], Page], float]] = {
    "clean": (clean, 0.98),
    "worn": (worn, 0.97),
    "photo": (photo, 0.95),
    "fax": (fax, 0.80),
    "typewritten": (typewritten, 0.90),
    "receipt": (receipt, 0.85),
    "turned_90": (turned(90), 0.97),
    "turned_180": (turned(180), 0.97),
    "turned_270": (turned(270), 0.97),
    "skewed_15": (skewed(-15), 0.97),
}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+(?:[.,/]\d+)*", text.replace("μ", "µ").lower()))


@pytest.mark.parametrize("kind", KINDS)
def test_word_recall_of_each_kind_of_page(kind: str) -> None:
    draw, floor = KINDS[kind]
    image, truth = draw()
    page = read_page_image(PageImage(image, None), 1, load_engine(), None)
    wanted = words(truth)
    recall = (wanted & words(page.text)).total() / wanted.total()
    assert recall >= floor, f"{recall:.3f} of the words of a {kind} page"
