"""What was typed and ticked in a PDF form is read where it stands; what a form hides is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.colors import Color, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion import form_ink, pdf_forms, read_file
from records.document import Page, PageSource

LABELS = ("Formulaire de demande d'examen", "Nom de naissance", "Diabète", "Groupe sanguin")
SECRET = "morphine 500 mg"


def read_form(folder: Path, fill: Callable[[Canvas], None], **reading: Path) -> Page:
    """A page with labels on the left, filled in by `fill`, read."""
    path = folder / "formulaire.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    for row, label in enumerate(LABELS):
        canvas.drawString(72, 760 - 30 * row, label)
    fill(canvas)
    canvas.showPage()
    canvas.save()
    return read_file(path, **reading).pages[0]  # type: ignore[arg-type]


def named(canvas: Canvas) -> None:
    canvas.acroForm.textfield(name="nom", value="Lantier Rose", x=220, y=724, width=200, height=20, fontSize=11)


def test_a_typed_value_stands_beside_its_label(tmp_path: Path) -> None:
    page = read_form(tmp_path, named)
    assert "Nom de naissance Lantier Rose" in page.text
    assert page.source is PageSource.TEXT_LAYER
    assert page.notes == ()


def test_a_value_has_its_box_where_people_see_it(tmp_path: Path) -> None:
    page = read_form(tmp_path, named, image_folder=tmp_path)
    word = next(word for word in page.words if word.text == "Lantier")
    left, top, right, bottom = word.box.to_units(595, 842)
    assert 220 < left < right < 265
    assert 842 - 744 < top < bottom < 842 - 724
    assert bottom - top < 13
    with Image.open(tmp_path / str(page.image)) as image:
        drawn = image.convert("L").crop(tuple(round(side) for side in word.box.to_units(*image.size)))
        assert min(drawn.tobytes()) < 90


def test_ticked_boxes_are_told_from_empty_ones(tmp_path: Path) -> None:
    def tick(canvas: Canvas) -> None:
        canvas.drawString(240, 700, "Oui")
        canvas.drawString(340, 700, "Non")
        canvas.acroForm.checkbox(name="oui", checked=True, x=220, y=698, size=14)
        canvas.acroForm.checkbox(name="non", checked=False, x=320, y=698, size=14)

    assert "Diabète ☑ Oui ☐ Non" in read_form(tmp_path, tick).text


def test_of_radio_buttons_one_is_ticked(tmp_path: Path) -> None:
    def choose(canvas: Canvas) -> None:
        for name, x, chosen in (("oui", 220, False), ("non", 320, True)):
            canvas.drawString(x + 20, 700, name)
            canvas.acroForm.radio(name="diabete", value=name, selected=chosen, x=x, y=698, size=14)

    assert "Diabète ☐ oui ☑ non" in read_form(tmp_path, choose).text


def test_a_choice_is_read_as_it_is_shown(tmp_path: Path) -> None:
    def choose(canvas: Canvas) -> None:
        canvas.acroForm.choice(
            name="groupe", value="AB", options=["A", "AB"], x=220, y=665, width=80, height=18, fontSize=11
        )

    assert "Groupe sanguin AB" in read_form(tmp_path, choose).text


def test_each_line_of_a_long_value_has_its_own_height(tmp_path: Path) -> None:
    def comment(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            name="suite",
            value="Toux depuis trois jours\nFièvre hier soir",
            x=220,
            y=560,
            width=200,
            height=50,
            fontSize=11,
            fieldFlags="multiline",
        )

    page = read_form(tmp_path, comment)
    assert "Toux depuis trois jours\nFièvre hier soir" in page.text
    boxes = {word.text: word.box for word in page.words}
    assert boxes["Toux"].bottom < boxes["Fièvre"].top


def test_words_of_a_wrapped_value_follow_the_drawn_lines() -> None:
    words = form_ink._laid_out("Toux grasse depuis trois jours", [(0, 0, 100, 10), (0, 14, 70, 24)])
    assert [(word.text, word.top) for word in words] == [
        ("Toux", 0),
        ("grasse", 0),
        ("depuis", 0),
        ("trois", 14),
        ("jours", 14),
    ]


def flagged(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value=SECRET, x=220, y=500, width=200, height=20, annotationFlags="hidden")


def white_on_white(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value=SECRET, x=220, y=500, width=200, height=20, textColor=white, fillColor=white)


def off_the_page(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value=SECRET, x=700, y=500, width=200, height=20)


def without_size(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value=SECRET, x=220, y=500, width=0.1, height=0.1, borderWidth=0)


def see_through(canvas: Canvas) -> None:
    clear = Color(1, 1, 1, alpha=0)
    canvas.drawString(222, 505, "Rien à signaler")
    canvas.acroForm.textfield(
        value=SECRET, x=220, y=500, width=200, height=20, fontSize=1, textColor=white, fillColor=clear, borderWidth=0
    )


@pytest.mark.parametrize("hide", [flagged, white_on_white, off_the_page, without_size, see_through])
def test_a_value_that_nobody_sees_is_dropped_and_said(tmp_path: Path, hide: Callable[[Canvas], None]) -> None:
    def fill(canvas: Canvas) -> None:
        named(canvas)
        hide(canvas)

    page = read_form(tmp_path, fill)
    assert "morphine" not in page.text
    assert "hidden_text" in page.notes
    assert "Lantier Rose" in page.text


def test_of_a_field_that_stores_something_else_than_it_shows_only_what_is_shown_is_read(tmp_path: Path) -> None:
    def fill(canvas: Canvas) -> None:
        named(canvas)
        canvas.acroForm.textfield(name="dose", value="paracetamol 1 g", x=220, y=500, width=200, height=20, fontSize=11)

    read_form(tmp_path, fill)
    path = tmp_path / "formulaire.pdf"
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b"/V (paracetamol 1 g)", b"/V (morphine 500 mg)"))
    page = read_file(path).pages[0]
    assert honest != path.read_bytes()
    assert "morphine" not in page.text
    assert "paracetamol 1 g" in page.text
    assert "hidden_text" in page.notes
    assert "Lantier Rose" in page.text


def test_a_field_whose_drawing_is_left_to_the_reader_is_read(tmp_path: Path) -> None:
    read_form(tmp_path, named)
    path = tmp_path / "formulaire.pdf"
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b"/AP ", b"/XP "))
    assert honest != path.read_bytes()
    assert "Nom de naissance Lantier Rose" in read_file(path).pages[0].text


def test_fields_over_a_scan_are_read_by_eye(tmp_path: Path) -> None:
    def over_a_scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (1240, 1754), 255)), 0, 0, 595, 842)
        named(canvas)

    page = read_form(tmp_path, over_a_scan)
    assert page.source is PageSource.OCR
    assert "Lantier Rose" in page.text


def test_a_form_that_pdfplumber_cannot_read_is_read_by_eye(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingestion import pdf
    from ingestion.limits import Limits

    path = tmp_path / "formulaire.pdf"
    read_form(tmp_path, named)

    def fail(page: object) -> None:
        raise KeyError("Rect")

    monkeypatch.setattr(pdf_forms, "_values", fail)
    _, sheets = pdf.open_pdf(path, Limits(), with_images=False)
    (sheet,) = sheets
    assert sheet.words is None
    assert sheet.image is not None


def test_a_document_without_a_form_is_not_given_to_pdfplumber(tmp_path: Path) -> None:
    path = tmp_path / "lettre.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Cher confrère")
    canvas.save()
    assert pdf_forms.open_form(pypdfium2.PdfDocument(path), path) is None
