from __future__ import annotations

import pytest

from nlp.readers import obstetrics
from nlp.text import ClinicalText
from records.fields import Assertion


def read(report: str) -> dict[str, object]:
    fields = obstetrics.read(ClinicalText.of("Compte rendu de maternité\n\n" + report))
    return {field.name.removeprefix("obstetrics."): field.value for field in fields}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Patiente G2P1", {"gravidity": 2, "parity": 1}),
        ("Gestité - parité : G3 P2", {"gravidity": 3, "parity": 2}),
        ("accouchement à 39 SA + 4", {"gestational_age_weeks": 39, "gestational_age_days": 4}),
        ("se présente à 40SA+0", {"gestational_age_weeks": 40, "gestational_age_days": 0}),
        ("au terme de 37 SA et 3 jours", {"gestational_age_weeks": 37, "gestational_age_days": 3}),
        ("utérus cicatriciel", {"previous_caesarean": True}),
        ("utérus non cicatriciel", {"previous_caesarean": False}),
        ("placenta praevia recouvrant", {"placenta_praevia": True}),
        ("placenta antérieur non bas inséré", {"placenta_praevia": False}),
        ("Grossesse gémellaire bichoriale", {"multiple_pregnancy": True}),
        ("Grossesse unique", {"multiple_pregnancy": False}),
        ("Pas d'argument pour un placenta accreta", {"placenta_accreta": False}),
        ("Toxoplasmose : non immunisée, rubéole : immunisée", {"toxoplasmosis_immune": False, "rubella_immune": True}),
        ("Déclenchement du travail par ballonnet", {"labour_onset": "induced"}),
        ("Mise en travail spontanée", {"labour_onset": "spontaneous"}),
        ("Accouchement par voie basse spontanée", {"delivery_mode": "spontaneous_vaginal"}),
        ("Accouchement par ventouse pour ARCF", {"delivery_mode": "instrumental_vaginal"}),
        ("Césarienne en urgence pour ARCF", {"delivery_mode": "caesarean"}),
        ("hémorragie de la délivrance estimée à 1 300 mL", {"blood_loss_ml": 1300}),
        ("Pertes sanguines 600cc", {"blood_loss_ml": 600}),
    ],
)
def test_obstetric_facts(sentence: str, expected: dict[str, object]) -> None:
    assert read(sentence) == expected


def test_a_suspicion_is_only_possible() -> None:
    (field,) = obstetrics.read(ClinicalText.of("Grossesse. Suspicion de placenta accreta."))
    assert field.assertion is Assertion.POSSIBLE


def test_the_term_of_an_ultrasound_is_not_the_term_of_the_visit() -> None:
    report = (
        "Motif : contractions à 38 SA\n\nSuivi échographique :\n\nEchographie T2 à un terme de 22SA + 4j\n\n"
        "Conclusion\n\nMise en travail à 38 SA + 2 jours\n"
    )
    record = read(report)
    assert (record["gestational_age_weeks"], record["gestational_age_days"]) == (38, 2)


def test_earlier_deliveries_are_not_this_one() -> None:
    report = "Antécédents :\n\nObstétricaux : 1 césarienne en 2019, hémorragie de la délivrance à 900 mL\n"
    record = read(report)
    assert record == {"previous_caesarean": True}


def test_losses_of_a_table_are_cumulated() -> None:
    report = (
        "Accouchement\n\nHeure    Pertes cumulées    Faits\n"
        "T0 + 15 min    800 mL    Atonie\nT0 + 45 min    1 300 mL    Ballon\n"
    )
    assert read(report)["blood_loss_ml"] == 1300


def test_a_fracture_report_has_no_obstetrics() -> None:
    assert obstetrics.read(ClinicalText.of("Fracture du poignet, pertes estimées à 50 mL. Grade G2.")) == []
