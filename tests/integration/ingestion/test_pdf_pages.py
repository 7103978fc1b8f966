"""Pages whose boxes, units and turns are not the usual ones, and text laid over text; each PDF is written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion import Limits, pdf, read_file
from records.document import Document, PageSource

LINES = ("Compte rendu de sortie", "Madame Rose Lantier, 64 ans", "Bisoprolol 2,5 mg le matin")
FONT = (
    "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
)


def read_pdf(folder: Path, *contents: str, page: str = "", pages: str = "") -> Document:
    """A PDF with one page for each content stream; entries of the pages and of their common root as they are given."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + 2 * len(contents), 2))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} {pages} >>",
    ]
    for content in contents:
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {len(objects) + 2} 0 R {page} >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}"
    path = folder / "document.pdf"
    path.write_bytes(body + end.encode())
    return read_file(path)


def text_at(left: float, top: float, *lines: str, size: float = 12, leading: float = 1.5, mode: int = 0) -> str:
    """Operators that print lines from there downwards; mode 3 prints nothing."""
    rows = (f"({line}) Tj 0 {-leading * size} Td" for line in lines)
    return f"BT {mode} Tr /F1 {size} Tf {left} {top} Td {' '.join(rows)} ET "


def test_what_a_page_does_not_say_of_itself_it_inherits(tmp_path: Path) -> None:
    document = read_pdf(tmp_path, text_at(50, 350, *LINES), pages=f"/MediaBox [0 0 400 400] /Rotate 0 {FONT}")
    (page,) = document.pages
    assert page.text.split("\n") == list(LINES)
    assert page.width_px == page.height_px


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_are_counted_from_the_corner_of_the_crop(tmp_path: Path, degrees: int) -> None:
    boxes = f"/MediaBox [-100 -50 900 950] /CropBox [100 150 500 650] /Rotate {degrees} {FONT}"
    outside = text_at(-80, 900, "Hors du cadre")
    turned = {0: "1 0 0 1 150 600", 90: "0 1 -1 0 150 200", 180: "-1 0 0 -1 450 200", 270: "0 -1 1 0 450 600"}[degrees]
    content = f"q {turned} cm {text_at(0, 0, *LINES)} Q {outside}"
    (page,) = read_pdf(tmp_path, content, page=boxes).pages
    assert page.source is PageSource.TEXT_LAYER
    assert page.text.split("\n") == list(LINES)
    assert page.notes == ("hidden_text",)
    first = page.words[0].box
    assert first.left == pytest.approx(50 / (400 if degrees % 180 == 0 else 500), abs=0.01)
    assert first.top < 50 / (500 if degrees % 180 == 0 else 400) < first.bottom + 0.005


def test_a_page_in_larger_units_is_no_page_of_tiny_print(tmp_path: Path) -> None:
    boxes = f"/MediaBox [0 0 59.5 84.2] /UserUnit 10 {FONT}"
    (page,) = read_pdf(tmp_path, text_at(5, 78, *LINES, size=1.2), page=boxes).pages
    assert page.text.split("\n") == list(LINES)
    assert page.notes == ()


@pytest.mark.parametrize("height", [84.2, 842])
def test_what_is_read_by_eye_is_drawn_large_enough_in_any_unit(tmp_path: Path, height: float) -> None:
    unit = height / 842
    boxes = f"/MediaBox [0 0 {595 * unit} {height}] {FONT}"
    crossed = text_at(50 * unit, 700 * unit, *LINES, size=14 * unit) + text_at(
        52 * unit, 698 * unit, "Morphine 500 mg", size=14 * unit, mode=3
    )
    (page,) = read_pdf(tmp_path, crossed, page=boxes).pages
    assert page.source is PageSource.OCR
    assert "Rose Lantier" in page.text
    assert "Bisoprolol 2,5 mg" in page.text


A4 = f"/MediaBox [0 0 595 842] {FONT}"


@pytest.mark.parametrize("shift", [0.0, 4.0, 9.0])
@pytest.mark.parametrize("ink", ["mode 3", "white"])
def test_hidden_text_does_not_borrow_the_ink_of_the_lines_around(tmp_path: Path, shift: float, ink: str) -> None:
    """Laid over lines that are seen, or between them: a difference at its place is not enough."""
    hidden = ("Morphine injectable 500 mg", "Insuffisance renale terminale", "Sortie contre avis medical")
    laid = text_at(72, 700 - shift, *hidden, mode=3 if ink == "mode 3" else 0)
    content = text_at(72, 700, *LINES) + ("1 1 1 rg " if ink == "white" else "") + laid
    if ink == "white" and shift != 9.0:
        content = ("1 1 1 rg " + laid + "0 0 0 rg ") + text_at(72, 700, *LINES)
    (page,) = read_pdf(tmp_path, content, page=A4).pages
    assert not any(word in page.text for word in ("Morphine", "renale", "avis"))
    assert "Rose Lantier" in page.text
    assert "hidden_text" in page.notes


def test_the_same_line_printed_twice_is_bold(tmp_path: Path) -> None:
    twice = text_at(72, 700, *LINES) + text_at(72.3, 700, *LINES)
    (page,) = read_pdf(tmp_path, twice, page=A4).pages
    assert page.source is PageSource.TEXT_LAYER
    assert page.text.split("\n") == list(LINES)


def test_dots_dashes_and_single_letters_are_seen(tmp_path: Path) -> None:
    lines = ("- Sodium ........ 139", "- Potassium . . . . 4,1", "I : l | i", "Nom : ________", "— : ; , ' .")
    (page,) = read_pdf(tmp_path, text_at(72, 700, *lines, size=7), page=A4).pages
    assert page.notes == ()
    assert page.text.split() == " ".join(lines).split()


def test_more_letters_than_people_could_read_are_read_by_eye(tmp_path: Path) -> None:
    flood = " ".join(f"({'Lorem ipsum dolor ' * 400}) Tj" for _ in range(10))
    content = text_at(72, 700, *LINES) + f"BT /F1 4 Tf 72 400 Td {flood} ET"
    (page,) = read_pdf(tmp_path, content, page=A4).pages
    assert page.source is PageSource.OCR
    assert "Rose Lantier" in page.text


def test_a_long_file_is_opened_again_in_between_and_no_page_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_OPEN_FOR", 2)
    read_pdf(tmp_path, *(text_at(72, 700, f"Feuillet {number} sur cinq") for number in range(1, 6)), page=A4)
    count, pages = pdf.open_pdf(tmp_path / "document.pdf", Limits(), with_images=False)
    assert count == 5
    assert [page.words[1].text for page in pages if page.words] == ["1", "2", "3", "4", "5"]
