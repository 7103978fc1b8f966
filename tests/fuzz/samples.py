"""Small valid files of every kind that can be read, the ground from which mutations start."""

from __future__ import annotations

import io
import zlib
from functools import cache

import pillow_heif
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.fuzz.makers import image_pdf, one_page_pdf, pdf, png_chunk, stream

_LINE = "Paracétamol 1 g le soir"


@cache
def samples() -> dict[str, tuple[bytes, ...]]:
    """Files by kind; each holds a few words on a page of stamp size, so that one is read in some 50 ms."""
    return {
        "pdf": _pdfs(),
        "png": _pngs(),
        "jpeg": (
            _saved("L", "JPEG"),
            _saved("RGB", "JPEG", progressive=True),
            _saved("CMYK", "JPEG"),
            _saved("L", "JPEG", exif=_turned(), dpi=(200, 200)),
        ),
        "tiff": _tiffs(),
        "webp": (_saved("RGB", "WEBP"), _saved("RGBA", "WEBP", lossless=True), _saved("RGB", "WEBP", save_all=True)),
        "heic": (_heic(),),
        "text": (
            _LINE.encode(),
            "\ufeffDr Léa Ménard\r\n\f\tpage 2\n".encode(),
            _LINE.encode("utf-16"),
            _LINE.encode("cp1252"),
        ),
    }


def scan(mode: str = "L", size: tuple[int, int] = (240, 60)) -> Image.Image:
    """An image of one line of print."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((8, size[1] // 4), "Paracetamol 1 g", fill=0, font_size=24)
    return image.convert(mode)


def _saved(mode: str, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    scan(mode).save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _pngs() -> tuple[bytes, ...]:
    grey = _saved("L", "PNG", dpi=(200, 200))
    commented = grey[:33] + png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 400)) + grey[33:]
    return (
        grey,
        commented,
        _saved("1", "PNG"),
        _saved("P", "PNG", transparency=0),
        _saved("RGBA", "PNG"),
        _saved("I;16", "PNG"),
    )


def _tiffs() -> tuple[bytes, ...]:
    two_tone, grey = scan("1"), scan("L")
    out = io.BytesIO()
    two_tone.save(out, "TIFF", compression="group4", save_all=True, append_images=[two_tone, two_tone], dpi=(204, 98))
    return (
        out.getvalue(),
        _saved("1", "TIFF", compression="group3"),
        _saved("L", "TIFF", compression="tiff_lzw"),
        _saved("RGB", "TIFF", compression="tiff_adobe_deflate"),
        _saved("RGB", "TIFF", compression="jpeg"),
        _saved("L", "TIFF", compression="packbits", big_tiff=True),
        _saved("I;16", "TIFF"),
        _saved("CMYK", "TIFF"),
        _raw_tiff(grey),
    )


def _raw_tiff(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "TIFF")
    return out.getvalue()


def _heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(scan("RGB")).save(out, quality=50)
    return out.getvalue()


def _pdfs() -> tuple[bytes, ...]:
    wide = scan(size=(400, 100))
    grey = b"/ColorSpace /DeviceGray /BitsPerComponent 8 "
    predicted = b"".join(b"\x02" + b"\xff" * 400 if row == 0 else b"\x02" + bytes(400) for row in range(100))
    return (
        one_page_pdf(),
        image_pdf(_stored(wide, "JPEG"), grey + b"/Filter /DCTDecode"),
        image_pdf(_stored(wide.convert("RGB"), "JPEG2000"), b"/Filter /JPXDecode"),
        image_pdf(zlib.compress(wide.tobytes()), grey + b"/Filter /FlateDecode"),
        image_pdf(
            zlib.compress(predicted),
            grey + b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 400 >>",
        ),
        image_pdf(
            _fax_strip(wide),
            b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
            b"/DecodeParms << /K -1 /Columns 400 /Rows 100 >>",
        ),
        image_pdf(_JBIG2, b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode"),
        _packed_pdf(),
        _printed_pdf(),
        _printed_pdf(encrypt=StandardEncryption("", ownerPassword="clef", strength=128)),
        _living_pdf(),
    )


def _stored(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def _fax_strip(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("1").save(out, "TIFF", compression="group4")
    with Image.open(io.BytesIO(out.getvalue())) as stored:
        start, length = stored.tag_v2[273][0], stored.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[start : start + length]


_JBIG2 = bytes.fromhex(
    "0000000030000100000013000001900000006400000000000000000100000000"  # page information: 400 × 100
    "0000000126000100000023000001900000006400000000000000000008"  # an immediate generic region of the same size
    "03ff fdff 02fe fefe 0000000000000000000000".replace(" ", "")
)


def _packed_pdf() -> bytes:
    """Objects in an object stream, their places in a cross-reference stream."""
    inside = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 80] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
    ]
    heads, body = [], b""
    for number, data in enumerate(inside, start=1):
        heads.append(b"%d %d" % (number, len(body)))
        body += data + b" "
    head = b" ".join(heads) + b" "
    packed = zlib.compress(head + body)
    parts = {
        4: stream(b"BT /F1 12 Tf 10 40 Td (Metformine 500 mg) Tj ET"),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        6: stream(packed, b"/Type /ObjStm /N 3 /First %d /Filter /FlateDecode" % len(head)),
    }
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, data in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    rows = [(0, 0, 255), *((2, 6, index) for index in range(3)), *((1, places[n], 0) for n in (4, 5, 6))]
    rows.append((1, len(out), 0))
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for kind, place, last in rows)
    start = len(out)
    out += b"7 0 obj\n%s\nendobj\n" % stream(table, b"/Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R")
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _printed_pdf(**options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 80), **options)
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry("Ordonnance", "a")
    canvas.drawString(10, 60, _LINE)
    form = canvas.acroForm
    form.textfield(name="nom", value="Léa Ménard", x=10, y=30, width=90, height=16, fontSize=9)
    form.checkbox(name="fumeur", checked=True, x=110, y=30, size=14)
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.drawString(10, 40, "page 2")
    canvas.save()
    return out.getvalue()


def _living_pdf() -> bytes:
    """A Type 3 font, a form inside a form, a shading, a transparency group, a script."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 80] /Contents 4 0 R /Group << /S /Transparency >> "
            b"/Resources << /Font << /T 5 0 R >> /XObject << /X 7 0 R >> /Shading << /S 8 0 R >> >> >>",
            stream(b"BT /T 12 Tf 10 40 Td (aaa) Tj ET /X Do 0 0 20 20 re W n /S sh"),
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 "
            b"/LastChar 97 /Widths [10] /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> >>",
            stream(b"10 0 0 0 8 8 d1 0 0 8 8 re f"),
            stream(
                b"0 0 10 10 re f /Y Do", b"/Subtype /Form /BBox [0 0 200 80] /Resources << /XObject << /Y 9 0 R >> >>"
            ),
            b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 20 20] /Function << /FunctionType 2 "
            b"/Domain [0 1] /C0 [0] /C1 [1] /N 1 >> >>",
            stream(b"20 20 10 10 re f", b"/Subtype /Form /BBox [0 0 200 80]"),
        ]
    )
