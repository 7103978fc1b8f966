"""Every entry of the search's lexicons is of use."""

from __future__ import annotations

from collections import Counter

from records.catalogue import catalogue
from records.search.analysis import fold, term, words
from records.search.lexicon import lines, table
from records.search.measures import measure_name, vital_signs
from records.search.synonyms import group_of, groups, key
from records.search.wording import is_negation


def test_every_writing_finds_its_group() -> None:
    lost = [writing for group in groups() for writing in group if group_of(words(writing)) != group]
    assert lost == []


def test_no_writing_says_two_things() -> None:
    keys = Counter(one for group in groups() for one in {key(words(writing)) for writing in group})
    assert [one for one, count in keys.items() if count > 1] == []


def test_every_group_has_several_writings() -> None:
    assert [group for group in groups() if len({key(words(writing)) for writing in group}) < 2] == []


def test_names_of_drugs_are_left_whole() -> None:
    names = lines("drug_names.txt")
    assert [name for name in names if fold(name) != name or term(name, "fr") != name] == []
    assert len(set(names)) == len(names)


def test_every_name_of_a_measure_means_one() -> None:
    for line in table("measures.toml")["labs"]:
        assert len({measure_name(words(name)) for name in line}) == 1, line
    assert vital_signs() <= catalogue().keys()
    for field, names in table("measures.toml")["vitals"].items():
        assert {measure_name(words(name)) for name in names} == {field}


def test_no_name_of_a_filter_means_two() -> None:
    names = Counter(name for line in table("filters.toml").values() for name in line)
    assert [name for name, count in names.items() if count > 1 or fold(name) != name] == []


def test_every_negation_turns_a_phrase_round() -> None:
    assert all(is_negation(word) for word in table("stopwords.toml")["negations"])
