"""When a drug is taken, by the words around it: at home, in the stay, at the end, once. All names are invented."""

from __future__ import annotations

import pytest

from nlp.readers.medications import read
from nlp.text import ClinicalText

REPORT = "Compte rendu d'hospitalisation du service de Médecine\n\nMonsieur Lucien Bardoux, 71 ans.\n\n"
HOME = REPORT + "Traitement à l'entrée\n\n"
COURSE = REPORT + "Evolution dans le service\n\n"
DISCHARGE = REPORT + "Traitement de sortie\n\n"


def statuses(text: str) -> list[object]:
    found = (field.part("medications.status") for field in read(ClinicalText.of(text)))
    return [part.value if part else None for part in found]


LETTER = "Lettre de consultation\n\nCher confrère,\n\n"
HISTORY = REPORT + "Histoire de la maladie\n\n"


@pytest.mark.parametrize(
    ("above", "sentence", "status"),
    [
        (LETTER, "Je débute un traitement par ramipril 2,5 mg le matin.", "discharge"),
        (LETTER, "J'augmente le furosémide à 40 mg.", "discharge"),
        (LETTER, "Il prend du tramadol à la demande.", "home"),
        (LETTER, "Il prend comme traitement de la méthadone.", "home"),
        (LETTER, "Elle a une contraception par Optimizette depuis 2 ans.", "home"),
        (LETTER, "Je majore donc ce jour le furosémide.", "discharge"),
        (LETTER, "Les suites avaient été bonnes après amoxicilline 1 g x 3/j.", "mentioned"),
        (COURSE, "Contre-indication à l'ibuprofène.", "mentioned"),
        (HOME, "Elle ne prend pas d'aspirine.", "mentioned"),
        (COURSE, "Rectorragies chez un patient sous warfarine.", "home"),
        (COURSE, "Sortie sous : bisoprolol 5 mg matin et soir.", "discharge"),
        (COURSE, "Elle sort du service le 14/09 sous ibuprofène.", "discharge"),
        (COURSE, "Remise d'une ordonnance pour introduction de furosémide.", "discharge"),
        (COURSE, "Relais en externe par tramadol.", "discharge"),
        (LETTER, "Résection de prostate en 2012, actuellement sous silodosine.", "home"),
        (LETTER, "Elle est en contraception orale par Optilova, bien tolérée.", "home"),
        (LETTER, "Je revois votre patient à 3 mois d'un infarctus, sous Kardegic 75 mg par jour.", "home"),
        (LETTER, "Je la revois à 2 mois d'une grossesse sous Levothyrox.", "home"),
        (LETTER, "Enfant de 4 mois de vie sous Uvesterol.", "home"),
        (LETTER, "Actuellement sous bisoprolol 2,5 mg par jour, entre 3 et 4 prises oubliées.", "home"),
        (LETTER, "Phlébite en post-partum, 3 mois de Xarelto.", "mentioned"),
        (LETTER, "Phlébite traitée par Xarelto entre mars et juin.", "mentioned"),
        (LETTER, "Antécédent de tumeur de la vessie traitée par chimiothérapie.", "mentioned"),
        (COURSE, "Pas d'indication à un traitement anti-épileptique.", "mentioned"),
        (COURSE, "Décision collégiale excluant tout recours aux catécholamines.", "mentioned"),
        (COURSE, "Nous discuterons l'introduction d'un traitement par méthotrexate.", "mentioned"),
        (REPORT + "Antécédents\n\n", "Diabète sous metformine depuis 2020.", "home"),
        (REPORT + "Antécédents\n\n", "Embolie pulmonaire traitée par 6 mois d'anticoagulation.", "mentioned"),
        (HISTORY, "Vomissements à domicile après sa seconde cure de cisplatine.", "mentioned"),
        (COURSE, "Deux doses d'adrénaline prescrites pour le domicile.", "discharge"),
        (COURSE, "Le gynécologue propose à la sortie l'ajout de Donormyl.", "discharge"),
        (HISTORY, "Elle consulte son MT le 01/03 qui prescrit du Primpéran.", "mentioned"),
        (HISTORY, "Réalisation de 3 cures de carboplatine.", "mentioned"),
        (LETTER, "Première ligne par FOLFIRINOX entre le 10/07 et le 02/12/2024.", "mentioned"),
        (HISTORY, "Infections à répétition, traitées par amoxicilline.", "mentioned"),
        (HISTORY, "Neuropathie séquellaire sous oxaliplatine.", "mentioned"),
        (COURSE, "Prednisone non indiquée.", "mentioned"),
        (COURSE, "Le ramipril a été suspendu puis repris.", "stay"),
        (COURSE, "Le furosémide est interrompu.", "stopped"),
        (HISTORY, "Traité par amoxicilline par son médecin traitant.", "mentioned"),
        (HISTORY, "Patient sous anticoagulant au long cours par warfarine.", "home"),
        (HISTORY, "Aux urgences, il reçoit 1 g de paracétamol.", "stay"),
    ],
)
def test_words_around_a_drug_tell_its_status(above: str, sentence: str, status: str) -> None:
    assert statuses(f"{above}{sentence}\n") == [status]


def test_a_drug_that_another_replaces_is_stopped() -> None:
    assert statuses(COURSE + "La metformine a été remplacée par insuline glargine.\n")[0] == "stopped"


CONCLUSION = REPORT + "Conclusion\n\n"


@pytest.mark.parametrize(
    ("above", "sentence", "status"),
    [
        (HISTORY, "Toux depuis 3 jours d'évolution favorable sous TAVANIC.", "mentioned"),
        (HISTORY, "Un traitement par TAHOR avait été introduit par le cardiologue.", "mentioned"),
        (HISTORY, "Mars 2025 : début FOLFIRINOX, bonne tolérance.", "mentioned"),
        (HISTORY, "Suivi pour une fibrillation atriale, mis sous CORDARONE depuis 2023.", "home"),
        (HISTORY, "Aux urgences, douleurs soulagées après ACUPAN.", "stay"),
        (COURSE, "Nous introduisons du BISOPROLOL 2,5 mg.", "stay"),
        (COURSE, "Fièvre persistante malgré PARACETAMOL.", "stay"),
        (COURSE, "Pas de nécessité de LASILIX.", "mentioned"),
        (COURSE, "Il sera convoqué pour une cure de RITUXIMAB.", "mentioned"),
        (CONCLUSION, "Patient suivi pour une maladie de Waldenström sous RITUXIMAB.", "home"),
        (CONCLUSION, "Patient sans antécédent hospitalisé pour abcès traités par METRONIDAZOLE.", "stay"),
        (COURSE, "Biologie : ferritine à 15 µg/L.\nAnémie traitée par Ferinject 1000 mg IV en une perfusion.", "stay"),
        (CONCLUSION, "Aplasie fébrile post BENDAMUSTINE.", "mentioned"),
        (CONCLUSION, "Sortie à domicile avec un traitement de fond par RELVAR.", "discharge"),
        (REPORT + "Motif d'hospitalisation\n\n", "Aplasie post C1 BENDAMUSTINE", "mentioned"),
        (REPORT + "Motif d'hospitalisation\n\n", "Surveillance sous CABOZANTINIB", "home"),
        (REPORT + "Motif d'hospitalisation\n\n", "Bilan avant mise sous RITUXIMAB", "mentioned"),
    ],
)
def test_the_sentence_tells_when_a_drug_was_taken(above: str, sentence: str, status: str) -> None:
    assert statuses(f"{above}{sentence}\n") == [status]
