"""Segments of HL7 v2: fields, components, and the escaping that keeps them apart."""

from __future__ import annotations

from datetime import UTC, datetime

from records.fields import Value

_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
_LINE_BREAK = "\\.br\\"

Part = str | tuple[str, ...]
"""A field: text that is escaped already, or its components."""


def escaped(value: Value | None) -> str:
    """Text with nothing in it that means something to HL7; line breaks as its own sign, other controls left out.

    >>> escaped("a|b^c&d~e\\\\")
    'a\\\\F\\\\b\\\\S\\\\c\\\\T\\\\d\\\\R\\\\e\\\\E\\\\'
    """
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_escaped, text))


def segment(name: str, fields: dict[int, Part]) -> str:
    """The segment with its fields by their number, up to the last; other fields are empty."""
    last = max(fields, default=0)
    return "|".join([name, *(_joined(fields.get(number, "")) for number in range(1, last + 1))])


def message(segments: list[str]) -> str:
    """Segments end with a carriage return, the last too."""
    return "".join(f"{one}\r" for one in segments)


def moment(at: datetime) -> str:
    """To the second, with its zone."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")


def day(iso: str | None) -> str:
    """`20260312`; empty for no date."""
    return iso.replace("-", "") if iso else ""


def _escaped(character: str) -> str:
    if character == "\n":
        return _LINE_BREAK
    if not character.isprintable():
        return " " if character.isspace() else ""
    return _ESCAPES.get(character, character)


def _joined(part: Part) -> str:
    return part if isinstance(part, str) else "^".join(part).rstrip("^")
