"""Fictitious people: names, birth dates, and identifiers that cannot belong to anybody."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random

NIR_MODULUS = 97


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who does not exist."""

    sex: str
    """`M` or `F`."""
    first_name: str
    last_name: str
    birth_name: str | None
    """None where it is the last name."""
    birth_date: date
    nir: str
    """Fifteen digits; department 99 with country 000, which is attributed to nobody."""
    ipp: str
    """Number of the patient in the (invented) hospital."""

    def age_on(self, day: date) -> int:
        """Completed years."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    def __repr__(self) -> str:
        return f"Patient({self.sex})"


@dataclass(frozen=True, slots=True)
class Doctor:
    """An invented doctor."""

    sex: str
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """As it is signed, such as `Dr Hélène VARANSOL`."""
        return f"Dr {self.first_name} {self.last_name.upper()}"

    @property
    def rpps(self) -> str:
        """Eleven digits from 99, a range that is attributed to nobody."""
        letters = enumerate(self.first_name + self.last_name)
        return f"99{sum(ord(letter) * 7919**index for index, letter in letters) % 10**9:09d}"


def nir_key(number: str) -> str:
    """The two key digits of a thirteen-digit NIR (97 less the number modulo 97)."""
    return f"{NIR_MODULUS - int(number) % NIR_MODULUS:02d}"


def draw_patient(rng: Random, *, sex: str, age: int, on: date, taken: set[str]) -> Patient:
    """A patient of that sex and age on a day; the surname is none of `taken` and is added to it."""
    names = _names()
    last_name = rng.choice([name for name in names["last"] if name not in taken])
    taken.add(last_name)
    birth_date = on - timedelta(days=round(age * 365.25) + rng.randrange(20, 330))
    generation = "older" if age >= 50 else "younger"
    birth_name = rng.choice([name for name in names["last"] if name not in taken]) if _married(rng, sex, age) else None
    number = f"{1 if sex == 'M' else 2}{birth_date:%y%m}99000{rng.randrange(1, 1000):03d}"
    return Patient(
        sex=sex,
        first_name=rng.choice(names[f"first_{sex}_{generation}"]),
        last_name=last_name,
        birth_name=birth_name,
        birth_date=birth_date,
        nir=number + nir_key(number),
        ipp=f"{rng.randrange(10**7, 9 * 10**7)}",
    )


def draw_doctor(rng: Random, taken: set[str]) -> Doctor:
    """A doctor whose surname is none of `taken`; it is added."""
    names = _names()
    sex = rng.choice("MF")
    last_name = rng.choice([name for name in names["doctors"] if name not in taken])
    taken.add(last_name)
    return Doctor(sex, rng.choice(names[f"first_{sex}_younger"]), last_name)


def _married(rng: Random, sex: str, age: int) -> bool:
    return sex == "F" and rng.random() < (0.7 if age >= 50 else 0.3)


@cache
def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = tomllib.loads((files("samples") / "data" / "names.toml").read_text(encoding="utf-8"))
    return names
