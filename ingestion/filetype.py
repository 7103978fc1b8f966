"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum

from records.errors import EmptyFile, UnsupportedFile

HEAD_BYTES = 4096
"""How much of a file is enough to know it."""


class MediaType(StrEnum):
    """The kinds of file that can be read."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"
    TEXT = "text/plain"


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
    (b"%PDF-", MediaType.PDF),
)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
"""Still pictures in HEVC, as telephones take them; films and AVIF are other brands of the same container."""

_MARKUP = (b"{\\rtf", b"<!doctype", b"<html", b"<?xml", b"<svg", b"%!ps", b"#!")
"""Beginnings of files that are text for a program, not for a person."""

_PDF_WITHIN = b"%PDF-"

_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def media_type_of(head: bytes) -> MediaType:
    """The kind of file that starts with `head` (its first HEAD_BYTES).

    A signature counts only at the very start: what hides a PDF behind something else is refused.

    Raises:
        EmptyFile: nothing but white space.
        UnsupportedFile: none of the kinds that can be read.
    """
    if not head.strip():
        raise EmptyFile
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[4:8] == b"ftyp" and _HEIC_BRANDS.intersection(_brands(head)):
        return MediaType.HEIC
    if _looks_like_text(head):
        return MediaType.TEXT
    raise UnsupportedFile


def _brands(head: bytes) -> list[bytes]:
    """What the file says it conforms to: its main brand, then the compatible ones (ISO/IEC 14496-12, 4.3)."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_UTF16_MARKS):
        return True
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        return False
    if _PDF_WITHIN in head:  # a reader that looks further than the start would open something else than a text
        return False
    return not any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
