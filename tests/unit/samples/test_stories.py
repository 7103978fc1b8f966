"""Every story can be written by every hand, and no entry of the data files lies idle."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from random import Random

import pytest

from samples.analytes import analytes
from samples.blocks import body_text
from samples.case import draw_case, filtration_rate, stories
from samples.compose import vital_phrases
from samples.formulary import Hand, formulary
from samples.frames import compose
from samples.layout import STYLES
from samples.markup import parse
from samples.truth import truth_of


@pytest.mark.parametrize("hand", [Hand.PROSE, Hand.TELEGRAPHIC, Hand.CAPITALS])
@pytest.mark.parametrize("name", list(stories()))
def test_a_story_can_be_written_by_every_hand(name: str, hand: Hand) -> None:
    for sex in stories()[name].sexes:
        rng = Random(f"{name} {sex}")
        case = draw_case(stories()[name], "sarvigny", rng, set())
        for plan in case.story.documents:
            text = body_text(compose(case, plan, hand, rng).blocks)
            record = truth_of("d1", plan.kind, text)
            assert record["patient"]["last_name"]["value"] == case.patient.last_name.upper() or hand is Hand.PROSE
            assert not re.search(r"[{}$@]|\(\(| // ", text.text), plan.kind
            assert not re.search(r"\bde [AÉaé][a-zé]+ologie|\bde Urologie|[a-zé]  [a-z]", text.text), plan.kind


def test_a_stay_is_told_alike_in_all_its_documents() -> None:
    rng = Random(12)
    case = draw_case(stories()["pneumonia"], "valmorin", rng, set())
    crp = set()
    for plan in case.story.documents:
        record = truth_of("d1", plan.kind, body_text(compose(case, plan, Hand.PROSE, rng).blocks))
        crp |= {lab["value"] for lab in record["labs"] if "CRP" in lab["name"] and plan.kind != "hospital_report"}
        assert record["patient"]["birth_date"]["value"] == case.patient.birth_date.isoformat()
    assert crp == {round(case.labs["urgences"]["crp"])}


def test_every_medicine_analyte_and_house_style_is_used() -> None:
    told = [plan for story in stories().values() for plan in story.documents]
    prescribed = {key for plan in told for key in re.findall(r"@rx\(\w+, (\w+)", plan.text)}
    assert prescribed == set(formulary())
    assert {key for plan in told for key in plan.analytes} == set(analytes())
    hospitals = tomllib.loads((files("samples") / "data" / "hospitals.toml").read_text(encoding="utf-8"))
    assert {hospital["style"] for hospital in hospitals.values()} == set(STYLES)


def test_lab_results_of_one_moment_do_not_contradict_each_other() -> None:
    for seed in range(20):
        case = draw_case(stories()["copd_exacerbation"], "valmorin", Random(seed), set())
        for results in case.labs.values():
            assert results["pnn"] + results["lymphocytes"] <= results["leucocytes"]
            assert results["hematies"] * results["vgm"] == pytest.approx(results["hematocrite"] * 10, rel=0.02)
            carbonate = 0.0307 * results["pco2"] * 10 ** (results["ph"] - 6.1)
            assert results["hco3_gaz"] == pytest.approx(carbonate, abs=0.6)


def test_filtration_rate_of_the_published_formula() -> None:
    """CKD-EPI 2021: a woman of 50 with 1.0 mg/dL has 69, a man of 70 with 2.0 mg/dL has 35 mL/min/1.73 m²."""
    assert round(filtration_rate(88.4, 50, "F")) == 69
    assert round(filtration_rate(176.8, 70, "M")) == 35


def test_flags_tell_high_from_low() -> None:
    haemoglobin = analytes()["hemoglobine"]
    assert [haemoglobin.flag(value, "F") for value in (11.9, 12.0, 16.0, 16.1)] == ["B", "", "", "H"]
    assert analytes()["crp"].flag(2, "M") == ""
    assert analytes()["nt_probnp"].written(6848) == "6 848"


def test_blood_pressure_is_written_in_either_unit() -> None:
    pressure = {"systolic_bp_mmhg": 138, "diastolic_bp_mmhg": 82}
    assert parse(vital_phrases(pressure, telegraphic=True)[0]).text == "TA 138/82"
    assert parse(vital_phrases(pressure, telegraphic=True, in_cm=True)[0]).text == "TA 14/8"
