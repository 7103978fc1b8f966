"""Words, numbers, dates and units as a reader of a language writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from records.catalogue import FieldSpec
from records.fields import Value

_THIN_SPACE = "\u202f"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_POWER = re.compile(r"10\*(-?\d+)")
_MICRO = re.compile(r"\bu(?=(?:mol|g|L|kat|m)\b|UI|IU)")
_ANNOTATION = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Wording:
    """One language's catalogue (`ui/locales/<language>.json`) and its habits."""

    language: str
    messages: Mapping[str, str]

    def text(self, key: str, **values: object) -> str:
        """The message of that key, its `{placeholders}` filled. A missing key is a fault of ours: KeyError."""
        return self.messages[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """The message `key.one` or `key.other` for a number; in French zero is singular."""
        singular = number == 1 or (number == 0 and self.language == "fr")
        return self.text(f"{key}.{'one' if singular else 'other'}", n=self.number(number))

    def number(self, number: float) -> str:
        """With the language's decimal and thousands marks, and no more decimals than were given."""
        whole, _, decimals = repr(number).partition(".") if isinstance(number, float) else (str(number), "", "")
        if "e" in decimals or not whole.lstrip("-").isdigit():
            return str(number)
        if len(whole) > 4:
            whole = f"{int(whole):,}".replace(",", _THIN_SPACE if self.language == "fr" else ",")
        decimals = decimals.rstrip("0")
        return f"{whole}{self.text('number.decimal_mark')}{decimals}" if decimals else whole

    def percent(self, fraction: float) -> str:
        """A probability as whole percent; never 100 for what is not certain."""
        percent = min(99, round(fraction * 100)) if fraction < 1 else 100
        return self.text("number.percent", n=percent)

    def date(self, iso: str) -> str:
        """An ISO date as people write it; partial dates (`2025-02`) as they stand."""
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return iso
        return f"{day:%d/%m/%Y}" if self.language == "fr" else f"{day.day} {day:%b} {day.year}"

    def status(self, status: str, pages_done: int, pages_total: int | None) -> str:
        """Where a document stands, with the page under way while it is read."""
        if status == "reading" and pages_total:
            return self.text("status.reading_pages", done=min(pages_done + 1, pages_total), total=pages_total)
        return self.text(f"status.{status}")

    def moment(self, moment: datetime) -> str:
        """Date and time in the server's zone; the browser rewrites it in the reader's."""
        local = moment.astimezone()
        return f"{self.date(local.date().isoformat())} {local:%H:%M}"

    def size(self, size_bytes: int) -> str:
        """A file's size in kilobytes or megabytes."""
        if size_bytes < 1_000_000:
            return self.text("size.kb", n=self.number(max(1, round(size_bytes / 1000))))
        return self.text("size.mb", n=self.number(round(size_bytes / 1_000_000, 1)))

    def unit(self, ucum: str | None) -> str:
        """A UCUM unit as people write it (`Cel` → °C, `umol/L` → µmol/L, `10*9/L` → 10⁹/L); empty for none."""
        if ucum is None:
            return ""
        if (told := self.messages.get(f"unit.{ucum}")) is not None:
            return told
        powers = _POWER.sub(lambda power: "10" + power[1].translate(_SUPERSCRIPTS), _ANNOTATION.sub("", ucum))
        return _MICRO.sub("µ", powers.replace("[IU]", self.text("unit.[IU]")))

    def note(self, code: str) -> str:
        """What happened to a page on the way; a code without a message of its own as it stands."""
        return self.messages.get(f"note.{code}", code)

    def value(self, spec: FieldSpec | None, value: Value) -> str:
        """A field's value: enumerations by their label, dates and numbers in the language's way."""
        if isinstance(value, bool):
            return self.text("value.yes" if value else "value.no")
        if isinstance(value, int | float):
            return self.number(value)
        if spec is not None and value in spec.values:
            return spec.values[value].in_language(self.language)
        if spec is not None and spec.name == "labs":
            return self.messages.get(f"value.{value}", value)
        return self.date(value) if spec is not None and spec.kind == "date" else value


@cache
def wording(language: str) -> Wording:
    """The wording of `fr` or `en`, read once."""
    raw = (files("ui") / "locales" / f"{language}.json").read_text(encoding="utf-8")
    return Wording(language, json.loads(raw))
