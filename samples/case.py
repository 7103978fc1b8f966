"""A story told about one patient: what was measured and when, the same in every document."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from samples.analytes import Analyte, analytes
from samples.dice import dice
from samples.people import Doctor, Patient, draw_doctor, draw_patient

FIRST_DAY, LAST_DAY = date(2025, 1, 6), date(2026, 6, 26)
Number = int | float


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """One document of a story, as its file describes it."""

    kind: str
    day: int
    """Counted from the admission."""
    service: str
    text: str
    """Markup of the body."""
    labs: str
    """The moment whose results the text cites."""
    previous: str
    """The earlier moment a lab sheet compares with; empty for none."""
    previous_day: int
    analytes: tuple[str, ...]
    """Keys of what a lab sheet lists; empty for other kinds."""


@dataclass(frozen=True, slots=True)
class Story:
    """A clinical story: ranges to draw from and documents to write."""

    key: str
    sexes: str
    ages: tuple[int, int]
    stay_days: int
    values: Mapping[str, Sequence[Number | str]]
    vitals: Mapping[str, Mapping[str, tuple[Number, Number]]]
    labs: Mapping[str, Mapping[str, tuple[Number, Number]]]
    documents: tuple[DocumentPlan, ...]


@dataclass(frozen=True)
class Case:
    """The story as it happened to one patient."""

    story: Story
    patient: Patient
    family_doctor: Doctor
    doctors: Mapping[str, Doctor]
    """By service."""
    hospital: str
    admission: date
    values: Mapping[str, str]
    vitals: Mapping[str, Mapping[str, Number]]
    labs: Mapping[str, Mapping[str, float]]
    """Every analyte at every moment."""

    def day(self, offset: int) -> date:
        """A day counted from the admission."""
        return self.admission + timedelta(days=offset)

    def __repr__(self) -> str:
        return f"Case({self.story.key})"


@cache
def stories() -> Mapping[str, Story]:
    """All stories by name, alphabetically."""
    folder = files("samples") / "data" / "stories"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return {story.key: story for story in (_story(f.name.removesuffix(".toml"), f.read_text("utf-8")) for f in found)}


def draw_case(story: Story, hospital: str, rng: Random, taken: set[str]) -> Case:
    """A patient and everything that is measured; names in `taken` are not used again."""
    stature = rng.random()
    admission = FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days))
    sex = rng.choice(story.sexes)
    patient = draw_patient(rng, sex=sex, age=rng.randint(*story.ages), on=admission, taken=taken)
    doctors = _staff(story, hospital)
    baseline = {key: _normal(analyte, sex, rng) for key, analyte in analytes().items()}
    return Case(
        story=story,
        patient=patient,
        family_doctor=draw_doctor(rng, {doctor.last_name for doctor in doctors.values()}),
        doctors=doctors,
        hospital=hospital,
        admission=admission,
        values={name: _value(choices, rng) for name, choices in story.values.items()},
        vitals={
            moment: {name: _measured(name, low, high, stature, rng) for name, (low, high) in ranges.items()}
            for moment, ranges in story.vitals.items()
        },
        labs={
            moment: _results(ranges, baseline, patient.age_on(admission), sex, rng)
            for moment, ranges in story.labs.items()
        },
    )


def _staff(story: Story, hospital: str) -> Mapping[str, Doctor]:
    """The doctors who write, by service: the same for all patients that go through it with that story."""
    services = sorted({plan.service for plan in story.documents})
    busy: set[str] = set()
    return {service: draw_doctor(dice(f"{hospital} {service}"), busy) for service in services}


def _story(key: str, text: str) -> Story:
    raw = tomllib.loads(text)
    plans = tuple(
        DocumentPlan(
            kind=entry["kind"],
            day=entry["day"],
            service=entry["service"],
            text=entry["text"],
            labs=entry.get("labs", "urgences"),
            previous=entry.get("previous", ""),
            previous_day=entry.get("previous_day", 0),
            analytes=tuple(entry.get("analytes", "").split()),
        )
        for entry in raw["documents"]
    )
    return Story(
        key=key,
        sexes=raw["sex"],
        ages=(raw["age"][0], raw["age"][1]),
        stay_days=raw["stay_days"],
        values=raw.get("values", {}),
        vitals=raw.get("vitals", {}),
        labs=raw.get("labs", {}),
        documents=plans,
    )


def _value(choices: Sequence[Number | str], rng: Random) -> str:
    if len(choices) == 2 and not isinstance(choices[0], str) and not isinstance(choices[1], str):
        return str(_between(choices[0], choices[1], rng)).replace(".", ",")
    return str(rng.choice(choices))


def _measured(name: str, low: Number, high: Number, stature: float, rng: Random) -> Number:
    """Weight and height keep their place within the range from one moment to the next; the rest is drawn anew."""
    if name in ("weight_kg", "height_cm"):
        return round(low + (high - low) * stature)
    return _between(low, high, rng)


def _between(low: Number, high: Number, rng: Random) -> Number:
    """Whole numbers between whole numbers, else one decimal."""
    if isinstance(low, int) and isinstance(high, int):
        return rng.randint(low, high)
    return round(rng.uniform(low, high), 1)


def _normal(analyte: Analyte, sex: str, rng: Random) -> float:
    low, high = analyte.ranges[sex]
    if analyte.open_below:
        return rng.uniform(0.25, 0.7) * high
    return low + (high - low) * rng.uniform(0.3, 0.7)


def _results(
    given: Mapping[str, tuple[Number, Number]], baseline: Mapping[str, float], age: int, sex: str, rng: Random
) -> Mapping[str, float]:
    """All analytes at one moment: those the story gives, the others near the patient's usual, and what follows."""
    drawn = {key: usual * rng.uniform(0.97, 1.03) for key, usual in baseline.items()}
    drawn["ph"] = baseline["ph"] + rng.uniform(-0.01, 0.01)
    drawn |= {key: rng.uniform(*span) for key, span in given.items()}
    rounded = {key: round(value, analytes()[key].decimals) for key, value in drawn.items()}
    derived = _derived(rounded, age, sex)
    return rounded | {key: value for key, value in derived.items() if key not in given}


def _derived(of: Mapping[str, float], age: int, sex: str) -> Mapping[str, float]:
    """Results that follow from others, so that a sheet does not contradict itself."""
    haematocrit = round(of["hemoglobine"] * 2.95, 1)
    neutrophils = round(of["leucocytes"] * (0.83 if of["leucocytes"] > 11 else 0.6), 1)
    carbonate = 0.0307 * of["pco2"] * 10 ** (of["ph"] - 6.1)
    return {
        "hematocrite": haematocrit,
        "hematies": round(haematocrit * 10 / of["vgm"], 2),
        "pnn": neutrophils,
        "lymphocytes": round(max(0.3, (of["leucocytes"] - neutrophils) * 0.68), 1),
        "inr": round(max(0.95, (100 / of["tp"]) ** 0.8), 2),
        "dfg": round(filtration_rate(of["creatinine"], age, sex)),
        "hco3_gaz": round(carbonate),
        "bicarbonates": round(carbonate + 1),
    }


def filtration_rate(creatinine_umol_l: float, age: int, sex: str) -> float:
    """Glomerular filtration in mL/min/1.73 m² by CKD-EPI 2021 (Inker et al., N Engl J Med 2021;385:1737)."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "F" else (0.9, -0.302, 1.0)
    ratio = creatinine_umol_l / 88.4 / kappa
    return float(142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor)
