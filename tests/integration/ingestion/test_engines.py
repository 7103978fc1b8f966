"""Tesseract by its command, where it cannot run inside the process; and a plain word where it cannot run at all."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingestion.ocr import load_engine
from ingestion.ocr.by_command import CommandTesseract
from ingestion.page_image import PageImage
from ingestion.page_reader import read_page_image
from records.errors import MissingTool

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
LINES = ("Madame Odile Verdier, 67 ans", "Hémoglobine 13,2 g/dL, potassium 4,2 mmol/L", "Ramipril 5 mg le matin")


@pytest.fixture(autouse=True)
def chosen_anew() -> Iterator[None]:
    load_engine.cache_clear()
    yield
    load_engine.cache_clear()


@pytest.fixture
def no_tesserocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine for which tesserocr has no wheel."""
    real_import = builtins.__import__

    def import_without(name: str, *details: object) -> object:
        if name == "tesserocr":
            raise ImportError(name)
        return real_import(name, *details)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "ingestion.ocr.in_process", raising=False)
    monkeypatch.delitem(sys.modules, "tesserocr", raising=False)
    monkeypatch.setattr(builtins, "__import__", import_without)


def page_of(lines: tuple[str, ...]) -> PageImage:
    page = Image.new("L", (1100, 420), 255)
    for row, line in enumerate(lines):
        ImageDraw.Draw(page).text((80, 80 + 70 * row), line, font=ImageFont.truetype(str(FONT), 32), fill=0)
    return PageImage(np.asarray(page), 200)


@pytest.mark.usefixtures("no_tesserocr")
def test_without_tesserocr_the_command_reads_the_page() -> None:
    engine = load_engine()
    assert isinstance(engine, CommandTesseract)
    page = read_page_image(page_of(LINES), 1, engine, None)
    assert page.text.split() == " ".join(LINES).split()
    ramipril = next(word for word in page.words if word.text == "Ramipril")
    assert ramipril.box.left == pytest.approx(80 / 1100, abs=0.01)
    assert ramipril.confidence > 0.8


@pytest.mark.usefixtures("no_tesserocr")
def test_without_the_command_either_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool) as missing:
        load_engine()
    assert "tesseract-ocr-fra" in missing.value.message("fr")


def test_without_french_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr("ingestion.ocr.tessdata._USUAL_PLACES", ())
    with pytest.raises(MissingTool) as missing:
        load_engine()
    assert "Tesseract" in missing.value.message("en")
