"""The model of letters: learnt from little text, and the one that is shipped."""

from __future__ import annotations

import pytest

from ingestion.ocr.spelling import UNSEEN, Spelling, load_spelling
from ingestion.training.spelling import letter_tables

TEXTS = ["patiente opérée patient opéré"] * 20 + ["la patiente est sortie"] * 20


def test_words_that_were_learnt_are_more_usual_than_slips() -> None:
    spelling = Spelling(*letter_tables(TEXTS))
    assert spelling.usual("patiente") > spelling.usual("patlente") > spelling.usual("qzxvw")
    assert spelling.usual("") == UNSEEN


def test_the_chances_of_what_may_follow_sum_to_no_more_than_one() -> None:
    chance, _ = letter_tables(TEXTS)
    spelling = Spelling(chance, {})
    assert all(value <= 0 for value in chance.values())
    assert spelling.usual("opérée") < 0


def test_rare_runs_are_forgotten() -> None:
    once, _ = letter_tables([*TEXTS, "Zygomar"])
    often, _ = letter_tables([*TEXTS, *["Zygomar"] * 3])
    assert len(once) < len(often)


@pytest.mark.parametrize(
    ("right", "misread"),
    [
        ("métastatique", "métastauque"),
        ("adénocarcinome", "adénocarcmome"),
        ("complémentaires", "complémientaires"),
        ("paracétamol 1000 mg", "paracétamol 1OOO rng"),
        ("The patient was discharged", "Tbe patlent was dischargcd"),
    ],
)
def test_the_shipped_model_prefers_french_and_english_words_to_misreadings(right: str, misread: str) -> None:
    assert load_spelling().usual(right) > load_spelling().usual(misread) + 0.3
