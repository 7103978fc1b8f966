"""Spellings that mean the same compare equal, and those that do not stay apart."""

from __future__ import annotations

import pytest

from records.terminology.strengths import before_strength, strengths
from records.terminology.wording import fold, label_key, slips, substance_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CHLORHYDRATE DE TRAMADOL", "tramadol"),
        ("TERTATOLOL (CHLORHYDRATE DE)", "Tertatolol"),
        ("OXYBATE DE SODIUM", "SODIUM (OXYBATE DE)"),
        ("DIMÉTHYLE ( FUMARATE DE)", "FUMARATE DE DIMÉTHYLE"),
        ("BÉSILATE D'AMLODIPINE", "AMLODIPINE (BÉSILATE D')"),
        ("CITRATE DE SODIUM", "SODIUM (CITRATE DE)"),
    ],
)
def test_a_substance_is_one_with_and_without_its_salt(one: str, other: str) -> None:
    assert substance_key(one) == substance_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("CHLORURE", "CITRATE"), ("acide folique", "acide folinique"), ("bicarbonate de sodium", "oxybate de sodium")],
)
def test_different_substances_stay_apart(one: str, other: str) -> None:
    assert substance_key(one) != substance_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hémorragie, sans précision", "hémorragies"),
        ("Fracture du fémur, partie non précisée", "fracture fémorale"),
        ("Insuffisance rénale, sans autre indication", "insuffisance du rein"),
        ("Pneumonie", "pneumopathie"),
    ],
)
def test_a_label_is_its_words_in_any_form(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ulcère avec hémorragie", "ulcère sans hémorragie"),
        ("fracture ouverte", "fracture non ouverte"),
        ("autres tétanos", "tétanos"),
        ("diabète de type 1", "diabète de type 2"),
    ],
)
def test_words_that_change_the_code_count(one: str, other: str) -> None:
    assert label_key(one) != label_key(other)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("DOLIPRANE 1000 mg", (("g", 1.0),)),
        ("1 g", (("g", 1.0),)),
        ("500 mg/62,5 mg", (("g", 0.5), ("g", 0.0625))),
        ("10 000 UI/ml", (("ui", 10000.0),)),
        ("120 microgrammes", (("g", 0.00012),)),
        ("75 µg", (("g", 0.000075),)),
        ("2 ml, 3 gouttes, 5 gélules", ()),
    ],
)
def test_strengths_compare_whatever_their_unit(text: str, amounts: tuple[tuple[str, float], ...]) -> None:
    assert strengths(text) == amounts


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("DOLIPRANE 500 mg, comprimé", "DOLIPRANE"),
        ("TRISEQUENS, comprimé pelliculé", "TRISEQUENS"),
        ("Kardégic 75", "Kardégic"),
        ("VITAMINE B12 GERDA 1000 microgrammes/4 ml", "VITAMINE B12 GERDA"),
        ("NATISPRAY 0,30 mg/dose, solution", "NATISPRAY"),
        ("Œstrogel 0,06 %", "Œstrogel"),
    ],
)
def test_a_name_ends_where_its_strength_or_form_begins(name: str, before: str) -> None:
    assert before_strength(name) == before


def test_slips_are_letters_added_dropped_changed_or_swapped() -> None:
    assert [slips("amlodipine", other, 2) for other in ("amlodipine", "amlodipne", "amlodipien", "amxodipnie")] == [
        0,
        1,
        1,
        2,
    ]
    assert slips("amlodipine", "paracetamol", 2) == 3


def test_folding_leaves_small_plain_letters() -> None:
    assert fold("Œdème ÀÇÉ µg ’ ß e\N{COMBINING ACUTE ACCENT}") == "oedeme ace ug ' ss e"
