from __future__ import annotations

import pytest

from nlp.readers import encounter
from nlp.text import ClinicalText


def read(report: str) -> dict[str, object]:
    return {field.name.removeprefix("encounter."): field.value for field in encounter.read(ClinicalText.of(report))}


HOSPITAL = (
    "Compte rendu d'hospitalisation\n\nMadame Ana Tissot, 44 ans, est hospitalisée dans le service de cardiologie "
)


@pytest.mark.parametrize(
    ("period", "admission", "discharge"),
    [
        ("du 10/11/25 au 15/11/25.", "2025-11-10", "2025-11-15"),
        ("du 12 au 16 février 2025.", "2025-02-12", "2025-02-16"),
        ("du 01-09 au 28-09-25.", "2025-09-01", "2025-09-28"),
        ("le 3/10/2025.", "2025-10-03", None),
        ("du 3 au 12 septembre.", None, None),
    ],
)
def test_days_of_a_stay(period: str, admission: str | None, discharge: str | None) -> None:
    record = read(HOSPITAL + period + "\n\nMotif : toux\n")
    assert (record.get("admission_date"), record.get("discharge_date")) == (admission, discharge)


def test_an_emergency_visit_begins_the_day_of_the_document() -> None:
    report = "Compte rendu de passage aux urgences\n\nMadame Ana Tissot, 44 ans, a consulté le 07/07/2025 pour toux."
    assert read(report)["admission_date"] == "2025-07-07"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Motif d'hospitalisation\n\nDyspnée fébrile.\n\nAntécédents\n\nHTA\n", "Dyspnée fébrile"),
        ("Motif : douleur thoracique\n", "douleur thoracique"),
        ("Motif d'hospitalisation Chute à domicile\n\nMode de vie\n\nseule\n", "Chute à domicile"),
    ],
)
def test_the_reason_under_its_heading(body: str, reason: str) -> None:
    assert read(f"{HOSPITAL}du 10/11/25 au 15/11/25.\n\n{body}")["reason"] == reason


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (
            "Madame Ana Tissot, 44 ans, qui consulte pour un traumatisme du poignet droit.",
            "traumatisme du poignet droit",
        ),
        ("Monsieur Jo Rombier, adressé pour probable\ncholécystite aiguë.", "probable\ncholécystite aiguë"),
        ("Monsieur Jo Rombier, adressé pour gonalgie gauche, sans notion de chute.", "gonalgie gauche"),
        (
            "Je vois ce jour Monsieur Jo Rombier pour la prise en charge d'une\n\nhernie inguinale.",
            "prise en charge d'une\n\nhernie inguinale",
        ),
    ],
)
def test_the_reason_in_the_first_sentence(sentence: str, reason: str) -> None:
    assert read(f"Compte rendu de consultation de chirurgie\n\nLe 03/04/2025\n\n{sentence}")["reason"] == reason


def test_the_complaint_of_a_pathology_request() -> None:
    report = (
        "COMPTE-RENDU ANATOMO PATHOLOGIQUE\n\nRENSEIGNEMENTS CLINIQUES :\n\n"
        "Patiente de 70 ans présentant une dysphonie récente.\n\nEXAMEN MACROSCOPIQUE :\n\nUn fragment."
    )
    assert read(report)["reason"] == "dysphonie récente"


@pytest.mark.parametrize(
    ("history", "mode"),
    [
        ("Il est amené par les pompiers aux urgences.", "ambulance"),
        ("Amenée par le SAMU.", "smur"),
        ("Se présente spontanément aux urgences.", "walk_in"),
        ("Elle est amenée par ses parents aux urgences.", "walk_in"),
        ("Hospitalisation programmée en vue du bilan.", "scheduled"),
        ("Le patient est transféré en pneumologie pour la suite.", "transfer"),
        ("La patiente est donc convoquée en hôpital de jour.", "scheduled"),
        ("La patiente sera reconvoquée pour les résultats.", None),
        ("Adressé par son médecin traitant.", None),
        ("Appel du SAMU social par un passant.", "other"),
    ],
)
def test_how_the_patient_came(history: str, mode: str | None) -> None:
    report = f"{HOSPITAL}du 10/11/25 au 15/11/25.\n\nHistoire de la maladie\n\n{history}\n\nConclusion\n\nBronchite.\n"
    assert read(report).get("arrival_mode") == mode


def test_arrival_under_its_own_heading() -> None:
    assert (
        read("Compte rendu de passage aux urgences\n\nMode d'arrivée : moyens propres\n")["arrival_mode"] == "walk_in"
    )


@pytest.mark.parametrize(
    ("course", "place"),
    [
        ("Retour à domicile le 15/11/2025.", "home"),
        ("La patiente regagne son domicile.", "home"),
        ("Sortie à J4 avec son traitement.", "home"),
        ("Sortie J0 en présence d'un accompagnant.", "home"),
        ("Elle est autorisée à sortir du service pour son domicile.", "home"),
        ("On autorise une sortie le lendemain.", "home"),
        ("Sortie précoce autorisée à J2.", "home"),
        ("Évolution favorable avec sortie le même jour.", "home"),
        ("Retour sur son lieu de vie avec kinésithérapie.", "home"),
        ("Retour prévu au foyer.", "home"),
        ("Le décès est constaté le 18/06.", "death"),
        ("Transfert en SSR pour la suite.", "rehabilitation"),
        ("Elle décède dans le service le 12/11.", "death"),
        ("Transfert en endocrinologie pour la suite.", "transfer"),
        ("Bonne évolution sous traitement.", None),
    ],
)
def test_where_the_patient_went_from_hospital(course: str, place: str | None) -> None:
    report = f"{HOSPITAL}du 10/11/25 au 15/11/25.\n\nMotif : toux\n\nEvolution dans le service\n\n{course}\n"
    assert read(report).get("discharge_to") == place


def test_a_delivery_room_is_a_stay_in_hospital() -> None:
    report = "Compte rendu de passage aux urgences\n\nConclusion\n\nMadame Tissot est transférée en salle de naissance."
    assert read(report)["discharge_to"] == "hospitalised"


@pytest.mark.parametrize(
    ("opening", "reason"),
    [
        ("J'ai eu le plaisir de voir en consultation Mme Ana Tissot, 44 ans, pour des céphalées.", "céphalées"),
        ("J'ai reçu ce jour en consultation M. Tissot pour son insuffisance cardiaque.", "insuffisance cardiaque"),
        ("Je revois Mme Tissot dans le cadre du suivi de sa goutte.", "suivi de sa goutte"),
        ("Consultation de suivi d'un diabète de type 1 chez M. Tissot.", "suivi d'un diabète de type 1"),
        ("Patient vu pour suivi de son asthme.", "suivi de son asthme"),
    ],
)
def test_the_reason_in_the_opening_of_a_letter(opening: str, reason: str) -> None:
    assert read(f"Lettre de consultation\n\nCher confrère,\n\n{opening}\n")["reason"] == reason


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("a séjourné dans le service pour une fracture.", "fracture"),
        ("est entrée par les urgences le 02/03/2024 pour AVC ischémique.", "AVC ischémique"),
    ],
)
def test_the_reason_of_a_stay_told_in_prose(sentence: str, reason: str) -> None:
    assert (
        read(f"Compte rendu d'hospitalisation\n\nService de neurologie\n\nMadame Tissot {sentence}\n")["reason"]
        == reason
    )


@pytest.mark.parametrize("heading", ["Raison de l'admission :", "Circonstances d'admission :"])
def test_the_reason_under_other_headings(heading: str) -> None:
    assert read(f"Compte rendu d'hospitalisation\n\n{heading} syncope\n\nAntécédents\nHTA.\n")["reason"] == "syncope"


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Je l'hospitalise ce jour dans le service.", "hospitalised"),
        ("Nous convenons d'une hospitalisation dès à présent.", "hospitalised"),
        ("Programmation d'un bypass le 05/01/2026 avec hospitalisation en chirurgie digestive la veille.", None),
        ("Elle sera hospitalisée quelques jours.", None),
        ("Retour à domicile le jour même sous surveillance.", None),
        ("Une prise en charge en chirurgie programmée est possible.", None),
        ("Il sera hospitalisé en ambulatoire avec une entrée le matin et une sortie le soir.", None),
        ("Nous prévoyons l'intervention avec une hospitalisation en chirurgie d'environ 2 jours.", None),
    ],
)
def test_a_stay_planned_for_later_is_not_where_the_patient_goes(sentence: str, place: str | None) -> None:
    opening = "Compte rendu de consultation de Chirurgie viscérale\n\nLe 02/12/2025\n\n" + "Examen normal. " * 20
    assert read(f"{opening}\n\n{sentence}\n").get("discharge_to") == place


def test_a_year_behind_a_space() -> None:
    told = read("Compte rendu d'hospitalisation\n\nMadame X est hospitalisée du 12/11 au 18/11 2025\n\nMotif : toux\n")
    assert (told["admission_date"], told["discharge_date"]) == ("2025-11-12", "2025-11-18")


def test_a_pathology_request_that_says_with_what_the_patient_comes() -> None:
    report = "Compte rendu d'anatomopathologie\n\nRenseignements cliniques : Homme de 60 ans avec un test positif.\n"
    assert read(report)["reason"] == "test positif"


def test_a_department_s_name_is_no_reason() -> None:
    assert "reason" not in read(
        "Compte rendu d'hospitalisation\n\nMadame Tissot est admise en Service de CARDIOLOGIE\n"
    )
