"""A file is what its first bytes say (OWASP ASVS 5, V5.2.2)."""

from __future__ import annotations

import pytest

from ingestion.filetype import MediaType, media_type_of
from records.errors import EmptyFile, UnsupportedFile


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n\x00", MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00", MediaType.JPEG),
        (b"II*\x00\x08\x00", MediaType.TIFF),
        (b"MM\x00*\x00\x00", MediaType.TIFF),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", MediaType.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", MediaType.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00heicmif1", MediaType.HEIC),
        ("Née le 3 mars, vue à l'hôpital".encode(), MediaType.TEXT),
        ("Née le 3 mars".encode("cp1252"), MediaType.TEXT),
        ("Née le 3 mars".encode("utf-16"), MediaType.TEXT),
    ],
)
def test_each_kind_is_known_by_its_beginning(head: bytes, kind: MediaType) -> None:
    assert media_type_of(head) is kind


@pytest.mark.parametrize(
    "head",
    [
        b"PK\x03\x04\x14\x00",
        b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomavc1",
        b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif",
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        b"{\\rtf1 Bonjour",
        b"<!DOCTYPE html><p>Bonjour",
        b"\xef\xbb\xbf <svg onload='alert(1)'>",
        b"%!PS-Adobe-3.0",
        b"GIF89a\x01\x00\x01\x00",
    ],
    ids=["zip", "film", "avif", "exe", "elf", "wav", "rtf", "html", "svg", "postscript", "gif"],
)
def test_v5_2_2_other_kinds_are_refused(head: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        media_type_of(head)


def test_v5_2_2_a_pdf_hidden_behind_something_else_is_refused() -> None:
    with pytest.raises(UnsupportedFile):
        media_type_of(b"PK\x03\x04" + bytes(60) + b"%PDF-1.4\n")


def test_white_space_alone_is_empty() -> None:
    with pytest.raises(EmptyFile):
        media_type_of(b" \n\t\r\n")
