"""Annotations and readings of the same document, compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nlp.llm.measuring import measure, smoothed, useless, with_measured
from nlp.scoring import score
from nlp.text import ClinicalText

GOLD: dict[str, Any] = {
    "patient": {"last_name": {"value": "Dupré", "quote": "Dupré"}, "sex": None},
    "encounter": {"reason": {"value": "dyspnée fébrile aiguë", "quote": "dyspnée fébrile aiguë"}},
    "document": {"type": "hospital_report"},
    "conditions": [
        {"quote": "fièvre", "assertion": "absent"},
        {"quote": "fracture du col fémoral droit", "assertion": "present"},
    ],
    "medications": [{"drug": "ramipril", "dose": "5 mg", "frequency": "le matin", "status": "home"}],
    "vitals": [{"name": "temperature_c", "value": 38.4}],
    "labs": [{"name": "CRP", "value": 45, "unit": "mg/L"}],
}


def of(read: dict[str, Any], group: str) -> tuple[int, int, int]:
    tally = score([(GOLD, read)])[group]
    return tally.right, tally.spurious, tally.missed


@pytest.mark.parametrize(
    ("group", "read", "counted"),
    [
        ("identity", {"patient": {"last_name": {"value": "DUPRE"}}}, (1, 0, 0)),
        ("identity", {"patient": {"last_name": {"value": "Durand"}, "sex": {"value": "F"}}}, (0, 2, 1)),
        ("identity", {}, (0, 0, 1)),
        ("reason", {"encounter": {"reason": {"value": "Dyspnée fébrile"}}}, (1, 0, 0)),
        ("reason", {"encounter": {"reason": {"value": "chute"}}}, (0, 1, 1)),
        ("document", {"document": {"type": "hospital_report"}}, (1, 0, 0)),
        ("conditions", {"conditions": [{"quote": "Fièvre", "assertion": "present"}]}, (1, 0, 1)),
        ("conditions.assertion", {"conditions": [{"quote": "Fièvre", "assertion": "present"}]}, (0, 1, 2)),
        ("conditions", {"conditions": [{"quote": "fracture du col", "assertion": "present"}] * 2}, (1, 1, 1)),
        ("medications.dose", {"medications": [{"drug": "Ramipril", "dose": "10 mg"}]}, (0, 1, 1)),
        ("medications.frequency", {"medications": [{"drug": "Ramipril", "frequency": "matin"}]}, (1, 0, 0)),
        ("medications.frequency", {"medications": [{"drug": "bisoprolol", "frequency": "le matin"}]}, (0, 0, 0)),
        ("vitals", {"vitals": [{"name": "temperature_c", "value": "38,4"}]}, (1, 0, 0)),
        ("vitals", {"vitals": [{"name": "heart_rate_bpm", "value": 38.4}]}, (0, 1, 1)),
        ("labs", {"labs": [{"name": "crp", "value": 45.0}]}, (1, 0, 0)),
        ("labs", {"labs": [{"name": "CRP", "value": 54}]}, (0, 1, 1)),
    ],
)
def test_what_counts_as_right(group: str, read: dict[str, Any], counted: tuple[int, int, int]) -> None:
    assert of(read, group) == counted


def test_a_perfect_reading_is_perfect_and_an_empty_one_is_nothing() -> None:
    assert {tally.f1 for tally in score([(GOLD, GOLD)]).values()} <= {1.0, None}
    assert not any(tally.right for tally in score([(GOLD, {})]).values())


def test_a_model_counts_for_as_much_as_it_is_right() -> None:
    text = ClinicalText.of("Dupré, fièvre, toux")
    fields = [
        text.field("patient.last_name", "Dupré", 0, 5, model="llm/1:m"),
        text.field("conditions", "fièvre", 7, 13, model="llm/1:m"),
        text.field("conditions", "toux", 15, 19, model="llm/1:m"),
        text.field("document.date", "2026-01-01", 0, 5, model="llm/1:m"),
    ]
    counts = measure([(GOLD, fields)])
    assert counts == {"patient.last_name": (1, 1), "conditions": (1, 2), "document.date": (0, 1)}
    measured = {name: smoothed(*count) for name, count in counts.items()}
    assert useless(measured) == {"document.date"}
    assert [field.confidence for field in with_measured(fields, measured)] == pytest.approx([2 / 3, 0.5, 0.5, 1 / 3])


def test_an_analyte_is_measured_with_its_result_and_a_dose_is_not() -> None:
    text = ClinicalText.of("CRP 12, Ramipril 5 mg")
    analyte = text.field("labs.analyte", "CRP", 0, 3, model="llm/1:m")
    dose = text.field("medications.dose", "5 mg", 17, 21, model="llm/1:m")
    fields = [
        replace(text.field("labs", 12, 4, 6, model="llm/1:m"), parts=(analyte,)),
        replace(text.field("medications", "Ramipril", 8, 16, model="llm/1:m"), parts=(dose,)),
    ]
    found = with_measured(fields, {"labs": 0.9, "medications": 0.9})
    assert [(one.confidence, one.parts[0].confidence) for one in found] == [(0.9, 0.9), (0.9, 0.0)]
