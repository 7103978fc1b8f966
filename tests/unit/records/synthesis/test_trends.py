"""Measurements over time: one analyte in one unit, when it was taken, flagged as printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from records.patient import DocumentFields
from records.synthesis import synthesise

Paper = Callable[..., DocumentFields]
CRP = "loinc 1988-5"


def crp(value: float, **more: Any) -> tuple[float, dict[str, Any]]:
    return value, {"analyte": "CRP", "code": CRP, "unit": "mg/L"} | more


def test_values_of_one_analyte_are_put_in_order_of_time(paper: Paper) -> None:
    (trend,) = synthesise(
        [
            paper("b", date="2025-02-17", labs=[crp(30, analyte="Protéine C réactive")]),
            paper("a", date="2025-02-12", labs=[crp(186)]),
        ]
    ).labs
    assert [(point.value, point.taken_on) for point in trend.points] == [
        (186, date(2025, 2, 12)),
        (30, date(2025, 2, 17)),
    ]


def test_another_unit_is_another_line(paper: Paper) -> None:
    found = synthesise([paper("a", labs=[crp(186), crp(18.6, unit="mg/dL")])])
    assert [trend.unit for trend in found.labs] == ["mg/L", "mg/dL"]


def test_a_report_that_repeats_a_value_of_its_stay_adds_no_point(paper: Paper) -> None:
    stay = {"encounter__admission_date": "2025-02-12", "encounter__discharge_date": "2025-02-17"}
    sheet = paper("sheet", date="2025-02-12", labs=[crp(186, reference_range="< 5")])
    report = paper("report", date="2025-02-17", labs=[crp(186), crp(30)], **stay)
    (trend,) = synthesise([sheet, report]).labs
    assert [(point.value, len(point.mentions)) for point in trend.points] == [(186, 2), (30, 1)]
    elsewhere = paper("letter", date="2025-06-01", labs=[crp(186)])
    assert len(synthesise([sheet, elsewhere]).labs[0].points) == 2


@pytest.mark.parametrize(
    ("value", "printed", "flag"),
    [
        (12.5, {"reference_range": "13,0 - 17,0"}, "low"),
        (17.5, {"reference_range": "13,0 - 17,0"}, "high"),
        (15.0, {"reference_range": "13,0 - 17,0"}, None),
        (6.0, {"reference_range": "< 5"}, "high"),
        (15.0, {}, None),
        (15.0, {"flag": "high", "reference_range": "13,0 - 17,0"}, "high"),
        (12.5, {"flag": "abnormal", "reference_range": "13,0 - 17,0"}, "low"),
        (12.5, {"flag": "abnormal"}, "abnormal"),
        ("positive", {"flag": "abnormal"}, "abnormal"),
    ],
)
def test_the_flag_is_the_printed_one_or_follows_from_the_printed_range(
    paper: Paper, value: float | str, printed: dict[str, str], flag: str | None
) -> None:
    (trend,) = synthesise([paper("a", labs=[(value, {"analyte": "Hb"} | printed)])]).labs
    assert trend.points[0].flag == flag


def test_vital_signs_have_their_own_lines(paper: Paper) -> None:
    found = synthesise([paper("a", date="2025-02-12", vitals__temperature_c=[38.4, 37.0])])
    assert [(one.name, [point.value for point in one.points]) for one in found.vitals] == [
        ("vitals.temperature_c", [38.4, 37.0])
    ]
