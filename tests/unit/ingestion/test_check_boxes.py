"""Boxes to be ticked are told from letters, tables and combs, ticked or not, by print or by hand."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingestion.ocr.engine import OcrWord
from ingestion.ocr.ticks import with_check_boxes
from ingestion.treatment.check_boxes import CheckBox
from ingestion.treatment.look import look_at
from ingestion.treatment.prepare import Prepared, prepare

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
SIZE, LEFT = 26, 120
LABELS = [
    "Fièvre depuis trois jours",
    "Toux grasse ou sèche",
    "Dyspnée au repos",
    "Douleur thoracique aiguë",
    "Vomissements",
]


def marked(pen: ImageDraw.ImageDraw, top: int, mark: str) -> None:
    left, right, bottom = LEFT, LEFT + SIZE, top + SIZE
    pen.rectangle((left, top, right, bottom), outline=10, width=2)
    if mark == "cross":
        pen.line((left + 5, top + 5, right - 5, bottom - 5), fill=10, width=3)
        pen.line((right - 5, top + 5, left + 5, bottom - 5), fill=10, width=3)
    elif mark == "tick":
        pen.line((left + 4, top + 13, left + 11, bottom - 5, right - 3, top + 4), fill=10, width=3)
    elif mark == "by hand":
        pen.line((left + 3, top + 12, left + 12, bottom - 2, right + 14, top - 16), fill=40, width=3)
    elif mark == "scrawled":
        pen.line((left - 5, top - 6, right + 6, bottom + 5), fill=40, width=3)
        pen.line((right + 5, top - 4, left - 6, bottom + 6), fill=40, width=3)
    elif mark == "blackened":
        pen.rectangle((left + 2, top + 2, right - 2, bottom - 2), fill=10)


def form(marks: list[str], angle: float = 0.0, noise: float = 0.0) -> Prepared:
    image = Image.new("L", (900, 160 + 70 * len(marks)), 250)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 28)
    pen.text((LEFT, 50), "Bilan de la DOULEUR : O B D Q 0 8 80 100 mg", font=font, fill=10)
    for row, mark in enumerate(marks):
        top = 120 + 70 * row
        if mark:
            marked(pen, top, mark)
        pen.text((LEFT + 45, top - 4), LABELS[row % len(LABELS)], font=font, fill=10)
    grey = np.asarray(image.rotate(angle, fillcolor=250, resample=Image.Resampling.BICUBIC), dtype=np.float32)
    worn = grey + np.random.default_rng(3).normal(0, noise, grey.shape)
    return prepare(look_at(np.clip(worn, 0, 255).astype(np.uint8)))


MARKS = ["empty", "cross", "tick", "by hand", "scrawled", "blackened", "empty"]


@pytest.mark.parametrize(("angle", "noise"), [(0.0, 0.0), (1.5, 8.0), (-6.0, 4.0)], ids=["clean", "worn", "crooked"])
def test_boxes_are_found_with_their_marks(angle: float, noise: float) -> None:
    boxes = form(MARKS, angle, noise).boxes
    assert [box.ticked for box in boxes] == [mark != "empty" for mark in MARKS]


def test_letters_are_no_boxes() -> None:
    assert form(["", "", ""]).boxes == ()


@pytest.mark.parametrize("softness", [0.0, 1.0])
def test_letters_with_serifs_are_no_boxes(softness: float) -> None:
    image = Image.new("L", (1300, 900), 250)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT.replace("Sans", "Serif"), 29)
    for row in range(20):
        pen.text((60, 40 + 38 * row), "Hypertension, insuffisance rénale, HTA, minimum", font=font, fill=10)
    assert prepare(look_at(np.asarray(image.filter(ImageFilter.GaussianBlur(softness))))).boxes == ()


def test_cells_of_a_table_and_combs_are_no_boxes() -> None:
    image = Image.new("L", (900, 500), 250)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 28)
    for at in range(6):
        pen.text((100, 40 + 45 * at), "Numération et formule sanguine", font=font, fill=10)
    for at in range(8):
        pen.rectangle((100 + 36 * at, 330, 126 + 36 * at, 356), outline=10, width=2)  # a comb, boxes apart
        pen.rectangle((100 + 30 * at, 400, 130 + 30 * at, 430), outline=10, width=2)  # a row of square cells
    assert prepare(look_at(np.asarray(image))).boxes == ()


def test_the_reader_is_not_shown_the_box() -> None:
    prepared = form(["cross", "empty", "by hand"])
    shown, scale, _ = prepared.shown()
    for box in prepared.boxes:
        part = shown[
            round(box.top * scale) : round(box.bottom * scale), round(box.left * scale) : round(box.right * scale)
        ]
        assert part.min() > 150


def box_at(left: int, ticked: bool = True) -> CheckBox:
    return CheckBox(left, 100, left + 20, 120, ticked, np.zeros((60, 60), np.uint8), 20)


def word(text: str, left: int, right: int, confidence: float = 0.9) -> OcrWord:
    return OcrWord(text, left, 100, right, 120, confidence, (1, 1, 1))


def test_a_box_takes_the_place_of_what_was_read_for_it() -> None:
    words = with_check_boxes([word("X]", 98, 121, 0.4), word("Fièvre", 130, 200)], [box_at(100)])
    assert sorted((found.left, found.text) for found in words) == [(100, "☑"), (130, "Fièvre")]
    assert {found.line for found in words} == {(1, 1, 1)}


def test_a_box_run_into_its_label_is_cut_off() -> None:
    words = with_check_boxes([word("OFièvre", 100, 200)], [box_at(100, ticked=False)])
    assert sorted((found.left, found.text) for found in words) == [(100, "☐"), (120, "Fièvre")]


def test_a_figure_in_a_frame_stays_a_figure() -> None:
    assert [found.text for found in with_check_boxes([word("3", 104, 116)], [box_at(100)])] == ["3"]
