from __future__ import annotations

import pytest

from nlp.sections import fold
from nlp.text import ClinicalText
from records.document import Document, Page, PageSource


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Œdème à l'ŒIL, CO₂ 45 %, 12 µg", "odeme a l'oil, co2 45 %, 12 ug"),
        ("HCO₃⁻ 25, Na⁺ 139", "hco3- 25, na+ 139"),
        ("İstanbul ﬂutter", "istanbul futter"),
        ("10 °C — né le 3", "10 °c — ne le 3"),
    ],
)
def test_folding_keeps_every_place(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert len(fold(written)) == len(written)


def test_a_place_in_the_text_is_a_place_on_the_page() -> None:
    text = ClinicalText.of("Température : 38,4 °C à l’entrée")
    assert text.text == "Température : 38,4 °C à l'entrée"
    assert text.evidence(22, 32).text == "à l’entrée"


@pytest.mark.parametrize(
    ("scanned", "folded"),
    [
        ("le 1O/11/2025", "le 10/11/2025"),
        ("Hb l2,4 g/dL", "hb 12,4 g/dl"),
        ("TA 13O/8O mmHg", "ta 130/80 mmhg"),
        ("CRP O,5 mg/L", "crp 0,5 mg/l"),
        ("O2 2 L/min", "o2 2 l/min"),
        ("il a 1 l de perfusion", "il a 1 l de perfusion"),
    ],
)
def test_letters_in_numbers_of_a_scan_are_digits(scanned: str, folded: str) -> None:
    page = Page(1, 100, 100, scanned, (), PageSource.OCR)
    assert ClinicalText(Document("0" * 64, "image/png", (page,))).folded == folded
    assert ClinicalText.of(scanned).folded == fold(scanned)
