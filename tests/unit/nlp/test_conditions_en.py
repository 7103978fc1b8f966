"""Conditions of English sentences, by names and cues."""

from __future__ import annotations

import pytest

from nlp.assertion.context import Contexts
from nlp.language import language_of
from nlp.lexicons import lexicon
from nlp.readers import conditions
from nlp.readers.conditions_en import MODEL, english_candidates
from nlp.text import ClinicalText

AROUND = "The patient was seen in the clinic. "

BUNDLE = """Antécédents : HTA, fibrillation auriculaire, asthme.
Exploration électrophysiologique : faisceau de His enregistré, potentiel His distal, His proximal. HV 65 ms.
Dédoublement de His. Patient for transféré."""


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
        ("He has hearing aids. HIV test was negative. Influenza vaccine was given in the clinic.", {}),
        ("His hepatitis B surface antigen was negative. Depression screening was negative.", {}),
        ("DVT prophylaxis was started in the stroke unit; diabetes medications were continued.", {}),
        ("She has hepatitis B and hepatitis C.", {"hepatitis B": "present", "hepatitis C": "present"}),
        ("She had hepatitis a year ago.", {"hepatitis": "present"}),
        (
            "A 71 year old man with end-stage renal disease and type 2 diabetes mellitus.",
            {"end-stage renal disease": "present", "type 2 diabetes mellitus": "present"},
        ),
        ("Grade II renal disease, 2 ulcers.", {"Grade II renal disease": "present", "ulcers": "present"}),
        ("Lesions were seen. Masses, injuries and infections were seen.", {}),
        ("Hepatic lesions were seen.", {"Hepatic lesions": "present"}),
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
        ("", False),
        ("The patient was admitted with a history of fever and has no cough.", True),
        (BUNDLE, False),
    ],
)
def test_the_language_is_told_by_small_words(text: str, english: bool) -> None:
    assert (language_of(Contexts(ClinicalText.of(text)).tokens.words) == "en") is english


@pytest.mark.parametrize("head", lexicon("conditions_en")["heads"])
def test_each_head_is_found(head: str) -> None:
    mentions = english_candidates(Contexts(ClinicalText.of(f"severe {head}")))
    assert [(one.start, one.end) for one in mentions] == [(0, 1 + len(head.split()))]


def test_a_french_report_of_the_bundle_of_his_stays_french() -> None:
    found = {str(field.value) for field in conditions.read(ClinicalText.of(BUNDLE))}
    assert found >= {"HTA", "fibrillation auriculaire", "asthme"}


@pytest.mark.parametrize("word", lexicon("conditions_en")["before"])
def test_each_word_before_a_head_belongs_to_the_name(word: str) -> None:
    (mention,) = english_candidates(Contexts(ClinicalText.of(f"{word} pain")))
    assert mention.start == 0


@pytest.mark.parametrize("word", lexicon("conditions_en")["not_before"])
def test_each_exception_is_one(word: str) -> None:
    (mention,) = english_candidates(Contexts(ClinicalText.of(f"{word} pain")))
    assert mention.start == 1
    assert len(word) > 4
    assert word.endswith(tuple(lexicon("conditions_en")["adjectives"]))


def test_no_word_is_listed_twice() -> None:
    for name, words in lexicon("conditions_en").items():
        assert len(words) == len({*words}), name
