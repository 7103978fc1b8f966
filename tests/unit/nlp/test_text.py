from __future__ import annotations

import pytest

from nlp.sections import fold
from nlp.text import ClinicalText


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
