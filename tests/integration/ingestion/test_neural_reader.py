"""The neural reader on drawn print: words, boxes, no call to the outside."""

from __future__ import annotations

import socket
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingestion.ocr.engine import GreyImage
from ingestion.ocr.neural import NeuralReader, load_neural_reader
from records.errors import MissingTool

FONT = ImageFont.truetype("LiberationMono-Regular.ttf", 26)
LINES = ("Créatinine : 84 µmol/L", "Sortie le 12/03/2026 à 18 h", "Paracétamol 1 g si douleur")
X_HEIGHT = 14.0


@pytest.fixture(scope="module")
def page() -> GreyImage:
    image = Image.new("L", (640, 240), 245)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(LINES):
        pen.text((40, 30 + 60 * row), line, fill=20, font=FONT)
    return np.asarray(image)


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    return NeuralReader()


def test_lines_are_found_and_read_with_their_accents(page: GreyImage, reader: NeuralReader) -> None:
    words = reader.read(page, X_HEIGHT)
    lines = [" ".join(word.text for word in words if word.line[2] == number) for number in range(3)]
    assert [line.replace(" ", "").replace("μ", "µ") for line in lines] == [line.replace(" ", "") for line in LINES]
    assert all(word.confidence > 0.6 for word in words)


def test_words_stand_where_they_are_printed(page: GreyImage, reader: NeuralReader) -> None:
    words = {word.text: word for word in reader.read(page, X_HEIGHT)}
    width = FONT.getlength("0")
    for text, line in (("12/03/2026", 1), ("Paracétamol", 2)):
        left = 40 + width * LINES[line].index(text)
        assert abs(words[text].left - left) < width
        assert abs(words[text].right - (left + width * len(text))) < width
        assert words[text].top < 30 + 60 * line + 15 < words[text].bottom


def test_it_reads_without_any_connection(page: GreyImage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the reader called out")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert NeuralReader().read(page, X_HEIGHT)


def test_several_threads_may_read_at_once(page: GreyImage, reader: NeuralReader) -> None:
    with ThreadPoolExecutor(3) as pool:
        readings = list(pool.map(lambda _: reader.read(page, X_HEIGHT), range(3)))
    assert readings[0] == readings[1] == readings[2]


def test_an_empty_page_has_no_words(reader: NeuralReader) -> None:
    assert reader.read(np.full((300, 200), 255, dtype=np.uint8), X_HEIGHT) == []


@pytest.mark.parametrize("package", ["rapidocr", "rapidocr.inference_engine.onnxruntime.main"])
def test_without_its_packages_the_error_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingTool, match="rapidocr"):
        load_neural_reader.__wrapped__()  # type: ignore[attr-defined]


def test_a_network_that_runs_out_of_memory_is_called_so(page: GreyImage, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = NeuralReader()

    def fail(*_: object) -> None:
        raise reader._network_failure("bad allocation")

    monkeypatch.setattr(reader, "_detector", fail)
    with pytest.raises(MemoryError):
        reader.read(page, X_HEIGHT)


def test_a_large_page_is_looked_at_in_bands_and_no_line_is_cut(reader: NeuralReader) -> None:
    image = Image.new("L", (1400, 1900), 245)
    pen = ImageDraw.Draw(image)
    for row in range(30):
        pen.text((60, 40 + 60 * row), f"Ligne {row + 100} : {LINES[row % 3]}", fill=20, font=FONT)
    words = reader.read(np.asarray(image), 10.0)
    assert {word.text for word in words} >= {str(row + 100) for row in range(30)}
    assert len({word.line for word in words}) == 30
