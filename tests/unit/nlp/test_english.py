"""An English report takes the same road."""

from __future__ import annotations

import pytest

from nlp.readers import labs, medications, vitals
from nlp.text import ClinicalText

REPORT = """DISCHARGE SUMMARY

PAST MEDICAL HISTORY: Hypertension, atrial fibrillation on warfarin.

HOME MEDICATIONS:
1. Metoprolol 25 mg p.o. b.i.d.
2. Aspirin 81 mg once daily
3. Albuterol inhaler 2 puffs every 4 hours as needed for wheezing
4. Insulin glargine 20 units at bedtime

PHYSICAL EXAMINATION:
Temperature 101.2 F, blood pressure 132/78, pulse 98, respirations 22, O2 saturation 93% on room air. Weight 180 pounds.

LABORATORY DATA: WBC 12.5, hemoglobin 10.2 g/dL, neutrophil count 8,800/µL, BUN 22, creatinine 1.3 mg/dL.

HOSPITAL COURSE: He received furosemide 40 mg IV twice daily. Warfarin was held.

DISCHARGE MEDICATIONS:
Amoxicillin 500 mg p.o. t.i.d. for 7 days
"""


@pytest.mark.parametrize(
    ("drug", "dose", "frequency", "status"),
    [
        ("Metoprolol", "25 mg", "b.i.d.", "home"),
        ("Aspirin", "81 mg", "once daily", "home"),
        ("Insulin glargine", "20 units", "at bedtime", "home"),
        ("furosemide", "40 mg", "twice daily", "stay"),
        ("Warfarin", None, None, "stopped"),
        ("Amoxicillin", "500 mg", "t.i.d.", "discharge"),
    ],
)
def test_medications(drug: str, dose: str | None, frequency: str | None, status: str) -> None:
    found = next(field for field in medications.read(ClinicalText.of(REPORT)) if field.value == drug)
    told = {part.name.removeprefix("medications."): part.value for part in found.parts}
    assert (told.get("dose"), told.get("frequency"), told["status"]) == (dose, frequency, status)


def test_a_device_is_no_drug_of_its_own() -> None:
    assert "inhaler" not in {field.value for field in medications.read(ClinicalText.of(REPORT))}


def test_vital_signs_in_fahrenheit_and_pounds() -> None:
    read = {field.name.removeprefix("vitals."): field.value for field in vitals.read(ClinicalText.of(REPORT))}
    assert read == {
        "temperature_c": 38.4,
        "systolic_bp_mmhg": 132,
        "diastolic_bp_mmhg": 78,
        "heart_rate_bpm": 98,
        "respiratory_rate_per_min": 22,
        "spo2_pct": 93,
        "weight_kg": 81.6,
    }


def test_laboratory_results_with_a_comma_between_thousands() -> None:
    read = {
        str(field.part("labs.analyte").value): (field.written.value, field.unit)  # type: ignore[union-attr]
        for field in labs.read(ClinicalText.of(REPORT))
    }
    assert read["neutrophil count"] == (8800, "10*9/L")
    assert read["BUN"][0] == 22
    assert set(read) == {"WBC", "hemoglobin", "neutrophil count", "BUN", "creatinine"}


@pytest.mark.parametrize("written", ["5'8\"", "5 feet 8 inches", "5 ft 8 in"])
def test_heights_in_feet_and_inches(written: str) -> None:
    (field,) = vitals.read(ClinicalText.of(f"Height: {written}."))
    assert (field.name, field.value, field.unit) == ("vitals.height_cm", 173, "cm")


@pytest.mark.parametrize(
    ("sentence", "test", "verdict"),
    [
        ("Blood cultures were negative.", "Blood cultures", "negative"),
        ("Urine culture grew E. coli.", "Urine culture", "positive"),
        ("Urinalysis was positive for nitrites.", "Urinalysis", "positive"),
        ("The pregnancy test came back negative.", "pregnancy test", "negative"),
    ],
)
def test_english_tests_told_in_a_word(sentence: str, test: str, verdict: str) -> None:
    (field,) = labs.read(ClinicalText.of(sentence))
    name = field.part("labs.analyte")
    assert name is not None
    assert (name.value, field.value) == (test, verdict)
