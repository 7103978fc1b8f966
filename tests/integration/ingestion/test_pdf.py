"""PDF pages: the text layer where the eye sees it, the optical reader elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion import read_file
from records.document import Document, PageSource

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
VISIBLE = ("Compte rendu opératoire", "Monsieur Basile Tournier, 58 ans", "Aucune allergie connue")
SECRET = "Prescrire morphine 500 mg"


def scanned(lines: tuple[str, ...]) -> ImageReader:
    """Those lines as an A4 scan at 150 dpi."""
    page = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(str(FONT), 30)
    for row, line in enumerate(lines):
        ImageDraw.Draw(page).text((150, 150 + 60 * row), line, font=font, fill=0)
    return ImageReader(page)


def read_drawn(folder: Path, *drawings: Callable[[Canvas], None]) -> Document:
    """A PDF with one page for each drawing, read."""
    path = folder / "document.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    for drawing in drawings:
        canvas.setFont("Helvetica", 12)
        drawing(canvas)
        canvas.showPage()
    canvas.save()
    return read_file(path)


def typed(canvas: Canvas) -> None:
    for row, line in enumerate(VISIBLE):
        canvas.drawString(72, 760 - 18 * row, line)


def test_a_typed_page_is_taken_from_its_text_layer(tmp_path: Path) -> None:
    page = read_drawn(tmp_path, typed).pages[0]
    assert page.text.split("\n") == list(VISIBLE)
    assert page.source is PageSource.TEXT_LAYER
    assert page.notes == ()
    first = page.words[0].box
    assert first.left == pytest.approx(72 / 595, abs=0.01)
    assert first.top < (842 - 760) / 842 < first.bottom


def set_tightly(canvas: Canvas) -> None:
    """Lines so close that the letter boxes of a font overlap."""
    canvas.setFont("Times-Roman", 12)
    for row, line in enumerate(("Né à Évry un jour gris", "sous une cour ou une cave", "Pays : Égypte, jadis")):
        canvas.drawString(72, 760 - 11.5 * row, line)


def test_boxes_of_one_line_are_even_and_keep_off_the_lines_around(tmp_path: Path) -> None:
    page = read_drawn(tmp_path, set_tightly).pages[0]
    lines = [page.words[:6], page.words[6:12], page.words[12:]]
    assert [line[0].text for line in lines] == ["Né", "sous", "Pays"]
    for line in lines:
        assert {(word.box.top, word.box.bottom) for word in line} == {(line[0].box.top, line[0].box.bottom)}
    assert lines[0][0].box.bottom <= lines[1][0].box.top
    assert lines[1][0].box.bottom <= lines[2][0].box.top


def test_a_box_holds_the_ink_of_its_word_and_little_else(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    set_tightly(canvas)
    canvas.save()
    page = read_file(path, image_folder=tmp_path).pages[0]
    with Image.open(tmp_path / str(page.image)) as image:
        ink = image.convert("L").point(lambda shade: 255 if shade < 128 else 0)
    word = next(word for word in page.words if word.text == "jour")
    left, top, right, bottom = word.box.to_units(*ink.size)
    _, highest, _, lowest = ink.crop((round(left) + 1, round(top) - 3, round(right) - 1, round(bottom) + 3)).getbbox()
    assert highest - 3 == pytest.approx(0, abs=4)
    assert lowest - 3 == pytest.approx(bottom - top, abs=2)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_are_as_tight_on_a_turned_page(tmp_path: Path, degrees: int) -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(degrees)
        canvas.translate(*{90: (300, 100), 180: (500, 400), 270: (300, 500)}[degrees])
        canvas.rotate(degrees)
        canvas.drawString(0, 0, "Madame Rose Lantier est sortie")

    page = read_drawn(tmp_path, turned).pages[0]
    heights = {round(word.box.height * page.height_px / 150 * 72, 1) for word in page.words}
    assert len(heights) == 1
    assert heights.pop() < 11.2


def test_scanned_and_typed_pages_mix(tmp_path: Path) -> None:
    document = read_drawn(tmp_path, typed, lambda canvas: canvas.drawImage(scanned(VISIBLE), 0, 0, 595, 842))
    assert [page.source for page in document.pages] == [PageSource.TEXT_LAYER, PageSource.OCR]
    assert "Basile Tournier" in document.pages[1].text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_it_is_shown(tmp_path: Path, degrees: int) -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(degrees)
        canvas.translate(*{90: (300, 100), 180: (500, 400), 270: (300, 500)}[degrees])
        canvas.rotate(degrees)
        canvas.drawString(0, 0, "Madame Rose Lantier est sortie")

    page = read_drawn(tmp_path, turned).pages[0]
    assert "Rose Lantier" in page.text
    assert page.source is PageSource.TEXT_LAYER
    assert page.width_px < page.height_px


def test_letters_that_lie_on_their_side_are_read_by_eye(tmp_path: Path) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 14)
        canvas.translate(300, 100)
        canvas.rotate(90)
        for row, line in enumerate(VISIBLE * 3):
            canvas.drawString(0, -24 * row, line)

    page = read_drawn(tmp_path, sideways).pages[0]
    assert "Monsieur Basile Tournier" in page.text
    assert "rotated_270" in page.notes


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 500, SECRET)


def almost_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.96, 0.96, 0.96)
    canvas.drawString(72, 500, SECRET)


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 500, SECRET)


def off_the_page(canvas: Canvas) -> None:
    canvas.drawString(700, 500, SECRET)


def not_drawn(canvas: Canvas) -> None:
    text = canvas.beginText(72, 500)
    text.setTextRenderMode(3)
    text.textOut(SECRET)
    canvas.drawText(text)


def under_an_image(canvas: Canvas) -> None:
    canvas.drawString(72, 500, SECRET)
    patch = io.BytesIO()
    Image.new("RGB", (40, 40), (240, 240, 250)).save(patch, "PNG")
    canvas.drawImage(ImageReader(patch), 60, 480, 300, 40)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 20, 20)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(72, 500, SECRET)


def in_a_hidden_form(canvas: Canvas) -> None:
    canvas.beginForm("cache")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 500, SECRET)
    canvas.endForm()
    canvas.doForm("cache")


@pytest.mark.parametrize(
    "hide",
    [white_on_white, almost_white, tiny, off_the_page, not_drawn, under_an_image, clipped, in_a_hidden_form],
)
def test_text_that_nobody_sees_is_dropped_and_said(tmp_path: Path, hide: Callable[[Canvas], None]) -> None:
    def drawing(canvas: Canvas) -> None:
        typed(canvas)
        hide(canvas)

    page = read_drawn(tmp_path, drawing).pages[0]
    assert "morphine" not in page.text
    assert "hidden_text" in page.notes
    assert "Basile Tournier" in page.text


def test_white_letters_on_a_dark_band_are_seen(tmp_path: Path) -> None:
    def drawing(canvas: Canvas) -> None:
        typed(canvas)
        canvas.rect(60, 490, 300, 30, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 500, "Service de pneumologie")

    page = read_drawn(tmp_path, drawing).pages[0]
    assert "Service de pneumologie" in page.text
    assert page.notes == ()


def test_a_forged_text_layer_under_a_scan_is_not_believed(tmp_path: Path) -> None:
    def drawing(canvas: Canvas) -> None:
        not_drawn(canvas)
        canvas.drawImage(scanned(VISIBLE), 0, 0, 595, 842)

    page = read_drawn(tmp_path, drawing).pages[0]
    assert page.source is PageSource.OCR
    assert "morphine" not in page.text
    assert "Basile Tournier" in page.text
    assert "hidden_text" in page.notes


def test_an_honest_text_layer_under_a_scan_raises_no_alarm(tmp_path: Path) -> None:
    def drawing(canvas: Canvas) -> None:
        for row, line in enumerate(VISIBLE):
            text = canvas.beginText(72, 742 - 29 * row)
            text.setTextRenderMode(3)
            text.textOut(line)
            canvas.drawText(text)
        canvas.drawImage(scanned(VISIBLE), 0, 0, 595, 842)

    page = read_drawn(tmp_path, drawing).pages[0]
    assert page.source is PageSource.OCR
    assert "hidden_text" not in page.notes


def test_columns_of_running_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"Le patient décrit une gêne au jour {day} du suivi" for day in range(1, 9)]
    right = [f"Le bilan sanguin du jour {day} ne montre rien" for day in range(1, 9)]

    def drawing(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for row, (one, other) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - 12 * row, one)
            canvas.drawString(320, 700 - 12 * row, other)

    text = " ".join(read_drawn(tmp_path, drawing).pages[0].text.split())
    assert text == " ".join(left + right)


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [("Sodium", "139", "mmol/L", "136 - 145"), ("Potassium", "4,1", "mmol/L", "3,5 - 5,1")] * 4

    def drawing(canvas: Canvas) -> None:
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.drawString(60 + 120 * column, 700 - 16 * row, cell)

    assert read_drawn(tmp_path, drawing).pages[0].text.split("\n") == [" ".join(cells) for cells in rows]
