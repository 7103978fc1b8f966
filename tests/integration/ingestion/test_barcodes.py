"""Codes drawn by zxing's own writer on pages, and read by the whole reader."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion import read_file
from ingestion.barcodes import find_barcodes
from records.barcode import BarcodeContent
from records.document import Page, PageSource
from records.serial import page_from_json, page_to_json

Grey = npt.NDArray[np.uint8]

INS = (
    "IS010000000000000000000000S1253121234567890S21.2.250.1.213.1.4.8\x1dS3MARIE JEANNE\x1dS4DURAND\x1d"
    "S5FS625-12-1953S763220"
)
"""A person who does not exist."""
MATRIX, QR, BARS = zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128


def drawn(text: str, form: zxingcpp.BarcodeFormat, module: float = 4.0, **options: bool) -> Grey:
    """A code with its quiet zone; `module` is the side in pixels of its smallest square."""
    if form == MATRIX:  # as the INS format asks; rectangles exist
        options["force_square"] = True
    large = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, form, **options), scale=8))
    size = (round(large.shape[1] * module / 8), round(large.shape[0] * module / 8))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def page_with(code: Grey, *, turn: float = 0.0, at: tuple[int, int] = (250, 600)) -> Grey:
    """An A4 page at 150 dpi with lines of print, and the code turned by some degrees."""
    page = np.full((1754, 1240), 255, np.uint8)
    for row in range(120, 1700, 40):
        cv2.putText(page, "Paracetamol 1 g matin midi et soir", (80, row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 1)
    margin = max(code.shape) // 3
    patch = cv2.copyMakeBorder(code, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255)
    middle = (patch.shape[1] / 2, patch.shape[0] / 2)
    rows, columns = patch.shape
    patch = cv2.warpAffine(patch, cv2.getRotationMatrix2D(middle, turn, 1), (columns, rows), borderValue=255)
    page[at[0] : at[0] + rows, at[1] : at[1] + columns] = patch
    return page


SIZES_AND_TURNS = [(2.5, 45), (4, 45), *((module, turn) for module in (2.5, 4, 6) for turn in (0, 2, 17, 90, 180))]


@pytest.mark.parametrize(("module", "turn"), SIZES_AND_TURNS)
def test_an_ins_code_is_read_in_any_size_and_direction(module: float, turn: float) -> None:
    (code,) = find_barcodes(page_with(drawn(INS, MATRIX, module), turn=turn))
    assert (code.symbology, code.content) == ("DataMatrix", BarcodeContent.INS)
    assert code.value("ins") == "253121234567890"
    assert code.value("birth_date") == "1953-12-25"
    assert code.text.count("\\x1d") == 3


def test_its_box_stands_where_it_is_printed() -> None:
    print_ = drawn(INS, MATRIX, 4)
    (code,) = find_barcodes(page_with(print_, at=(300, 600)))
    margin = max(print_.shape) // 3
    left, top, right, bottom = code.box.to_units(1240, 1754)
    assert abs(left - (600 + margin)) < 12
    assert abs(top - (300 + margin)) < 12
    assert abs(right - (600 + margin + print_.shape[1])) < 12
    assert abs(bottom - (300 + margin + print_.shape[0])) < 12


def test_a_worn_scan_still_gives_its_code() -> None:
    page = page_with(drawn(INS, MATRIX, 4))
    noise = np.random.default_rng(5).normal(0, 10, page.shape)
    worn = np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) * 0.8 + 20 + noise, 0, 255).astype(np.uint8)
    assert [code.content for code in find_barcodes(worn)] == [BarcodeContent.INS]


def test_a_box_of_medicine_is_told_by_its_mark_for_gs1() -> None:
    element = "(01)03400930000120(17)270500(10)AB12C(21)SN1"
    (code,) = find_barcodes(page_with(drawn(element, MATRIX, gs1=True)))
    assert (code.content, code.value("batch"), code.value("serial")) == (BarcodeContent.GS1, "AB12C", "SN1")
    (same_letters,) = find_barcodes(page_with(drawn("01034009300001201727050010AB", MATRIX)))
    assert same_letters.content is BarcodeContent.OTHER


def test_bars_and_a_qr_code_give_their_text() -> None:
    page = page_with(drawn("https://exemple.fr/é\\", QR))
    page[1200:1300, 200:] = 255
    bars = cv2.resize(drawn("IPP0012345", BARS, 2), None, fx=1, fy=1)[:80]
    page[1210 : 1210 + bars.shape[0], 220 : 220 + bars.shape[1]] = bars
    codes = find_barcodes(page)
    assert [(code.symbology, code.text) for code in codes] == [
        ("QRCode", "https://exemple.fr/é\\\\"),
        ("Code128", "IPP0012345"),
    ]


def test_the_same_label_printed_twice_is_two_codes() -> None:
    page = page_with(drawn("ETIQUETTE", MATRIX, 5), at=(200, 700))
    second = page_with(drawn("ETIQUETTE", MATRIX, 5), at=(900, 700))
    assert len(find_barcodes(np.minimum(page, second))) == 2


def test_a_page_without_codes_has_none() -> None:
    page = page_with(np.full((40, 40), 255, np.uint8))
    page[900:1000, 300:700:7] = 0
    assert find_barcodes(page) == ()


@settings(max_examples=30)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.sampled_from(["noise", "checks", "stripes", "black"]),
    st.integers(0, 99),
)
def test_no_image_is_too_strange(rows: int, columns: int, sort: str, seed: int) -> None:
    image = {
        "noise": np.random.default_rng(seed).integers(0, 256, (rows, columns)),
        "checks": (np.indices((rows, columns)).sum(axis=0) % 2) * 255,
        "stripes": np.tile(np.arange(columns) % 3 * 120, (rows, 1)),
        "black": np.zeros((rows, columns)),
    }[sort]
    for code in find_barcodes(image.astype(np.uint8)):
        assert 0 <= code.box.left <= code.box.right <= 1


def test_the_whole_reader_gives_codes_of_scans_and_of_printed_pdfs(tmp_path: Path) -> None:
    scan, printed = tmp_path / "scan.png", tmp_path / "imprime.pdf"
    Image.fromarray(page_with(drawn(INS, MATRIX, 5))).save(scan, dpi=(150, 150))
    canvas = Canvas(str(printed))
    canvas.drawString(60, 700, "Compte rendu d'hospitalisation du service de cardiologie")
    picture = io.BytesIO()
    Image.fromarray(drawn(INS, MATRIX, 8)).save(picture, "PNG")
    canvas.drawImage(ImageReader(picture), 400, 700, 45, 45)
    canvas.save()
    for path in (scan, printed):
        (page,) = read_file(path).pages
        assert [code.value("birth_name") for code in page.barcodes] == ["DURAND"]
        assert page_from_json(page_to_json(page)) == page
        assert "DURAND" not in repr(page.barcodes)


def test_pages_stored_before_codes_were_known_have_none() -> None:
    stored = page_to_json(Page(1, 10, 10, "", (), PageSource.OCR))
    del stored["barcodes"]
    assert page_from_json(stored).barcodes == ()
