"""Wordings of diseases, procedures and analytes lead to the code whose label says the same, and to no other."""

from __future__ import annotations

import pytest

from records.terminology.imported import Terminologies


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("infarctus du myocarde", "I21.9"),
        ("IDM", "I21.9"),
        ("cancer du sein gauche", "C50.9"),
        ("Tumeur maligne mammaire", "C50.9"),
        ("fracture du col fémoral droit", "S72.0"),
        ("diabète de type II", "E11"),
        ("diabète non insulinodépendant", "E11"),
        ("Maladie de Crohn", "K50"),
        ("entérite régionale", "K50"),
        ("hypertension essentielle", "I10"),
    ],
)
def test_the_same_words_in_any_order_form_and_side_are_the_label(
    terminologies: Terminologies, written: str, code: str
) -> None:
    assert terminologies.diseases is not None
    found = terminologies.diseases.resolve(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["ulcère de l'estomac", "infarctus", "fracture", "diabète de type 1", "", "sans"])
def test_a_label_that_says_more_or_else_is_not_taken(terminologies: Terminologies, written: str) -> None:
    assert terminologies.diseases is not None
    assert terminologies.diseases.resolve(written) is None


def test_with_and_without_are_not_the_same(terminologies: Terminologies) -> None:
    assert terminologies.diseases is not None
    codes = [
        terminologies.diseases.resolve(f"ulcère de l'estomac chronique {more}")
        for more in ("non précisé avec hémorragie", "sans hémorragie ni perforation", "avec perforation")
    ]
    assert [found.code if found else None for found in codes] == ["K25.4", "K25.7", None]


def test_procedures_by_their_whole_label_and_by_words(terminologies: Terminologies) -> None:
    assert terminologies.procedures is not None
    assert terminologies.procedures.resolve("appendicectomie par laparotomie").code == "HHFA011"  # type: ignore[union-attr]
    assert terminologies.procedures.resolve("appendicectomie") is None
    found = [entry.code for entry in terminologies.procedures.containing("appendicectomie", 10)]
    assert sorted(found) == ["HHFA001", "HHFA011"]
    assert list(terminologies.procedures.containing("appendicectomie", 1)) != []
    assert list(terminologies.procedures.containing("", 10)) == []


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("sodium", "mmol/L", "2951-2"),
        ("Sodium", "g/L", None),
        ("sodium", None, None),
        ("Platelets", "10*9/L", "777-3"),
        ("sodium", "km", None),
        ("licornes", "mmol/L", None),
    ],
)
def test_an_analyte_is_its_name_in_blood_in_a_unit_of_its_property(
    terminologies: Terminologies, name: str, unit: str | None, code: str | None
) -> None:
    assert terminologies.analytes is not None
    found = terminologies.analytes.resolve(name, unit)
    assert (found.code if found else None) == code
