"""From marks to truth: one JSON object a document, in the schema that indexing is scored against.

The schema is that of `records.record_json` without boxes and confidence: every value with `quote`, `start`
and `end` in the characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.serial import Json
from samples.markup import Mark, Rich

DOCUMENT_TYPES = {
    "hospital_report": "hospital_report",
    "emergency_report": "emergency_report",
    "consultation_letter": "consultation_letter",
    "operative_report": "operative_report",
    "prescription": "prescription",
    "lab_sheet": "lab_report",
    "obstetric_record": "other",
}
"""What each kind of sample is in the catalogue's words."""

_SCALARS = {
    "last_name": "patient.last_name",
    "first_name": "patient.first_name",
    "birth_name": "patient.birth_name",
    "sex": "patient.sex",
    "birth_date": "patient.birth_date",
    "age": "patient.age_years",
    "nir": "patient.nir",
    "ipp": "patient.ipp",
    "admission": "encounter.admission_date",
    "discharge": "encounter.discharge_date",
    "reason": "encounter.reason",
    "arrival": "encounter.arrival_mode",
    "to": "encounter.discharge_to",
    "doc_date": "document.date",
    "department": "document.department",
    "author": "document.author",
    "smoking": "lifestyle.smoking",
    "alcohol": "lifestyle.alcohol",
}
_ASSERTIONS = ("present", "absent", "possible", "history", "family")
_NUMBER = re.compile(r"\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?")


def truth_of(document_id: str, kind: str, rich: Rich) -> Json:
    """The truth of a document whose text and marks are given."""
    record: Json = {
        "id": document_id,
        "kind": kind,
        "document": {"type": DOCUMENT_TYPES[kind], "date": None, "department": None, "author": None},
        "patient": dict.fromkeys(("last_name", "first_name", "sex", "birth_date", "age_years")),
        "encounter": dict.fromkeys(("admission_date", "discharge_date", "reason", "arrival_mode", "discharge_to")),
        "conditions": [],
        "allergies": [],
        "medications": [],
        "vitals": [],
        "labs": [],
        "procedures": [],
        "lifestyle": {"smoking": None, "alcohol": None},
        "obstetrics": {},
    }
    for mark in rich.marks:
        _enter(record, rich, mark)
    return record


def number_in(text: str) -> float | int:
    """The first number of a French text: `1 250 mL` is 1250, `38,4 °C` is 38.4."""
    found = _NUMBER.search(text)
    if found is None:
        raise ValueError("a mark that asks for a number holds none")
    number = float(found[0].replace(" ", "").replace("\u00a0", "").replace(",", "."))
    return int(number) if number.is_integer() else number


def _enter(record: Json, rich: Rich, mark: Mark) -> None:
    quote = rich.text[mark.start : mark.end]
    spot: Json = {"quote": quote, "start": mark.start, "end": mark.end}
    if mark.name in _SCALARS:
        group, _, leaf = _SCALARS[mark.name].partition(".")
        if record[group].get(leaf) is None:
            scalar = mark.arguments[0] if mark.arguments else quote
            record[group][leaf] = {"value": number_in(scalar) if leaf == "age_years" else scalar} | spot
    elif mark.name == "ob":
        leaf = mark.arguments[0]
        if leaf not in record["obstetrics"]:
            record["obstetrics"][leaf] = {"value": _obstetric_value(mark, quote)} | spot
    elif mark.name in _ASSERTIONS or mark.name == "main":
        assertion = "present" if mark.name == "main" else mark.name
        entry = {"assertion": assertion, "main": mark.name == "main"} | spot
        _add_once(record["conditions"], entry, "assertion")
    elif mark.name in ("allergy", "noallergy"):
        _add_once(
            record["allergies"], {"assertion": "present" if mark.name == "allergy" else "absent"} | spot, "assertion"
        )
    elif mark.name == "proc":
        _add_once(record["procedures"], {"status": mark.arguments[0]} | spot, "status")
    elif mark.name == "v":
        vital, *value = mark.arguments
        record["vitals"].append({"name": vital, "value": number_in(value[0] if value else quote)} | spot)
    elif mark.name == "bp":
        record["vitals"] += _blood_pressure(quote, spot)
    elif mark.name == "lab":
        record["labs"].append(_lab(rich, mark))
    elif mark.name == "med":
        record["medications"].append(_medication(rich, mark) | spot)


def _add_once(entries: list[Json], entry: Json, attribute: str) -> None:
    """One entry for each distinct wording and assertion, its first mention."""
    for held in entries:
        if held["quote"].casefold() == entry["quote"].casefold() and held[attribute] == entry[attribute]:
            held["main"] = held.get("main", False) or entry.get("main", False)
            if "main" not in entry:
                del held["main"]
            return
    entries.append(entry)


def _obstetric_value(mark: Mark, quote: str) -> str | float | int | bool:
    if len(mark.arguments) == 1:
        return number_in(quote)
    value = mark.arguments[1]
    if value in ("true", "false"):
        return value == "true"
    return number_in(value) if _NUMBER.fullmatch(value) else value


def _blood_pressure(quote: str, spot: Json) -> Iterator[Json]:
    """Both pressures of `138/82 mmHg`, or of `13/8` in centimetres of mercury."""
    for name, written in zip(("systolic_bp_mmhg", "diastolic_bp_mmhg"), quote.split("/"), strict=True):
        number = number_in(written)
        yield {"name": name, "value": round(number * 10) if number < 30 else number} | spot


def _lab(rich: Rich, mark: Mark) -> Json:
    inner = {held.name: held for held in rich.marks if mark.holds(held)}
    value, unit, name = inner["x"], inner.get("u"), inner["n"]
    end = unit.end if unit else value.end
    written = rich.text[value.start : value.end]
    return {
        "name": rich.text[name.start : name.end],
        "value": value.arguments[0] if value.arguments else number_in(written),
        "unit": rich.text[unit.start : unit.end] if unit else None,
        "quote": rich.text[value.start : end],
        "start": value.start,
        "end": end,
    }


def _medication(rich: Rich, mark: Mark) -> Json:
    parts = {held.name: rich.text[held.start : held.end] for held in rich.marks if mark.holds(held)}
    return {
        "drug": parts["drug"],
        "dose": parts.get("dose"),
        "route": mark.arguments[1] if len(mark.arguments) > 1 else None,
        "frequency": parts.get("freq"),
        "duration": parts.get("dur"),
        "status": mark.arguments[0],
    }
