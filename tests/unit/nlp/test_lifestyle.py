from __future__ import annotations

import pytest

from nlp.readers import lifestyle
from nlp.text import ClinicalText


def read(sentence: str) -> dict[str, object]:
    text = ClinicalText.of(f"Compte rendu\n\nMode de vie\n\n{sentence}\n")
    return {field.name.removeprefix("lifestyle."): field.value for field in lifestyle.read(text)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Non fumeuse, pas d'alcool", {"smoking": "never", "alcohol": "none"}),
        ("Pas d'intoxication alcoolo-tabagique.", {"smoking": "never", "alcohol": "none"}),
        ("Tabagisme actif estimé à 40 PA, OH occasionnel", {"smoking": "current", "alcohol": "occasional"}),
        ("Tabac 10 PA", {"smoking": "current"}),
        ("Tabagisme 20 PA, non sevré", {"smoking": "current"}),
        ("tabagisme 30 PA sevré en 2004", {"smoking": "former"}),
        ("Ancien fumeur (40 PA)", {"smoking": "former"}),
        ("Ne fume pas, boit occasionnellement de l'alcool", {"smoking": "never", "alcohol": "occasional"}),
        ("Pas de tabagisme actif", {}),
        ("☑ Fumeur\n☐ Alcool occasionnel", {"smoking": "current"}),
        ("Tabagisme passif", {}),
        ("Éthylisme chronique, sevré", {"alcohol": "former"}),
        ("Éthylisme chronique", {"alcohol": "excessive"}),
        ("Alcool : 1 bouteille de vin par jour", {"alcohol": "excessive"}),
        ("2 verres de vin par jour", {"alcohol": "regular"}),
        ("Former smoker, denies alcohol", {"smoking": "former", "alcohol": "none"}),
    ],
)
def test_habits(sentence: str, expected: dict[str, str]) -> None:
    assert read(sentence) == expected


def test_a_disease_of_alcohol_is_no_habit() -> None:
    assert read("Cirrhose alcoolique Child B") == {}


def test_the_family_smokes_not_the_patient() -> None:
    text = ClinicalText.of("Compte rendu\n\nAntécédents familiaux :\n\nTabagisme actif chez le père\n")
    assert lifestyle.read(text) == []
