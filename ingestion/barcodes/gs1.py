"""Codes of products: GS1 element strings, as on every box of medicine (falsified medicines directive), and EAN 13.

Format: GS1 General Specifications, application identifiers 01, 10, 17 and 21. A French medicine's GTIN is its CIP 13
with a zero before it: prefix 3400 (Agence du numérique en santé, « Codification du médicament »).
"""

from __future__ import annotations

from ingestion.barcodes.dates import year_month_day

_GROUP_SEPARATOR = "\x1d"
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_VARYING = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8}
_VARYING_3 = {"240": 30, "241": 30, "250": 30, "710": 20, "711": 20, "712": 20, "713": 20, "714": 20, "715": 20}
_FRENCH_MEDICINE = "03400"


def parse_gs1(text: str) -> dict[str, str]:
    """What an element string says of a product: `gtin`, `cip13`, `batch`, `expiry_date`, `serial`.

    Reading stops at an identifier that is not known here: without its length, nothing after it can be told apart.
    """
    found: dict[str, str] = {}
    rest = text
    while rest:
        identifier, length, varies = _identifier(rest)
        if identifier is None:
            break
        rest = rest[len(identifier) :]
        value = rest[:length].partition(_GROUP_SEPARATOR)[0] if varies else rest[:length]
        if not varies and len(value) != length:
            break
        rest = rest[len(value) :].removeprefix(_GROUP_SEPARATOR)
        found.setdefault(identifier, value)
    parts = {
        **_product(found.get("01", "")),
        "batch": found.get("10"),
        "expiry_date": year_month_day(found.get("17", "")),
        "serial": found.get("21"),
    }
    return {name: value for name, value in parts.items() if value}


def parse_ean13(digits: str) -> dict[str, str]:
    """The product of an EAN 13, which is a GTIN without its leading zero."""
    return _product("0" + digits)


def _product(gtin: str) -> dict[str, str]:
    if not _has_right_key(gtin):
        return {}
    return {"gtin": gtin} | ({"cip13": gtin[1:]} if gtin.startswith(_FRENCH_MEDICINE) else {})


def _identifier(rest: str) -> tuple[str | None, int, bool]:
    for known, varies in ((_FIXED, False), (_VARYING, True), (_VARYING_3, True)):
        for identifier, length in known.items():
            if rest.startswith(identifier):
                return identifier, length, varies
    return None, 0, False


def _has_right_key(gtin: str) -> bool:
    """Modulo 10: digits weigh 3 and 1 in turn, and their sum with the key is a multiple of ten."""
    if len(gtin) != 14 or not (gtin.isascii() and gtin.isdigit()):
        return False
    return sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(gtin)) % 10 == 0
