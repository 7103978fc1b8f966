"""What a page is made of comes through from the file: cells, ticks, and what frames the pages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from ingestion import read_file

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
SHEET = [
    ["Analyse", "Résultat", "Unité", "Valeurs de référence"],
    ["Hémoglobine", "13,2", "g/dL", "12,0 - 16,0"],
    ["Leucocytes", "7,67", "G/L", "4,00 - 10,00"],
    ["Plaquettes", "210", "G/L", "150 - 400"],
    ["CRP", "<1,0", "mg/L", "< 5,0"],
    ["Potassium", "4,10", "mmol/L", "3,50 - 5,10"],
]
EDGES = [80, 380, 520, 690, 1020]


def lab_sheet(*, ruled: bool) -> Image.Image:
    """At 200 dpi, figures three pixels from their rules."""
    image = Image.new("L", (1100, 560), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 27)
    pen.text((80, 40), "Laboratoire de biologie médicale", font=font, fill=10)
    for row, cells in enumerate(SHEET):
        top = 120 + 40 * row
        for cell, (left, right) in zip(cells, pairwise(EDGES), strict=True):
            pen.text((left + 5, top + 4), cell, font=font, fill=10)
            if ruled:
                pen.rectangle((left, top, right, top + 40), outline=0, width=2)
    return image


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "plain"])
def test_a_scanned_lab_sheet_is_read_as_rows_and_cells(tmp_path: Path, ruled: bool) -> None:
    file = tmp_path / "sheet.png"
    lab_sheet(ruled=ruled).save(file, dpi=(200, 200))
    (page,) = read_file(file).pages
    (table,) = page.tables
    texts = table.texts(page.text)
    assert [row[:2] for row in texts] == [row[:2] for row in SHEET]
    assert [row[3].replace(" ", "") for row in texts] == [row[3].replace(" ", "") for row in SHEET]
    assert table.header_rows == 1
    assert any(line.startswith("Leucocytes 7,67") for line in page.text.split("\n"))


def test_a_typed_lab_sheet_has_the_cells_that_were_typed(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    canvas = Canvas(str(file), pagesize=A4)
    sheet = Table(SHEET, colWidths=[130, 60, 60, 110])
    sheet.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    sheet.wrapOn(canvas, 400, 400)
    sheet.drawOn(canvas, 70, 600)
    canvas.drawString(70, 560, "Prélèvement du 3 février, rendu le jour même.")
    canvas.save()
    (page,) = read_file(file).pages
    assert [table.texts(page.text) for table in page.tables] == [SHEET]


def test_ticks_of_a_scanned_form_are_words(tmp_path: Path) -> None:
    image = Image.new("L", (1000, 460), 250)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 29)
    pen.text((80, 40), "Questionnaire avant anesthésie", font=font, fill=10)
    answers = [("Allergie au latex", True), ("Traitement anticoagulant", False), ("Grossesse en cours", True)]
    for row, (label, ticked) in enumerate(answers):
        top = 130 + 80 * row
        pen.rectangle((80, top, 106, top + 26), outline=10, width=2)
        if ticked:
            pen.line((84, top + 12, 92, top + 22, 116, top - 12), fill=40, width=3)
        pen.text((130, top - 4), label, font=font, fill=10)
    file = tmp_path / "form.png"
    image.save(file, dpi=(200, 200))
    (page,) = read_file(file).pages
    assert [line for line in page.text.split("\n") if line[:1] in "☑☐" and line] == [
        f"{'☑' if ticked else '☐'} {label}" for label, ticked in answers
    ]


def test_headers_of_a_long_report_are_named(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    canvas = Canvas(str(file), pagesize=A4)
    for number, text in enumerate(
        ["Motif de la consultation", "Examen clinique du jour", "Conclusion et suite"], start=1
    ):
        canvas.drawString(60, 800, "MERCIER Odile, née le 03/02/1961, dossier 4711")
        canvas.drawString(60, 500, text)
        canvas.drawString(480, 30, f"Page {number}/3")
        canvas.showPage()
    canvas.save()
    for page in read_file(file).pages:
        assert {(region.kind.value, page.text[region.start : region.end]) for region in page.regions} == {
            ("header", "MERCIER Odile, née le 03/02/1961, dossier 4711"),
            ("footer", f"Page {page.number}/3"),
            ("page_number", f"Page {page.number}/3"),
        }
