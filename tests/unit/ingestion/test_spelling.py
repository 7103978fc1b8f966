"""The model of letters: learnt from little text, and the one that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.ocr import spelling
from ingestion.ocr.spelling import UNSEEN, Spelling, load_spelling
from ingestion.training.spelling import letter_tables
from records.errors import ServiceNotReady

TEXTS = ["patiente opérée patient opéré"] * 20 + ["la patiente est sortie"] * 20


def test_words_that_were_learnt_are_more_usual_than_slips() -> None:
    learnt = Spelling(*letter_tables(TEXTS))
    assert learnt.usual("patiente") > learnt.usual("patlente") > learnt.usual("qzxvw")
    assert learnt.usual("") == UNSEEN


def test_the_chances_of_what_may_follow_sum_to_no_more_than_one() -> None:
    chance, _ = letter_tables(TEXTS)
    assert all(value <= 0 for value in chance.values())
    assert Spelling(chance, {}).usual("opérée") < 0


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


def test_without_the_shipped_model_the_service_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (None, tmp_path):
        monkeypatch.setattr(spelling, "models_folder", lambda folder=folder: folder)
        with pytest.raises(ServiceNotReady):
            load_spelling.__wrapped__()  # type: ignore[attr-defined]
