"""A PDF that asks for a password becomes one that does not: the password is used once and kept nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from records.errors import DamagedFile, EncryptedFile, WrongPassword

_IDENTITY = re.compile(rb"(/ID\s*\[\s*(<[0-9A-Fa-f]*>)\s*)<[0-9A-Fa-f]*>")


def unlock_pdf(path: Path, password: str, copy: Path) -> None:
    """Write the PDF without its protection; the same file and password give the same bytes.

    The user's or the owner's password, RC4 or AES. To be called in a child: it parses the file.

    Raises:
        WrongPassword, DamagedFile.
        EncryptedFile: protected in a way that no password opens (by a certificate).
    """
    try:
        document = pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise WrongPassword from None
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedFile from None
        raise DamagedFile from None
    try:
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        raise DamagedFile from None
    finally:
        document.close()
    _forget_moment(copy)


def _forget_moment(copy: Path) -> None:
    """PDFium marks each copy with a number of its own; the original's takes its place."""
    content = copy.read_bytes()
    body, trailer, end = content.rpartition(b"trailer")
    copy.write_bytes(body + trailer + _IDENTITY.sub(rb"\1\2", end))
