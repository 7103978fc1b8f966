"""Files made byte by byte, for tests that need them valid, broken or hostile in one exact place."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"/Root 1 0 R", version: bytes = b"1.7") -> bytes:
    """A PDF with a right cross-reference table; objects are numbered from 1, the first is the catalogue."""
    out = bytearray(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object with its length."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page_pdf(
    content: bytes = b"BT /F1 12 Tf 10 40 Td (Paracetamol 1 g le soir) Tj ET",
    *,
    more: Iterable[bytes] = (),
    resources: bytes = b"",
    page: bytes = b"",
    catalogue: bytes = b"",
    box: bytes = b"0 0 200 80",
) -> bytes:
    """A PDF of one small page: 1 catalogue, 2 page tree, 3 page, 4 content, 5 font, then `more` from 6."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> %s >> %s >>" % (box, resources, page),
            stream(content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *more,
        ]
    )


def image_pdf(data: bytes, entries: bytes, *, more: Iterable[bytes] = ()) -> bytes:
    """A PDF whose page is one image, object 6, stored as told; 400 × 100 pixels unless `entries` say otherwise."""
    size = b"" if b"/Width" in entries else b"/Width 400 /Height 100 "
    return one_page_pdf(
        b"q 192 0 0 48 4 16 cm /I Do Q",
        resources=b"/XObject << /I 6 0 R >>",
        more=[stream(data, b"/Type /XObject /Subtype /Image " + size + entries), *more],
    )


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *, depth: int = 1, colour: int = 0, before: bytes = b"") -> bytes:
    """A PNG with the given header and raw rows, each with its filter byte first."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", header),
            before,
            png_chunk(b"IDAT", zlib.compress(rows, 9)),
            png_chunk(b"IEND", b""),
        ]
    )


def tiff(entries: Sequence[tuple[int, int, int, int]], *, following: int = 0, data: bytes = b"") -> bytes:
    """A little-endian TIFF of one directory at offset 8; entries are (tag, type, count, value)."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\x00" + struct.pack("<I", 8) + directory + struct.pack("<I", following) + data


def deflated_many_times(data: bytes, times: int) -> bytes:
    """Deflate over deflate: a few hundred bytes that unfold to gigabytes."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data
