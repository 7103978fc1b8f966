"""Medicines and the ways a doctor writes them: in prose, in shorthand, on a prescription."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Hand(StrEnum):
    """How somebody writes."""

    PROSE = "prose"
    TELEGRAPHIC = "telegraphic"
    CAPITALS = "capitals"
    PRESCRIPTION = "prescription"


@dataclass(frozen=True, slots=True)
class Medicine:
    """An entry of `formulary.toml`, whose head explains the attributes."""

    name: str
    strength: str
    form: str
    route: str
    when: str
    short: str
    units: str | None = None
    said: str | None = None
    once: bool = False

    def markup(self, status: str, hand: Hand, duration: str | None) -> str:
        """The medicine as that hand writes it, with its marks."""
        match hand:
            case Hand.PROSE:
                return self._phrase(status, self.name, self.when, f" pendant {_dur(duration)}" if duration else "")
            case Hand.TELEGRAPHIC:
                return self._phrase(
                    status, self.name[0].upper() + self.name[1:], self.short, f", {_dur(duration)}" if duration else ""
                )
            case Hand.CAPITALS:
                return self._phrase(status, self.name.upper(), self.short, f" pdt {_dur(duration)}" if duration else "")
            case Hand.PRESCRIPTION:
                return self._prescribed(status, duration)

    def _phrase(self, status: str, name: str, frequency: str, ending: str) -> str:
        said = f" {self.said}" if self.said else ""
        dose = f"{self.strength} {{dose|{self.units}}}" if self.units else f"{{dose|{self.strength}}}"
        route = self.route if self.said or (self.route == "inhaled" and self.units) else ""
        return f"{{med {status} {route}|{{drug|{name}}} {dose}{said} {self._often(frequency)}{ending}}}"

    def _often(self, words: str) -> str:
        return words if self.once else f"{{freq|{words}}}"

    def _prescribed(self, status: str, duration: str | None) -> str:
        if self.units:
            head, taken = f"{self.strength}**, {self.form}", f"{{dose|{self.units}}}"
        else:
            unit = self.form.split(" (")[0]
            head, taken = f"{{dose|{self.strength}}}**, {unit}", f"1 {unit.split()[0]}"
        said = " en sous-cutané" if self.route == "SC" else ""
        lasting = f", pendant {_dur(duration)}" if duration else ""
        name = self.name.upper()
        return (
            f"{{med {status} {self.route}|**{{drug|{name}}} {head}\n{taken}{said} {self._often(self.when)}{lasting}}}"
        )


def _dur(duration: str | None) -> str:
    return f"{{dur|{duration}}}"


@cache
def formulary() -> Mapping[str, Medicine]:
    """All medicines by key."""
    raw = tomllib.loads((files("samples") / "data" / "formulary.toml").read_text(encoding="utf-8"))
    return {key: Medicine(**entry) for key, entry in raw.items()}
