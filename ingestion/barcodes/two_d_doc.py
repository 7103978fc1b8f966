"""The header of a 2D-Doc, the signed code on official French documents.

Format: Agence nationale des titres sécurisés, « Spécifications techniques des codes à barres 2D-Doc ». `DC`, the
version, the certificate authority, the certificate, dates of issue and of signature, the type of document; from version
3 the perimeter that defines the type, from version 4 the country. Message and signature are not read.
"""

from __future__ import annotations

from ingestion.barcodes.dates import days_since_2000

_LENGTHS = {"01": 22, "02": 22, "03": 24, "04": 26}


def parse_two_d_doc(text: str) -> dict[str, str] | None:
    """The header's parts; None where the text is no 2D-Doc of a version that is known here."""
    length = _LENGTHS.get(text[2:4])
    if not text.startswith("DC") or length is None or len(text) < length:
        return None
    parts = {
        "version": text[2:4],
        "certificate_authority": text[4:8],
        "certificate": text[8:12],
        "issue_date": days_since_2000(text[12:16]),
        "signature_date": days_since_2000(text[16:20]),
        "document_type": text[20:22],
        "perimeter": text[22:24] if length > 22 else None,
        "country": text[24:26] if length > 24 else None,
    }
    return {name: value for name, value in parts.items() if value}
