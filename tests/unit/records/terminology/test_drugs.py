"""A drug's name as prescribers write it leads to its code, its molecules and, where it is told, the authorised drug."""

from __future__ import annotations

import pytest

from records.terminology.drugs import DrugBook
from records.terminology.imported import Terminologies


@pytest.fixture
def drugs(terminologies: Terminologies) -> DrugBook:
    book = terminologies.drugs
    assert book is not None
    return book


@pytest.mark.parametrize(
    ("written", "atc", "cis"),
    [
        ("Kardégic 75 mg", "B01AC06", "64755969"),
        ("KARDEGIC", "B01AC06", None),
        ("Doliprane", "N02BE01", None),
        ("Doliprane 500mg", "N02BE01", "60234100"),
        ("Doliprane 1 g", "N02BE01", None),
        ("Doliprane 1 g gél", "N02BE01", "60234102"),
        ("Doliprane 1000 mg cp", "N02BE01", "60234101"),
        ("Augmentin", "J01CR02", None),
        ("Augmentin adultes", "J01CR02", "61111111"),
        ("Coumadine", "B01AA03", "62222221"),
        ("zylorix fort", "M04AA01", "64444442"),
        ("Bricanyl", None, None),
        ("Bricanyl turbuhaler", "R03AC03", "63333336"),
        ("Bi Preterax", None, "63333337"),
    ],
)
def test_a_brand_with_its_strength_and_form_is_one_drug(
    drugs: DrugBook, written: str, atc: str, cis: str | None
) -> None:
    found = drugs.resolve(written)
    assert found is not None
    assert found.atc == atc
    assert (found.speciality.cis if found.speciality else None) == cis


@pytest.mark.parametrize("written", ["paracétamol", "Paracetamol 1 g", "amlodipine 5 mg", "warfarine"])
def test_a_molecule_never_tells_whose_drug_was_given(drugs: DrugBook, written: str) -> None:
    found = drugs.resolve(written)
    assert found is not None
    assert found.is_molecule
    assert found.speciality is None


def test_the_molecules_of_a_brand_are_told_without_their_salts(drugs: DrugBook) -> None:
    assert drugs.substances("Augmentin") == ("acide clavulanique", "amoxicilline")
    assert drugs.substances("Kardegic 160 mg") == ("acetylsalicylique acide",)
    assert drugs.substances("Coumadine") == ("warfarine",)


def test_an_unknown_name_with_a_code_has_that_codes_molecules(drugs: DrugBook) -> None:
    assert drugs.substances("le diurétique du matin", "C03CA01") == ("furosemide",)
    assert drugs.substances("le diurétique du matin") == ()


@pytest.mark.parametrize(
    ("misread", "name"), [("Amlodipne", "amlodipine"), ("Coumadlne", "coumadine"), ("Furosemde", "furosemide")]
)
def test_slips_are_forgiven_and_said(drugs: DrugBook, misread: str, name: str) -> None:
    found = drugs.resolve(misread)
    assert found is not None
    assert (found.key, found.is_exact) == (name, False)


@pytest.mark.parametrize("other", ["Coumard", "Lasix", "domicile", "Kardec", "arnica", "", "500 mg", "12"])
def test_what_is_too_far_off_too_short_or_homeopathic_is_nothing(drugs: DrugBook, other: str) -> None:
    assert drugs.resolve(other) is None


def test_codes_are_lent_within_a_generic_group_and_a_make_up_but_not_across_routes(drugs: DrugBook) -> None:
    assert drugs.resolve("Paracetamol Arrow 1 g").atc == "N02BE01"  # type: ignore[union-attr]
    assert drugs.resolve("Amlodipine EG").atc == "C08CA01"  # type: ignore[union-attr]
    assert drugs.resolve("dexaméthasone").atc is None  # type: ignore[union-attr]
    assert drugs.resolve("Dexafree").atc == "S01BA01"  # type: ignore[union-attr]


def test_a_pack_is_known_by_both_its_codes(drugs: DrugBook) -> None:
    for cip in ("3494980", "3400934949807"):
        assert drugs.pack(cip).cis == "64755969"  # type: ignore[union-attr]
    assert drugs.pack("3400900000000") is None


def test_running_text_is_searched_for_names_that_cannot_be_other_words(drugs: DrugBook) -> None:
    names = dict(drugs.names())
    assert names["doliprane"] == "N02BE01"
    assert names["amlodipine"] == "C08CA01"
    assert not {"amlodipine teva", "arnica", "dexamethasone"} & names.keys()
