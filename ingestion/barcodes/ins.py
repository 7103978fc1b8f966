"""The datamatrix that carries a French patient's national health identity (INS).

Format: Agence du numérique en santé, « INS : format datamatrix », v2.2 of 26 September 2023, §3 and §5. A header of 26
characters (`IS`, the version, 22 reserved characters), then blocks of a two-character name and a value, in any order.
A block that may vary in length ends with the character GS (29) unless it has its full length or is the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.barcodes.dates import day_month_year

_MARKER = "IS01"
_HEADER_LENGTH = 26
_GROUP_SEPARATOR = "\x1d"


@dataclass(frozen=True, slots=True)
class _Block:
    name: str
    length: int
    """Of a fixed block; the most that a varying one may have."""
    varies: bool = False


_BLOCKS = {
    "S1": _Block("ins", 15),
    "S2": _Block("ins_oid", 20, varies=True),
    "S3": _Block("given_names", 100, varies=True),
    "S4": _Block("birth_name", 100, varies=True),
    "S5": _Block("sex", 1),
    "S6": _Block("birth_date", 10),
    "S7": _Block("birth_place_insee", 5),
}


def parse_ins(text: str) -> dict[str, str] | None:
    """The identity in a code's text; None where it is no INS code or a broken one.

    A birth date that no calendar has is left out. The number's key is not checked here.
    """
    if not text.startswith(_MARKER) or len(text) <= _HEADER_LENGTH:
        return None
    values: dict[str, str] = {}
    rest = text[_HEADER_LENGTH:]
    while rest:
        block = _BLOCKS.get(rest[:2])
        if block is None or block.name in values:
            return None
        value, rest = _split(rest[2:], block)
        if not value or (not block.varies and len(value) != block.length):
            return None
        values[block.name] = value
    birth_date = day_month_year(values.pop("birth_date", ""))
    return values | ({"birth_date": birth_date} if birth_date else {})


def _split(rest: str, block: _Block) -> tuple[str, str]:
    if not block.varies:
        return rest[: block.length], rest[block.length :]
    value = rest[: block.length].partition(_GROUP_SEPARATOR)[0]
    return value, rest[len(value) :].removeprefix(_GROUP_SEPARATOR)
