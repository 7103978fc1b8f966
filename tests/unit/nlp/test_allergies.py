"""Allergies as French and English reports tell them. All names are invented."""

from __future__ import annotations

import pytest

from nlp.readers.allergies import read
from nlp.text import ClinicalText

TITLE = "Compte rendu d'hospitalisation\n\nMadame Rose Vallier, 44 ans.\n\n"


def rows(text: str) -> list[tuple[object, str]]:
    return [(field.value, str(field.assertion)) for field in read(ClinicalText.of(TITLE + text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Allergies : non connue", [("non connue", "absent")]),
        ("Allergies\n\nAucune connue\n\nMode de vie\n\nVit seule", [("Aucune connue", "absent")]),
        ("-   Pas d'allergie connue\n\nMode de vie", [("Pas d'allergie connue", "absent")]),
        ("Allergies : NC", [("NC", "absent")]),
        ("ALLERGIES : 0", [("0", "absent")]),
        ("Elle n'a pas d'allergie connue.", [("Elle n'a pas d'allergie connue", "absent")]),
        ("☐ Allergie à la pénicilline\n☑ Allergie au latex", [("latex", "present")]),
        ("Absence d'allergies connues.", [("Absence d'allergies connues", "absent")]),
        ("Allergies: no known drug allergies", [("no known drug allergies", "absent")]),
        ("Allergies : Acariens, pollen", [("Acariens", "present"), ("pollen", "present")]),
        ("Allergie : AINS et ASPIRINE.", [("AINS", "present"), ("ASPIRINE", "present")]),
        ("Allergie au BACTRIM et au LATEX.", [("BACTRIM", "present"), ("LATEX", "present")]),
        ("Elle est allergique aux fraises, elle ne fume pas.", [("fraises", "present")]),
        ("Allergies : oedème de Quincke sous pénicilline", [("pénicilline", "present")]),
        ("Intolérance aux morphiniques\n\nMode de vie", [("Intolérance aux morphiniques", "present")]),
    ],
)
def test_allergies(text: str, expected: list[tuple[object, str]]) -> None:
    assert rows(text) == expected


def test_the_reaction_is_kept_with_the_allergen() -> None:
    (found,) = read(ClinicalText.of(TITLE + "Allergies : Amoxicilline (éruption)"))
    reaction = found.part("allergies.reaction")
    assert (found.value, reaction.value if reaction else None) == ("Amoxicilline", "éruption")
    assert found.code is not None


@pytest.mark.parametrize(
    "text",
    [
        "Antécédents médicaux, chirurgicaux, familiaux, allergies\n\nHTA\n\nMode de vie",
        "Asthme allergique depuis l'enfance.",
        "Intolérance alimentaire totale depuis 24h.",
        "Antécédents familiaux\n\nMère allergique à la pénicilline",
    ],
)
def test_no_allergy_of_the_patient(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(("cell", "expected"), [("Aucune connue", "absent"), ("Latex", "present")])
def test_a_row_of_a_table(cell: str, expected: str) -> None:
    assert rows(f"Groupe sanguin      B+\nAllergies           {cell}\nTabac               non") == [(cell, expected)]
