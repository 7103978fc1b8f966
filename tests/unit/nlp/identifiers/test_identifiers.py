"""Words that identify people, marked in sentences: `<kind:words>`. People, places and numbers are invented."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from nlp.identifiers import Kind, find_identifiers
from records.fields import Evidence, Field, Method

MARK = re.compile(r"<(?P<kind>[a-z_]+):(?P<words>[^>]*)>")


def unmarked(marked: str) -> tuple[str, list[tuple[str, str]]]:
    return MARK.sub(r"\g<words>", marked), [(match["kind"], match["words"]) for match in MARK.finditer(marked)]


@pytest.mark.parametrize(
    "marked",
    [
        # names
        "Mme <first_name:Solène> <last_name:QUERVADEC> est sortie.",
        "Vu avec le Dr <last_name:BRAVELOT> ce jour.",
        "Pr <first_name:J.> <last_name:Castermane>",
        "<last_name:HARLEQUOIS> <first_name:Gérard>, retraité",
        "Compte rendu rédigé par <first_name:Odile> <last_name:Marvelois>",
        "Psychologue : <first_name:Thibault> <last_name:Ulmereau>",
        "<first_name:A.> <last_name:Vauquelier> (Interne)",
        "<last_name:DE LUCA> <first_name:Roberta>",
        "Je remercie le docteur <last_name:Orsevelle>.",
        # dates
        "née le <birth_date:03/05/1958>, vue le <date:12 mars 2026>",
        "Appendicectomie en <date:1998>, puis <date:dec2003>",
        "imprimé le <date:vingt quatre août deux mille dix-sept>",
        "le <date:l2/O3/2O19>, rdv le <date:05nov.>",
        "du <date:12> au <date:15 mars 2026>",
        "<date:2 1 0 3 2 0 2 6>",
        "le <date:14 juilet 2020>, revu le <date:1 2/03/2021> puis à <date:Noël 2019>",
        "le <date:12 du mois de mars de l'année 2020>",
        "le <date:12\nmars 2021>, rdv <date:4/11> à 14h",
        "revu le <date:5/10>, rdv <date:4/10> à 14h, sortie le <date:6/10>",
        "<date:12/10> : chute. Soin débuté <date:9/12>. Mercredi <date:12/10>, rdv le <date:12> et le <date:13/10>",
        "| <date:12/10> | <date:13/10> |",
        "depuis <date:2010/2011>, <date:12ème octobre 2011>, <date:12/10/20l1>",
        # numbers
        "Tél : <phone:01 99 00 12 34>, fax <phone:+33 1 99 00 12 35>",
        "Écrire à <email:s.castermane@hopital.example>",
        "NIR : <nir:2 58 05 99 000 123 39>",
        "IPP : <ipp:8012345678> NDA : <stay_number:1023456789>",
        "Dossier n° <stay_number:42bg98765>",
        # places
        "Demeurant <address:12 bis rue des Tilleuls>, <zip:35000> <town:RENNES>",
        "adressé par l'hôpital <hospital:Saint-Antoine>",
        "transférée au CHU de <town:Brest>",
        "suivi au centre hospitalier de <town:Montrevel>",
        "Lieu de naissance : <town:Villemorte>",
        "née le <birth_date:12/03/1954> à <town:VILLEMORTE>",
        "Elle habite <town:Villemorte-sur-Orge>, ses parents sont de <town:Saint-Corneil>.",
        "He lives in <town:Villemorte>.",
    ],
)
def test_what_identifies_is_found_with_its_kind(marked: str) -> None:
    text, wanted = unmarked(marked)
    found = [(one.kind.value, text[one.start : one.end]) for one in find_identifiers(text)]
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Pas de fièvre. Paracétamol 1 g toutes les 6 heures si besoin.",
        "Maladie de Parkinson, score de Glasgow à 15, syndrome de Gilles de la Tourette.",
        "Hb 12,5 g/dL, plaquettes 250 000/mm3, créatinine 80 µmol/L, TA 12/08.",
        "EXAMEN CLINIQUE : PATIENTE CONSCIENTE, ABDOMEN SOUPLE ET INDOLORE.",
        "39 95 8149 48 95 019 0 3 041 0 1950 38 56",
        "G2P1, 39 SA + 4 jours, Apgar 10/10/10.",
        "TA 12/10, EVA 10/10, force 5/5, score 3/12 à l'entrée.",
        "EVA 5/10 au repos, EVA : 4/10 matin, EN 4/10 soir, EN à 3/10 ce soir.",
        "| OD | 5/10 |\n| OG | 8/10 |\n| Deltoïde | 4/5 |",
        "vue 10/10, vue 5/10 à droite, EVA 6/10 à 14h.",
        "TA 12/07 13/08, puis TA : 14/09 12/07 11/06.",
        "5/10 : douleur modérée",
        "K 4,5 ; 12 ; 2000",
        "Un syndrome de Gilles-de-la-Tourette.",
    ],
)
def test_what_is_medicine_is_left_alone(text: str) -> None:
    assert [text[one.start : one.end] for one in find_identifiers(text)] == []


def test_a_name_found_once_is_found_everywhere_also_misread() -> None:
    text = "Mme Solène QUERVADEC. La fille de quervadec. QUERVADEG Solène : sortie. Le bras droit de Quervadec."
    names = [text[one.start : one.end] for one in find_identifiers(text) if one.kind is Kind.LAST_NAME]
    assert names == ["QUERVADEC", "quervadec", "QUERVADEG", "Quervadec"]


def test_names_among_the_fields_are_found_where_nothing_announces_them() -> None:
    text = "Le soir, Petit se sent mieux."
    assert find_identifiers(text) == ()
    field = Field("patient.last_name", "PETIT", Evidence("PETIT", 1, 0, 5, ()), Method.RULE, "test/1")
    assert [text[one.start : one.end] for one in find_identifiers(text, [field])] == ["Petit"]


def test_finds_do_not_overlap_and_are_in_order() -> None:
    text = "Dr Jean MARTIN, 12 rue Jean Martin, 35000 Rennes, jean.martin@hopital.example, 12/03/2026"
    found = find_identifiers(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 < one.confidence < 1 for one in found)
