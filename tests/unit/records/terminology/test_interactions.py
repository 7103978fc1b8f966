"""Interactions of a treatment, by substance and by family, as the thesaurus states them."""

from __future__ import annotations

import pytest

from records.terminology.families import families, members, thesaurus_key
from records.terminology.imported import Terminologies
from records.terminology.interactions import Entry, Level, Treatment, interactions_of
from records.terminology.thesaurus import Thesaurus
from records.terminology.thesaurus_file import told_levels
from records.terminology.wording import substance_key


@pytest.fixture
def thesaurus(terminologies: Terminologies) -> Thesaurus:
    found = terminologies.thesaurus
    assert found is not None
    return found


def flagged(thesaurus: Thesaurus, *drugs: str | tuple[str, str]) -> list[tuple[str, str, Level]]:
    treatment = [Treatment(drug) if isinstance(drug, str) else Treatment(*drug) for drug in drugs]
    return [(one.first.name, one.second.name, one.level) for one in thesaurus.interactions(treatment)]


def test_a_brand_answers_to_its_molecule_and_the_molecule_to_its_families(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "Kardégic 75 mg", "Coumadine") == [("Kardégic 75 mg", "Coumadine", Level.CONTRAINDICATED)]


def test_a_pair_that_the_thesaurus_lists_from_both_sides_is_flagged_once_and_in_any_order(thesaurus: Thesaurus) -> None:
    assert len(flagged(thesaurus, "Coumadine", "Kardegic")) == 1


def test_all_levels_that_may_hold_are_told_with_the_text_as_imported(thesaurus: Thesaurus) -> None:
    (interaction,) = thesaurus.interactions([Treatment("Kardegic"), Treatment("warfarine")])
    assert interaction.entry.levels == (Level.CONTRAINDICATED, Level.NOT_ADVISED, Level.CONSIDER)
    assert interaction.entry.advice == "CI - ASDEC - APEC Selon la dose"
    assert thesaurus.source == "ANSM, Thésaurus des interactions médicamenteuses (2023-09-15)"


def test_the_gravest_come_first(thesaurus: Thesaurus) -> None:
    found = flagged(thesaurus, "amlodipine", "Coumadine", "Kardegic", "Zylorix fort", "Augmentin")
    assert [level for *_, level in found] == [Level.CONTRAINDICATED, Level.NOT_ADVISED, Level.PRECAUTION]


def test_a_combination_interacts_by_each_of_its_molecules(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "Zylorix fort", "Augmentin") == [("Zylorix fort", "Augmentin", Level.NOT_ADVISED)]


def test_others_of_a_family_are_other_molecules_not_the_same_drug_twice(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "Lasilix", "furosémide") == []
    assert flagged(thesaurus, "Lasilix", "Dectancyl") == [("Lasilix", "Dectancyl", Level.CONSIDER)]


def test_eye_drops_and_inhaled_steroids_have_no_interactions_of_systemic_ones(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "Lasilix", ("Dexafree", "S01BA01")) == []
    assert flagged(thesaurus, "Lasilix", ("Flixotide", "R03BA05")) == []


def test_a_level_for_some_does_not_hold_for_all_others(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "alprazolam", "oxazépam") == [("alprazolam", "oxazépam", Level.CONSIDER)]
    assert flagged(thesaurus, "alprazolam", "phénobarbital") == [("alprazolam", "phénobarbital", Level.CONTRAINDICATED)]


def test_a_lost_heading_does_not_hand_a_familys_pair_to_the_family_above(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, "alprazolam", "ramipril") == []
    (interaction,) = thesaurus.interactions([Treatment("sitagliptine"), Treatment("ramipril")])
    assert interaction.entry.first == "AUTRES MEDICAMENTS À RISQUE D'ANGIO-ŒDÈME"


def test_a_drug_unknown_by_name_is_known_by_its_code(thesaurus: Thesaurus) -> None:
    assert flagged(thesaurus, ("l'antivitamine K", "B01AA03"), "Kardegic") != []
    assert flagged(thesaurus, "licorne", "Kardegic") == []


def test_without_the_drug_database_molecules_are_recognised_and_brands_are_not(terminologies: Terminologies) -> None:
    class Alone(Terminologies):
        @property
        def drugs(self) -> None:
            return None

    alone = Alone(terminologies.folder.parent).thesaurus
    assert alone is not None
    assert flagged(alone, "acide acétylsalicylique", "warfarine") != []
    assert flagged(alone, "Kardegic", "Coumadine") == []


def test_a_combination_taken_twice_is_no_pair_with_itself() -> None:
    entry = Entry("A", "B", (Level.PRECAUTION,), "", "")
    both = {"a": frozenset({"a"}), "b": frozenset({"b"})}
    assert interactions_of([(Treatment("x"), both), (Treatment("y"), both)], {("a", "b"): entry}) == ()
    only = {"b": frozenset({"b"})}
    assert len(interactions_of([(Treatment("x"), both), (Treatment("y"), only)], {("a", "b"): entry})) == 1
    alone = {"a": frozenset({"a"})}
    assert len(interactions_of([(Treatment("x"), alone), (Treatment("y"), only)], {("a", "b"): entry})) == 1


@pytest.mark.parametrize(
    ("substance", "family"),
    [
        ("périndopril", "INHIBITEURS DE L'ENZYME DE CONVERSION"),
        ("périndopril", "HYPERKALIÉMIANTS"),
        ("périndopril", "MÉDICAMENTS ABAISSANT LA PRESSION ARTÉRIELLE"),
        ("INDAPAMIDE", "DIURÉTIQUES"),
        ("CHLORHYDRATE DE TRAMADOL", "MÉDICAMENTS SÉDATIFS"),
        ("ÉNOXAPARINE SODIQUE", "HÉPARINES (DOSES PRÉVENTIVES)"),
        ("CHLORURE DE POTASSIUM", "HYPERKALIÉMIANTS"),
        ("rifampicine", "INDUCTEURS ENZYMATIQUES"),
    ],
)
def test_families_hold_what_the_families_within_them_hold(substance: str, family: str) -> None:
    assert thesaurus_key(family) in families()[substance_key(substance)]


@pytest.mark.parametrize(
    ("substance", "family"),
    [
        ("rifampicine", "INDUCTEURS ENZYMATIQUES PUISSANTS"),
        ("hydrocortisone", "GLUCOCORTICOÏDES (SAUF HYDROCORTISONE)"),
        ("clozapine", "NEUROLEPTIQUES ANTIPSYCHOTIQUES (SAUF CLOZAPINE)"),
        ("sotalol", "BÊTA-BLOQUANTS (SAUF ESMOLOL ET SOTALOL) (Y COMPRIS COLLYRES)"),
        ("guanfacine", "ANTIHYPERTENSEURS SAUF ALPHA-BLOQUANTS"),
        ("flunitrazépam", "MÉDICAMENTS SÉDATIFS"),
    ],
)
def test_families_do_not_hold_what_their_name_or_list_leaves_out(substance: str, family: str) -> None:
    assert thesaurus_key(family) not in families()[substance_key(substance)]


def test_every_family_has_members_and_the_rest_of_a_family_is_the_family() -> None:
    assert all(members().values())
    for rest, family in (
        ("AUTRES HYPERKALIÉMIANTS", "HYPERKALIÉMIANTS"),
        ("FIBRATES (AUTRES)", "FIBRATES"),
        ("AUTRES MÉDICAMENTS HYPONATRÉMIANTS", "HYPONATRÉMIANTS"),
    ):
        assert members()[thesaurus_key(rest)] == members()[thesaurus_key(family)]


@pytest.mark.parametrize(
    ("level", "advice", "levels"),
    [
        ("CI", "", (Level.CONTRAINDICATED,)),
        ("Association déconseillée", "Surveiller.", (Level.NOT_ADVISED,)),
        ("PE", "ASDEC - PE Association déconseillée : …", (Level.NOT_ADVISED, Level.PRECAUTION)),
        ("APEC", "CI avec la simvastatine", (Level.CONSIDER,)),
        ("grave", "", ()),
    ],
)
def test_levels_are_those_of_the_column_and_those_the_advice_begins_with(
    level: str, advice: str, levels: tuple[Level, ...]
) -> None:
    assert told_levels(level, advice) == levels


def test_a_treatment_in_a_log_tells_no_name() -> None:
    assert "Kardegic" not in repr(Treatment("Kardegic", "B01AC06"))
