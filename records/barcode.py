"""Codes for machines that are printed on a page, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.geometry import Box


class BarcodeContent(StrEnum):
    """What a code was understood as."""

    INS = "ins"
    """National health identity of a patient (Identité nationale de santé)."""
    GS1 = "gs1"
    """A product: a medicine's box, with its CIP 13 where it has one."""
    TWO_D_DOC = "2d-doc"
    """An official French document with a signature; only its header is read, the signature is not checked."""
    OTHER = "other"
    """Nothing more is known than the text."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code on a page, decoded with its own error correction: it was read right or not at all.

    That says nothing of who printed it: an identity in a code is as true as the rest of the paper.
    """

    symbology: str
    """`DataMatrix`, `QRCode`, `Aztec`, `PDF417`, `Code128` or `EAN13`."""
    text: str
    """As stored; characters that cannot be printed stand as `\\xNN`, a backslash as `\\\\`."""
    box: Box
    content: BarcodeContent = BarcodeContent.OTHER
    values: tuple[tuple[str, str], ...] = ()
    """Name and value of each part that was understood; dates as `YYYY-MM-DD`. Names: docs/reading.md."""

    def __repr__(self) -> str:
        return f"Barcode({self.symbology}, {self.content}, {len(self.text)} characters)"

    def value(self, name: str) -> str | None:
        """A part by its name; None where the code has none."""
        return dict(self.values).get(name)
