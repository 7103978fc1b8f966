"""The catalogue of fields, read from `catalogue.toml`: names, labels, kinds, units, bounds, codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    """A word for people."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """French for `fr`, English for anything else."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The declaration of one field."""

    name: str
    label: Label
    kind: str
    repeats: bool
    unit: str | None
    """UCUM; None for values without a unit."""
    bounds: tuple[float, float] | None
    """Physiologically possible range in `unit`; None where none is stated."""
    loinc: str | None
    values: Mapping[str, Label]
    """Of an enum; empty otherwise."""

    @property
    def group(self) -> str:
        """The first part of the name: `patient`, `vitals`, `medications` …"""
        return self.name.split(".")[0]

    def allows(self, number: float) -> bool:
        """Whether the number lies in the possible range."""
        return self.bounds is None or self.bounds[0] <= number <= self.bounds[1]


@cache
def catalogue() -> Mapping[str, FieldSpec]:
    """All fields by name, in the order of the file."""
    raw = tomllib.loads((files("records") / "catalogue.toml").read_text(encoding="utf-8"))
    return {name: _spec(name, entry) for name, entry in raw.items()}


def _spec(name: str, entry: Mapping[str, Any]) -> FieldSpec:
    bounds = entry.get("bounds")
    return FieldSpec(
        name=name,
        label=Label(entry["fr"], entry["en"]),
        kind=entry["kind"],
        repeats=entry.get("repeats", False),
        unit=entry.get("unit"),
        bounds=(float(bounds[0]), float(bounds[1])) if bounds else None,
        loinc=entry.get("loinc"),
        values={value: Label(label["fr"], label["en"]) for value, label in entry.get("values", {}).items()},
    )
