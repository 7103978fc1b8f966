"""Queries as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import QueryRefused, QueryTooLong
from records.search.engines import MOST_BYTES, fts5, tsquery, tsvector, within_limit
from records.search.parsing import parse
from records.search.query import Clause, Days, Facet, Measure, Words


def only(text: str) -> Clause:
    (clause,) = parse(text).clauses
    return clause


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("date:2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("date:2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("date:12/03/2025", date(2025, 3, 12), date(2025, 3, 12)),
        ("date:2025-01..03/2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("date:..2025", None, date(2025, 12, 31)),
        ("depuis:2025-03", date(2025, 3, 1), None),
        ("before:2025-03", None, date(2025, 3, 31)),
    ],
)
def test_days(text: str, since: date | None, until: date | None) -> None:
    clause = only(text)
    assert isinstance(clause, Days)
    assert (clause.since, clause.until) == (since, until)


@pytest.mark.parametrize(
    ("text", "name", "sign", "amount", "unit"),
    [
        ("crp > 100", "crp", ">", 100.0, None),
        ("CRP≥12,5mg/L", "crp", ">=", 12.5, "mg/l"),
        ("protéine C réactive <= 3 mg/L", "crp", "<=", 3.0, "mg/l"),
        ("température >= 38,5 °C", "vitals.temperature_c", ">=", 38.5, "cel"),
        ("TAS < 90 mmHg", "vitals.systolic_bp_mmhg", "<", 90.0, "mm[hg]"),
        ("kaliémie = 4", "potassium", "=", 4.0, None),
    ],
)
def test_comparisons(text: str, name: str, sign: str, amount: float, unit: str | None) -> None:
    clause = only(text)
    assert isinstance(clause, Measure)
    assert (clause.name, clause.sign, clause.amount, clause.unit) == (name, sign, amount, unit)


def test_a_word_after_a_number_is_no_unit() -> None:
    measure, word = parse("crp > 100 fièvre").clauses
    assert isinstance(measure, Measure)
    assert isinstance(word, Words)
    assert (measure.unit, word.written) == (None, "fièvre")


def test_words_before_the_name_of_a_comparison_stay_words() -> None:
    word, measure = parse("toux protéine C réactive > 3").clauses
    assert (word.written, measure.written) == ("toux", "protéine C réactive > 3")


@pytest.mark.parametrize("text", ["-toux", "NOT toux", "SAUF toux", "-crp>3", "-service:cardiologie", '-"base droite"'])
def test_exclusions(text: str) -> None:
    assert only(text).excluded


@pytest.mark.parametrize("text", ["sous-clavière", "post-partum", "12-14"])
def test_a_dash_within_a_word_excludes_nothing(text: str) -> None:
    assert not any(clause.excluded for clause in parse(text).clauses)


def test_a_colon_that_stands_apart_may_be_only_a_colon() -> None:
    assert all(isinstance(clause, Words) for clause in parse("Conclusion : pneumopathie").clauses)
    assert isinstance(only("service : cardiologie"), Facet)


def test_other_writings_are_named() -> None:
    clause = only("HTA")
    assert isinstance(clause, Words)
    assert clause.also == ("hypertension artérielle", "high blood pressure")


def test_a_query_of_small_words_means_them() -> None:
    assert [clause.written for clause in parse("de la").clauses] == ["de", "la"]


def test_terms_in_the_language_of_each_database() -> None:
    wanted = parse('"base droite" amox*').words
    assert fts5(wanted) == '("bas droit" OR "base droit") AND ("amox" *)'
    assert tsquery(wanted) == "('bas' <-> 'droit' | 'base' <-> 'droit') & ('amox':*)"
    assert tsvector(["a", "b", "a"]) == "'a':1,3 'b':2"


def test_terms_of_a_huge_document_are_kept_to_what_a_database_takes() -> None:
    terms = [f"mot{at}" for at in range(100_000)] + ["fin"]
    kept = within_limit(terms)
    assert list(kept) == terms[: len(kept)]
    assert MOST_BYTES - 20 < len(tsvector(kept)) <= MOST_BYTES
    assert within_limit(["mot"] * 500_000) == ["mot"] * 500_000, "places further on take nothing"


@pytest.mark.parametrize(
    "text",
    [
        '"pas' + " a" * 200 + '"',
        "pas" + " de" * 150 + " fièvre",
        " ".join(["fièvre"] * 31),
        " ".join(f'"pas de {one} thoracique gauche depuis trois jours"' for one in ("douleur", "gêne", "toux") * 3),
        "e" + "\u0301\u0323" * 250,
    ],
)
def test_a_query_that_would_cost_too_much_is_refused(text: str) -> None:
    with pytest.raises(QueryTooLong):
        parse(text)


def test_a_long_phrase_that_turns_nothing_round_is_looked_for() -> None:
    sentence = "Le patient est adressé pour le bilan d'une dyspnée d'effort qui dure depuis trois semaines et demie"
    clause = only(f'"{sentence}"')
    assert isinstance(clause, Words)
    assert len(clause.variants) <= 3


@given(st.text(alphabet=st.sampled_from("abé1,.:-*<>=\"«»' \n\tНОβ()&|!"), max_size=40) | st.text(max_size=40))
def test_any_text_is_understood_or_refused_with_reason(text: str) -> None:
    try:
        query = parse(text)
    except QueryRefused as refusal:
        assert refusal.message("fr") != refusal.message("en")
        return
    assert query.clauses
    if query.words:
        assert fts5(query.words).isascii()
        assert tsquery(query.words).isascii()
