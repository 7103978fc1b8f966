"""Words become terms: stemmed, then folded; names and codes left whole; places kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.search.analysis import language_of, terms_in_any_language, tokens


def terms(text: str, language: str = "fr") -> list[str]:
    return [token.term for token in tokens(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Opérée opérer opéré opérations", ["oper", "oper", "oper", "oper"]),
        ("l'hypertension artérielle", ["l", "hypertens", "arteriel"]),
        ("Amoxicilline Doliprane", ["amoxicilline", "doliprane"]),
        ("C09AA05 E11.9 CO2 HbA1c", ["c09aa05", "e11.9", "co2", "hba1c"]),
        ("CRP 12,5 mg/L", ["crp", "12.5", "mg", "l"]),
        ("H.T.A. cœur œdème", ["hta", "coeur", "oedem"]),
        ("β-bloquant", ["_3b2", "bloqu"]),
    ],
)
def test_french_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_english_words() -> None:
    assert terms("The patients were treated for infections", "en") == [
        "the", "patient", "were", "treat", "for", "infect",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("operer", "opérée"),
        ("hemorragies", "Hémorragie"),
        ("FIEVRE", "fièvres"),
        ("hypertensions", "hypertension"),
        ("antecedent", "Antécédents"),
    ],
)
def test_what_is_asked_finds_what_is_written(asked: str, written: str) -> None:
    (term,) = terms(written)
    assert term in terms_in_any_language(asked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fin.H.T.A. connue", ["fin", "hta", "connu"]),
        ("1.H.T.A. connue", ["1", "hta", "connu"]),
        ("H.T.A", ["h", "t", "a"]),
        ("n. b. x.y.z1", ["n", "b", "x", "y", "z1"]),
    ],
)
def test_letters_with_points(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_long_row_of_letters_with_points_is_cut_in_one_go() -> None:
    """Tried anew from each of its letters, this would take hours."""
    assert len(terms("a." * 500_000 + "1")) == 500_001


@given(st.text(max_size=200))
def test_places_are_those_of_the_text_and_terms_are_plain(text: str) -> None:
    last = 0
    for token in tokens(text, "fr"):
        assert last <= token.start < token.end <= len(text)
        assert text[token.start : token.end].casefold() == token.word
        assert token.term.isascii()
        assert not set(token.term) - set("abcdefghijklmnopqrstuvwxyz0123456789._")
        last = token.end


def test_the_language_is_told_by_small_words() -> None:
    assert language_of("The patient was seen in the clinic") == "en"
    assert language_of("Le patient a été vu à la clinique") == "fr"
    assert language_of("CRP 12") == "fr"
