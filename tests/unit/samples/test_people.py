"""Nobody in the samples can be somebody."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest

from samples.case import draw_case, stories
from samples.people import draw_doctor, draw_patient, nir_key


@pytest.mark.parametrize("seed", range(40))
def test_a_nir_has_the_right_key_and_belongs_to_nobody(seed: int) -> None:
    rng = Random(seed)
    patient = draw_patient(rng, sex=rng.choice("MF"), age=rng.randint(20, 95), on=date(2026, 3, 2), taken=set())
    assert re.fullmatch(r"[12]\d{4}99000\d{5}", patient.nir)
    assert (int(patient.nir[:13]) + int(patient.nir[13:])) % 97 == 0
    assert patient.nir[0] == {"M": "1", "F": "2"}[patient.sex]
    assert patient.nir[1:5] == f"{patient.birth_date:%y%m}"


def test_the_key_of_a_published_example() -> None:
    """2 69 05 49 588 157 has key 80 (Insee's example for the NIR)."""
    assert nir_key("2690549588157") == "80"


def test_ages_are_those_asked_for() -> None:
    for seed in range(30):
        rng = Random(seed)
        patient = draw_patient(rng, sex="F", age=72, on=date(2025, 6, 1), taken=set())
        assert patient.age_on(date(2025, 6, 1)) in (72, 73)


def test_no_two_people_of_a_dossier_share_a_surname() -> None:
    taken: set[str] = set()
    rng = Random(4)
    doctors = [draw_doctor(rng, taken).last_name for _ in range(10)]
    assert len(set(doctors)) == 10


def test_reprs_name_nobody() -> None:
    case = draw_case(next(iter(stories().values())), "valmorin", Random(1), set())
    assert case.patient.last_name not in repr(case) + repr(case.patient)
