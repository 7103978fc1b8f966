"""Hostile and broken files: each gets a typed answer, none harms the reader (OWASP ASVS 5, chapter V5)."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingestion import Limits, read_file
from records.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    TooManyPages,
    TooManyPixels,
    UnsupportedFile,
)


def png_of(width: int, height: int) -> bytes:
    """A valid black PNG of any size, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    squeezer = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    data = b"".join(squeezer.compress(row) for _ in range(height)) + squeezer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf_of(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path))
    for _ in range(pages):
        canvas.drawString(72, 700, "Page sans histoire")
        canvas.showPage()
    canvas.save()
    return path


def test_v5_2_6_a_pixel_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    bomb = tmp_path / "bombe.png"
    bomb.write_bytes(png_of(30_000, 30_000))
    with pytest.raises(TooManyPixels) as refusal:
        read_file(bomb)
    assert refusal.value.details == {"width": 30_000, "height": 30_000, "limit_megapixels": 120}


def test_v5_2_1_a_file_over_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    large = tmp_path / "long.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(1_100_000))
    with pytest.raises(FileTooLarge):
        read_file(large, limits=Limits(max_file_mb=1))


def test_v5_2_1_a_long_pdf_is_refused_with_its_page_count(tmp_path: Path) -> None:
    with pytest.raises(TooManyPages) as refusal:
        read_file(pdf_of(tmp_path / "roman.pdf", 501))
    assert refusal.value.details == {"pages": 501, "limit": 500}


def test_v5_2_2_a_program_named_pdf_is_no_document(tmp_path: Path) -> None:
    fake = tmp_path / "ordonnance.pdf"
    fake.write_bytes(b"MZ\x90\x00\x03" + bytes(500))
    with pytest.raises(UnsupportedFile):
        read_file(fake)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    nothing = tmp_path / "vide.pdf"
    nothing.write_bytes(b"")
    with pytest.raises(EmptyFile):
        read_file(nothing)


def test_an_encrypted_pdf_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    canvas = Canvas(str(path), encrypt="mot de passe")
    canvas.drawString(72, 700, "Confidentiel")
    canvas.save()
    with pytest.raises(EncryptedFile) as refusal:
        read_file(path)
    assert "mot de passe" in refusal.value.message("fr")


def test_a_truncated_jpeg_is_damaged(tmp_path: Path) -> None:
    whole = tmp_path / "entier.jpg"
    Image.effect_noise((600, 800), 60).save(whole)
    half = tmp_path / "moitie.jpg"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(DamagedFile):
        read_file(half)
