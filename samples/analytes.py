"""Laboratory analytes: how they are called, their units and the reference range a sheet prints."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_COMMA = str.maketrans(".", ",")


@dataclass(frozen=True, slots=True)
class Analyte:
    """One line of a lab sheet."""

    key: str
    panel: str
    name: str
    """In full, as a sheet prints it."""
    short: str
    """As doctors write it."""
    unit: str
    decimals: int
    ranges: Mapping[str, tuple[float, float]]
    """Reference range by sex, `M` and `F`."""
    open_below: bool
    """The range has no lower end worth printing ("< 5")."""

    def written(self, value: float) -> str:
        """The number as it is printed in French."""
        text = f"{value:.{self.decimals}f}".translate(_COMMA)
        return f"{text[:-3]} {text[-3:]}" if self.decimals == 0 and len(text) > 3 else text

    def reference(self, sex: str) -> str:
        """The reference range as it is printed."""
        low, high = self.ranges[sex]
        return f"< {self.written(high)}" if self.open_below else f"{self.written(low)} - {self.written(high)}"

    def flag(self, value: float, sex: str) -> str:
        """`H` above the range, `B` (bas) below it, nothing within."""
        low, high = self.ranges[sex]
        rounded = round(value, self.decimals)
        return "H" if rounded > high else "B" if rounded < low and not self.open_below else ""


@cache
def analytes() -> Mapping[str, Analyte]:
    """All analytes by key, in the order a sheet prints them."""
    raw = tomllib.loads((files("samples") / "data" / "analytes.toml").read_text(encoding="utf-8"))
    return {key: _analyte(key, entry) for key, entry in raw.items()}


def _analyte(key: str, entry: Mapping[str, object]) -> Analyte:
    both = entry.get("range")
    ranges = {sex: _pair(entry.get(f"range_{sex}", both)) for sex in "MF"}
    return Analyte(
        key=key,
        panel=str(entry["panel"]),
        name=str(entry["name"]),
        short=str(entry["short"]),
        unit=str(entry["unit"]),
        decimals=int(str(entry["decimals"])),
        ranges=ranges,
        open_below=bool(entry.get("open_below", False)),
    )


def _pair(raw: object) -> tuple[float, float]:
    low, high = raw if isinstance(raw, list) else (0, 0)
    return float(low), float(high)
