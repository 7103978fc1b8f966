from __future__ import annotations

import pytest

from nlp.readers import identity
from nlp.readers.identity import nir_key_is_right
from nlp.text import ClinicalText


def read(report: str) -> dict[str, object]:
    return {field.name.removeprefix("patient."): field.value for field in identity.read(ClinicalText.of(report))}


@pytest.mark.parametrize(
    ("sentence", "last", "first"),
    [
        ("Madame Solange Vermontel, 62 ans, est hospitalisée", "Vermontel", "Solange"),
        ("M. VERMONTEL Jean-Luc est hospitalisé", "VERMONTEL", "Jean-Luc"),
        ("Monsieur Karim Ben sallou, âgé de 40 ans", "Ben sallou", "Karim"),
        ("Mme Odile M. Brancier, 51 ans", "Brancier", "Odile"),
        ("Madame Linh Dang vu, 75 ans", "Dang vu", "Linh"),
        ("Je vois ce jour Odette LE GALLIC âgée de 51 ans", "LE GALLIC", "Odette"),
        ("L'enfant Tom Marsouin, 2 ans, est hospitalisé", "Marsouin", "Tom"),
        ("Patient : Alfred Rombier\n\nNé le : 14/07/1947", "Rombier", "Alfred"),
        ("Nom : ROMBIER   Prénom : Jeanne   Né(e) le 03/04/1956", "ROMBIER", "Jeanne"),
        ("Nom et prénom : ROMBIER Jeanne\nSexe : F", "ROMBIER", "Jeanne"),
    ],
)
def test_names_in_every_order(sentence: str, last: str, first: str) -> None:
    record = read(sentence)
    assert (record["last_name"], record["first_name"]) == (last, first)


def test_a_married_woman_has_two_names() -> None:
    record = read("Mme ROMBIER née VASSELIN Jeanne, 68 ans")
    assert record["last_name"] == "ROMBIER"
    assert record["birth_name"] == "VASSELIN"
    assert record["first_name"] == "Jeanne"


def test_the_doctor_is_not_the_patient() -> None:
    record = read("Monsieur le Docteur Paul Grivel\n\nCher confrère,\n\nJe vois ce jour Madame Ana Tissot, 44 ans.")
    assert record["last_name"] == "Tissot"


@pytest.mark.parametrize(
    ("sentence", "sex"),
    [
        ("Madame Solange Vermontel, 62 ans", "F"),
        ("Patient : Faith Orsel\nNé le : 26/10/1959\nSexe : F", "F"),
        ("Je vois ce jour Dominique Aubrier âgée de 67 ans", "F"),
        ("Le patient M. Thierry Aubrier 56 ans a été vu", "M"),
    ],
)
def test_sex(sentence: str, sex: str) -> None:
    assert read(sentence)["sex"] == sex


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("Madame Ana Tissot, 44 ans, est vue", 44),
        ("Il s'agit d'une patiente de 72 ans opérée il y a 3 ans", 72),
        ("Monsieur Jean Rombier\nné le 13/06/1972 (52 ans)", 52),
        ("L'enfant Léo Rombier, 18 mois, est hospitalisé", 1.5),
        ("L'enfant Léo Rombier, 3 ans et demi, est vu", 3.5),
        ("Madame Ana Tissot, âgée de quatre-vingt-deux ans", 82),
        ("A 63-year-old man presented with chest pain", 63),
    ],
)
def test_age(sentence: str, years: float) -> None:
    assert read(sentence)["age_years"] == years


def test_years_since_an_event_are_no_age() -> None:
    assert "age_years" not in read("Diabète depuis 12 ans, opéré il y a 3 ans.")


@pytest.mark.parametrize(
    ("sentence", "iso"),
    [
        ("Née le 03/04/1956", "1956-04-03"),
        ("Date de naissance : 3 avril 1956", "1956-04-03"),
        ("né le 03/04/56, vu le 02/05/2025", "1956-04-03"),
        ("né le 03/04/24, vu le 02/05/2025", "2024-04-03"),
    ],
)
def test_birth_date(sentence: str, iso: str) -> None:
    assert read(sentence)["birth_date"] == iso


def test_national_number_only_with_its_key() -> None:
    assert read("NIR : 2 55 08 14 168 025 38")["nir"] == "255081416802538"
    assert "nir" not in read("NIR : 2 55 08 14 168 025 39")


def test_national_number_of_a_corsican() -> None:
    body = int("1850119123456")
    key = 97 - body % 97
    assert nir_key_is_right(f"185012A123456{key:02d}")
    assert not nir_key_is_right(f"185012B123456{key:02d}")


def test_hospital_number() -> None:
    assert read("IPP : 8004512367")["ipp"] == "8004512367"
