from __future__ import annotations

import pytest

from nlp.readers import document_type
from nlp.text import ClinicalText


def read(report: str) -> dict[str, object]:
    return {field.name.removeprefix("document."): field.value for field in document_type.read(ClinicalText.of(report))}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Compte rendu d'hospitalisation du service de Pneumologie", "hospital_report"),
        ("COMPTE-RENDU D'HOSPITALISATION", "hospital_report"),
        ("Compte rendu de passage aux urgences gynécologiques", "emergency_report"),
        ("Compte rendu de consultation de chirurgie aux urgences", "emergency_report"),
        ("Compte rendu de consultation", "consultation_letter"),
        ("COMPTE RENDU OPÉRATOIRE", "operative_report"),
        ("Compte-rendu anatomo pathologique", "pathology_report"),
        ("Scanner thoracique du 12/02/2025", "imaging_report"),
        ("Compte rendu d'analyses de biologie médicale", "lab_report"),
        ("ORDONNANCE", "prescription"),
        ("Discharge summary", "hospital_report"),
    ],
)
def test_the_title_says_what_the_document_is(title: str, kind: str) -> None:
    assert read(f"Centre hospitalier\n\n{title}\n\nMadame Ana Tissot\n")["type"] == kind


def test_a_letter_without_a_title() -> None:
    assert read("Dr Paul Grivel\n\nCher confrère,\n\nVotre patiente va bien.")["type"] == "consultation_letter"


def test_a_sentence_with_no_title_is_of_no_type() -> None:
    assert "type" not in read("Bonjour, merci de rappeler le secrétariat.")


@pytest.mark.parametrize(
    ("report", "department"),
    [
        ("Compte rendu d'hospitalisation du service de Pneumologie\n", "Pneumologie"),
        (
            "Compte rendu d'hospitalisation\n\nService de Médecine interne - Aval des urgences\n",
            "Médecine interne - Aval des urgences",
        ),
        ("Compte rendu de consultation de Chirurgie orthopédique aux urgences\n", "Chirurgie orthopédique"),
        ("Compte rendu de passage aux urgences gynécologiques\n", "urgences gynécologiques"),
        (
            "Hôpital du Lac\nEndocrinologie - Diabétologie\nDr Nadia Kerli\n\nCompte rendu de consultation\n",
            "Endocrinologie - Diabétologie",
        ),
    ],
)
def test_the_department(report: str, department: str) -> None:
    assert read(report)["department"] == department


@pytest.mark.parametrize(
    ("ending", "author"),
    [
        ("Signataire : Dr Hylona Bontemps.", "Dr Hylona Bontemps"),
        ("Bien confraternellement,\n\nDr Jean-Luc Salomé .", "Dr Jean-Luc Salomé"),
        ("Fait le 01/09/2025 par Dr Marcel Haubert.\n\nCodification ADICAP : X", "Dr Marcel Haubert"),
        ("Médecin urgentiste : Dr Émilie JOLIVET", "Dr Émilie JOLIVET"),
    ],
)
def test_who_signed(ending: str, author: str) -> None:
    assert read(f"Compte rendu de consultation\n\nAdressée par le Dr Paul Grivel.\n\n{ending}")["author"] == author


@pytest.mark.parametrize(
    ("report", "day"),
    [
        ("Compte rendu de consultation\n\nLe 23/08/2024\n\nCher confrère,", "2024-08-23"),
        ("Hôpital du Lac\n\nBellac, le 31 mai 2025\n\nCompte rendu de consultation", "2025-05-31"),
        (
            "Compte rendu anatomopathologique\n\nPrélevé le 17/08/2025\n\nFait le 01/09/2025 par Dr M. Haubert",
            "2025-09-01",
        ),
        ("Compte rendu d'hospitalisation\n\nhospitalisée du 10/08/2025 au 14/08/2025", None),
        (
            "Compte rendu de consultation\n\n"
            "Madame Rose Lemarchand, née le 04/02/1955, est vue en consultation le 12/03/2026.",
            "2026-03-12",
        ),
        ("Laboratoire des Tilleuls\n\nPrélèvement du 03/02/2026 à 08h15\n\nPotassium 4,1 mmol/L", "2026-02-03"),
        ("Compte rendu de consultation\n\nMonsieur Luc Martinaud, né\nle 04/02/1955\nDiabète", None),
    ],
)
def test_the_day_of_the_document(report: str, day: str | None) -> None:
    assert read(report).get("date") == day
