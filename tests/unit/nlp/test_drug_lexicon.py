"""Every line of the drug lexicons loads and is used."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from nlp.lexicons import lexicon
from nlp.readers.medications.cues import Cue, cues
from nlp.readers.medications.elements import Kind, patterns
from nlp.readers.medications.lexicon import Need, find_names, names, normal, ordinary_words, stems
from nlp.readers.medications.vaccines import vaccines
from nlp.sections import fold


def column(name: str, key: str) -> list[str]:
    lines = (files("nlp.lexicons") / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [row[key] for row in csv.DictReader(line for line in lines if line and not line.startswith("#"))]


@pytest.mark.parametrize("name", ["drug_names", "drug_classes"])
def test_each_name_is_found_in_a_text(name: str) -> None:
    missed = [
        spelling
        for row in column(name, "names")
        for spelling in row.split("|")
        if not any(mention.key == normal(spelling) for mention in find_names(fold(f"sous {spelling} ce jour")))
    ]
    assert missed == []


def test_each_ambiguous_name_is_a_known_name() -> None:
    assert [
        name for row in column("drug_ambiguous", "names") for name in row.split("|") if normal(name) not in names()
    ] == []
    assert {names()[normal(name)].need for row in column("drug_ambiguous", "names") for name in row.split("|")} == {
        Need.CAPITALS,
        Need.GIVEN,
        Need.NEVER,
    }


def test_each_stem_makes_an_unknown_word_a_drug() -> None:
    for stem in stems():
        (mention,) = find_names(f"xuvqu{stem}")
        assert mention.rule == "stem", stem


def test_no_ordinary_word_is_taken_for_a_misspelt_drug() -> None:
    assert [word for word in ordinary_words() for mention in find_names(word) if mention.rule in {"slip", "stem"}] == []


def test_each_vaccine_is_found_behind_a_vaccination_word() -> None:
    for target in lexicon("drug_vaccines")["targets"]:
        assert [mention.key for mention in vaccines(f"vaccination {target} faite", [])] == [target]


@pytest.mark.parametrize("cue", list(Cue))
def test_cues_compile(cue: Cue) -> None:
    before, after = cues(cue)
    assert not before.precedes("", 0)
    assert not after.follows("", 0)


def test_posology_patterns_cover_every_kind() -> None:
    assert {kind for kind, _, _ in patterns()} == set(Kind)


@pytest.mark.parametrize(
    ("name", "atc"),
    [("oxytocine", "H01BB02"), ("ocytocine", "H01BB02"), ("Dupixent", "D11AH05"), ("azithromycine", "J01FA10")],
)
def test_a_class_of_ours_never_hides_the_code_of_a_substance(name: str, atc: str) -> None:
    assert names()[normal(name)].atc == atc
