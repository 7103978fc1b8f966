from __future__ import annotations

import pytest

from nlp.readers import vitals
from nlp.text import ClinicalText


def read(report: str) -> dict[str, object]:
    return {field.name.removeprefix("vitals."): field.value for field in vitals.read(ClinicalText.of(report))}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("T° 38,4", {"temperature_c": 38.4}),
        ("fébrile à 38°8", {"temperature_c": 38.8}),
        ("Temp 36°7C; SaO2 97%AA", {"temperature_c": 36.7, "spo2_pct": 97}),
        ("T0 36,9°C", {"temperature_c": 36.9}),
        ("38,4 *C ce matin", {"temperature_c": 38.4}),
        ("PA 13/8", {"systolic_bp_mmhg": 130, "diastolic_bp_mmhg": 80}),
        ("TA : 120/ 80 mmHG", {"systolic_bp_mmhg": 120, "diastolic_bp_mmhg": 80}),
        ("hypotendue à 76/45", {"systolic_bp_mmhg": 76, "diastolic_bp_mmhg": 45}),
        ("TA 12/07", {"systolic_bp_mmhg": 120, "diastolic_bp_mmhg": 70}),
        ("FC80bpm", {"heart_rate_bpm": 80}),
        ("tachycardie à 123 battements par minute", {"heart_rate_bpm": 123}),
        ("pouls 90/mn", {"heart_rate_bpm": 90}),
        ("FR : 28/min", {"respiratory_rate_per_min": 28}),
        ("polypnée à 25/min", {"respiratory_rate_per_min": 25}),
        ("Sat 91 % AA", {"spo2_pct": 91}),
        ("désaturation significative jusqu'à 86%", {"spo2_pct": 86}),
        ("95% sous 2 L/min", {"spo2_pct": 95, "oxygen_flow_l_min": 2}),
        ("sous 2.5 L/min", {"oxygen_flow_l_min": 2.5}),
        ("Elle pèse 56 kg pour 1m63.", {"weight_kg": 56, "height_cm": 163}),
        ("taille 1,68 m, poids actuel 70 kg", {"height_cm": 168, "weight_kg": 70}),
        ("obésité (IMC : 35)", {"bmi_kg_m2": 35}),
        ("IMC à 29,4 kg/m²", {"bmi_kg_m2": 29.4}),
        ("EVA 8/10", {"pain_score": 8}),
        ("Glasgow 15", {"gcs_score": 15}),
        ("Neuro : G15, cohérent", {"gcs_score": 15}),
        (
            "Vital signs: BP 118/72 mmHg, HR 95 bpm",
            {"systolic_bp_mmhg": 118, "diastolic_bp_mmhg": 72, "heart_rate_bpm": 95},
        ),
    ],
)
def test_a_measurement_however_written(sentence: str, expected: dict[str, float]) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Monitoring fœtal : rythme de base à 140 bpm",
        "Objectif SpO2 > 92 %",
        "objectif tensionnel < 140/90 mmHg",
        "coefficient de saturation 12 %",
        "poids fœtal estimé à 3 kg",
        "perte de poids de 5 kg en 2 mois",
        "hallux valgus d'environ 25°",
        "lésion T3 N2 M0",
        "vu le 12/08, retour le 14/08",
        "FC 700 bpm",
    ],
)
def test_what_is_no_vital_sign(sentence: str) -> None:
    assert read(sentence) == {}


def test_a_pressure_without_its_name_in_the_examination() -> None:
    assert read("CR\n\nExamen clinique :\n\nHD stable, 125/75, apyrétique")["systolic_bp_mmhg"] == 125
    assert read("CR\n\nTraitement à l'entrée\n\nINNOVAIR 125/75") == {}


def test_a_range_gives_both_ends() -> None:
    fields = vitals.read(ClinicalText.of("fréquence respiratoire 22-24/min"))
    assert [field.value for field in fields] == [22, 24]


def test_the_same_value_is_told_once() -> None:
    assert len(vitals.read(ClinicalText.of("FC 98 bpm aux urgences. À l'entrée, FC 98 bpm."))) == 1


def test_the_place_and_the_written_number_are_kept() -> None:
    (field,) = vitals.read(ClinicalText.of("Température : 38,4 °C"))
    assert field.evidence is not None
    assert field.evidence.text == "38,4 °C"
    assert field.written is not None
    assert (field.written.value, field.unit) == ("38,4", "Cel")
