"""Truth is what the marks say, in the schema that indexing is scored against."""

from __future__ import annotations

import pytest

from samples.markup import parse
from samples.truth import number_in, truth_of


def test_a_prescribed_medicine() -> None:
    text = (
        "{med discharge PO|**{drug|AMOXICILLINE} {dose|1 g}**, comprimé\n"
        "1 comprimé {freq|matin et soir}, pendant {dur|7 jours}}"
    )
    (medication,) = truth_of("d1", "prescription", parse(text))["medications"]
    assert medication == {
        "drug": "AMOXICILLINE",
        "dose": "1 g",
        "route": "PO",
        "frequency": "matin et soir",
        "duration": "7 jours",
        "status": "discharge",
        "quote": "AMOXICILLINE 1 g, comprimé\n1 comprimé matin et soir, pendant 7 jours",
        "start": 0,
        "end": 68,
    }


def test_a_blood_pressure_is_two_vitals_whatever_its_unit() -> None:
    in_mmhg, in_cm = (
        truth_of("d1", "emergency_report", parse(text))["vitals"] for text in ("{bp|138/82 mmHg}", "{bp|13/8}")
    )
    assert [(vital["name"], vital["value"]) for vital in in_mmhg] == [
        ("systolic_bp_mmhg", 138),
        ("diastolic_bp_mmhg", 82),
    ]
    assert [vital["value"] for vital in in_cm] == [130, 80]


def test_a_condition_said_twice_is_entered_once_and_may_become_the_main_one() -> None:
    record = truth_of("d1", "hospital_report", parse("{present|Anémie}. {absent|Fièvre}. {main|anémie}."))
    assert [(c["quote"], c["assertion"], c["main"]) for c in record["conditions"]] == [
        ("Anémie", "present", True),
        ("Fièvre", "absent", False),
    ]


def test_a_lab_result_quotes_value_and_unit() -> None:
    record = truth_of(
        "d1", "lab_sheet", parse("{lab|{n|Leucocytes}   {x|11 200} {u|/mm3}} {lab|{n|VIH} {x negative|négatif}}")
    )
    assert [(lab["name"], lab["value"], lab["unit"], lab["quote"]) for lab in record["labs"]] == [
        ("Leucocytes", 11200, "/mm3", "11 200 /mm3"),
        ("VIH", "negative", None, "négatif"),
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("38,4 °C", 38.4), ("1 250 mL", 1250), ("G3", 3), ("39 SA", 39), ("12", 12)]
)
def test_numbers_are_read_as_the_french_write_them(text: str, number: float) -> None:
    assert number_in(text) == number
