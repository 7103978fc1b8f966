"""Images and texts that lie, loop or stop short: each is read for what it shows or refused by its header.

Names carry the requirement of OWASP ASVS 5.0, chapter V5, that the test covers (docs/safety.md).
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from ingestion import Limits, read_file
from records.errors import (
    DamagedFile,
    EmptyFile,
    FileRefused,
    FileTooLarge,
    ReaderCrashed,
    ReadingFailed,
    TooLongSide,
    TooManyPages,
    TooManyPixels,
    UnsupportedFile,
)
from tests.fuzz.makers import png, png_chunk, tiff
from tests.fuzz.samples import samples

LIMITS = Limits(max_seconds=60)


def outcome(content: bytes, tmp_path: Path, limits: Limits = LIMITS) -> str:
    """`read`, or the code of the typed refusal; never a defect of our own."""
    path = tmp_path / "hostile"
    path.write_bytes(content)
    try:
        read_file(path, limits=limits)
    except (FileRefused, ReadingFailed) as error:
        assert not isinstance(error, ReaderCrashed)
        return error.code
    return "read"


def jpeg_of(width: int, height: int) -> bytes:
    whole = samples()["jpeg"][0]
    frame = whole.index(b"\xff\xc0") + 5
    return whole[:frame] + struct.pack(">HH", height, width) + whole[frame + 4 :]


def webp_of(width: int, height: int) -> bytes:
    """A lossless WebP; its size is 14 bits less one, twice."""
    size = (width - 1) | (height - 1) << 14
    body = b"VP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", size) + b"\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def tiff_of(width: int, height: int) -> bytes:
    """Two-tone, one strip of nothing."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0)]
    return tiff([*entries, (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 64)])


def heic_of(width: int, height: int) -> bytes:
    whole = samples()["heic"][0]
    place = whole.index(b"ispe") + 8
    return whole[:place] + struct.pack(">II", width, height) + whole[place + 8 :]


@pytest.mark.parametrize(
    "bomb",
    [
        png(40_000, 40_000, b""),
        jpeg_of(65_000, 65_000),
        webp_of(16_384, 16_384),
        tiff_of(1_000_000, 1_000_000),
    ],
    ids=["png", "jpeg", "webp", "tiff"],
)
def test_v5_2_6_a_picture_of_too_many_points_is_refused_by_its_header(bomb: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bomb)
    with pytest.raises(TooManyPixels):
        read_file(path, limits=LIMITS)


def test_v5_2_6_a_heic_header_that_lies_is_refused(tmp_path: Path) -> None:
    assert outcome(heic_of(60_000, 60_000), tmp_path) in {"too_many_pixels", "damaged_file"}


def test_v5_2_6_a_picture_longer_than_the_reader_takes_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "ribbon.png"
    path.write_bytes(png(240, 196_668, b""))
    with pytest.raises(TooLongSide) as refusal:
        read_file(path, limits=LIMITS)
    assert refusal.value.details == {"width": 240, "height": 196_668, "limit_px": 30_000}


def test_v5_2_6_a_coarse_fax_is_not_drawn_out_beyond_the_limit(tmp_path: Path) -> None:
    rows = zlib.compress(bytes(1 + 10_000 // 8) * 9000)
    header = struct.pack(">IIBBBBB", 10_000, 9000, 1, 0, 0, 0, 0)
    stretched = png_chunk(b"pHYs", struct.pack(">IIB", 16_000, 4000, 1))
    parts = [b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header), stretched, png_chunk(b"IDAT", rows)]
    assert outcome(b"".join(parts) + png_chunk(b"IEND", b""), tmp_path) in {"too_many_pixels", "too_long_side"}


def test_v5_2_3_a_comment_that_unfolds_to_gigabytes_is_not_unfolded(tmp_path: Path) -> None:
    comment = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    rows = (b"\0" + b"\xff" * 5) * 30
    assert outcome(png(40, 30, rows, before=comment), tmp_path) in {"read", "damaged_file"}


@pytest.mark.parametrize("following", [8, 2, 0xFFFFFFF0], ids=["itself", "the header", "beyond the end"])
def test_v5_2_1_tiff_directories_that_go_round_end(following: int, tmp_path: Path) -> None:
    entries = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64)]
    assert outcome(tiff(entries, following=following, data=bytes(64)), tmp_path) in {"read", "damaged_file"}


def test_v5_2_1_a_tiff_of_ten_thousand_pages_is_refused(tmp_path: Path) -> None:
    entry = struct.pack("<HHHII", 1, 256, 4, 1, 8)
    size = len(entry) + 4
    pages = b"".join(entry + struct.pack("<I", 8 + size * (number + 1)) for number in range(9_999))
    path = tmp_path / "many.tif"
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + pages + entry + struct.pack("<I", 0))
    with pytest.raises((TooManyPages, DamagedFile)):
        read_file(path, limits=LIMITS)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "webp", "heic"])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.95])
def test_v5_2_2_a_picture_that_stops_short_is_read_or_refused(kind: str, share: float, tmp_path: Path) -> None:
    whole = samples()[kind][0]
    assert outcome(whole[: max(1, int(share * len(whole)))], tmp_path) in {"read", "damaged_file", "unsupported_file"}


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml word/document.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"\x1f\x8b\x08\x00" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"GIF89a\x01\x00\x01\x00;<script>alert(1)</script>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file",
        b"#!/bin/sh\nid",
        b"\x00",
    ],
    ids=["docx or zip", "doc", "gzip", "program", "gif", "html", "xml", "postscript", "script", "one byte"],
)
@pytest.mark.parametrize("name", ["ordonnance.pdf", "scan.png", "lettre.txt"])
def test_v5_2_2_content_decides_whatever_the_name_says(content: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnsupportedFile):
        read_file(path, limits=LIMITS)


@pytest.mark.parametrize("name", ["lettre.exe", "..%2f..%2fpasswd", "a\nb.png", "x" * 200, "-rf", "é\u202egnp.pdf"])
def test_v5_3_2_a_name_has_no_say_in_where_anything_is_written(name: str, tmp_path: Path) -> None:
    folder, images = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / name).write_bytes(samples()["png"][0])
    (page,) = read_file(folder / name, limits=LIMITS, image_folder=images).pages
    assert [path.name for path in images.iterdir()] == [page.image]
    assert page.image in {"page-0001.png", "page-0001.jpg"}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b" \n\t\f", EmptyFile),
        (b"Bonjour\0 le monde", UnsupportedFile),
        (b"Bonjour" + b"x" * 5000 + b"\0", UnsupportedFile),
        (b"\xff\xfe" + b"\x00\xd8", UnsupportedFile),
        (b"\xff\xfeodd", UnsupportedFile),
        (b"a\f" * (2 * LIMITS.max_pages), TooManyPages),
        (b"a" * 2_000_001, FileTooLarge),
    ],
    ids=["nothing", "white space", "a NUL", "a late NUL", "half a letter", "odd", "pages", "two megabytes"],
)
def test_v5_2_2_what_is_no_text_is_refused(content: bytes, error: type[Exception], tmp_path: Path) -> None:
    path = tmp_path / "lettre.txt"
    path.write_bytes(content)
    with pytest.raises(error):
        read_file(path, limits=LIMITS)


def test_v5_2_1_a_text_of_one_endless_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(b"mot " * 50_000)
    (page,) = read_file(path, limits=LIMITS).pages
    assert len(page.words) == 50_000
