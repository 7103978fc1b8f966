"""Conditions of English sentences, by names and cues."""

from __future__ import annotations

import pytest

from nlp.assertion.context import Contexts
from nlp.lexicons import lexicon
from nlp.readers import conditions
from nlp.readers.conditions_en import MODEL, english_candidates, is_english
from nlp.text import ClinicalText

AROUND = "The patient was seen in the clinic. "


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("She has type 2 diabetes and hypertension.", {"type 2 diabetes": "present", "hypertension": "present"}),
        ("He denies chest pain, no fever.", {"chest pain": "absent", "fever": "absent"}),
        ("Past history of asthma.", {"asthma": "history"}),
        ("Possible community pneumonia.", {"pneumonia": "possible"}),
        ("Family history of breast cancer.", {"breast cancer": "family"}),
        ("Acute left lower abdominal pain.", {"Acute left lower abdominal pain": "present"}),
        ("There was swelling of the left leg.", {"swelling of the left leg": "present"}),
        ("CT was consistent with diverticulitis.", {"diverticulitis": "present"}),
        ("Disease progression was discussed, and the diagnosis.", {}),
    ],
)
def test_an_english_sentence_is_read(sentence: str, found: dict[str, str]) -> None:
    fields = conditions.read(ClinicalText.of(AROUND + sentence))
    assert {str(field.value): field.assertion.value for field in fields} == found
    assert {field.model for field in fields} <= {MODEL}


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (AROUND, True),
        ("Patient vu pour une toux. Pas de fièvre, the end.", False),
        ("Le scanner du thorax est normal. The CT of the chest was normal.", False),
        ("HTA, DT2, BPCO", False),
    ],
)
def test_the_language_is_told_by_small_words(text: str, english: bool) -> None:
    assert is_english(Contexts(ClinicalText.of(text)).tokens) is english


@pytest.mark.parametrize("head", lexicon("conditions_en")["heads"])
def test_each_head_is_found(head: str) -> None:
    mentions = english_candidates(Contexts(ClinicalText.of(f"severe {head}")))
    assert [(one.start, one.end) for one in mentions] == [(0, 1 + len(head.split()))]
