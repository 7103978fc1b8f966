"""What becomes of a value when a second reader agrees, contradicts or stands alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.confidence import UNMEASURED
from nlp.merging import CONTRADICTED, merge
from nlp.text import ClinicalText
from records.fields import Assertion, Field, Grounding, Method

TEXT = ClinicalText.of("Madame DUPONT. Pas de fièvre, toux. Ramipril 5 mg. TA 140/80. Fièvre hier.")


def field(name: str, value: str | int, words: str, confidence: float = 0.9, **more: object) -> Field:
    start = TEXT.text.index(words)
    made = TEXT.field(name, value, start, start + len(words), model="test/1", confidence=confidence)
    return replace(made, **more)  # type: ignore[arg-type]


def by_model(name: str, value: str | int, words: str, confidence: float = 0.0, **more: object) -> Field:
    return field(name, value, words, confidence, method=Method.LLM, model="llm/1:m", **more)


def test_agreement_makes_the_surer_one_surer_by_what_the_other_is_worth() -> None:
    own = field("conditions", "toux", "toux")
    (merged,) = merge([own], [by_model("conditions", "toux", "toux", 0.8)])
    assert merged.model == "test/1"
    assert merged.confidence == pytest.approx(36 / 37)
    (merged,) = merge([own], [by_model("conditions", "toux", "toux", 0.95)])
    assert (merged.model, merged.method) == ("llm/1:m", Method.LLM)


def test_a_reader_that_was_never_measured_raises_nothing() -> None:
    own = field("conditions", "toux", "toux")
    (merged,) = merge([own], [by_model("conditions", "toux", "toux")])
    assert merged.confidence == pytest.approx(own.confidence)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (field("patient.last_name", "DUPONT", "DUPONT"), by_model("patient.last_name", "Madame", "Madame")),
        (
            field("conditions", "fièvre", "fièvre", assertion=Assertion.ABSENT),
            by_model("conditions", "fièvre", "fièvre"),
        ),
        (field("vitals.systolic_bp_mmhg", 140, "140/80"), by_model("vitals.systolic_bp_mmhg", 80, "140/80")),
    ],
)
def test_a_contradiction_sends_both_to_a_person(own: Field, other: Field) -> None:
    merged = merge([own], [other])
    assert [one.value for one in merged] == [own.value, other.value]
    assert all(one.confidence <= CONTRADICTED for one in merged)
    assert merged[0].confidence > merged[1].confidence


def test_what_only_one_reader_says_stays_with_its_own_confidence() -> None:
    own = field("conditions", "toux", "toux")
    merged = merge([own], [by_model("medications", "Ramipril", "Ramipril 5 mg")])
    assert merged[0] == own
    assert (merged[1].value, merged[1].confidence) == ("Ramipril", UNMEASURED)


def test_a_value_without_a_place_touches_nothing_and_is_kept() -> None:
    own = field("patient.last_name", "DUPONT", "DUPONT")
    stray = replace(by_model("patient.last_name", "DURAND", "toux", 0.05), evidence=None, grounding=Grounding.NONE)
    assert merge([own], [stray]) == (own, stray)


def test_a_part_that_only_one_of_them_read_is_added() -> None:
    dose = by_model("medications.dose", "5 mg", "5 mg", 0.7)
    own = field("medications", "Ramipril", "Ramipril")
    (merged,) = merge([own], [by_model("medications", "Ramipril", "Ramipril 5 mg", parts=(dose,))])
    assert merged.part("medications.dose") == dose


def test_the_same_condition_elsewhere_is_the_same_condition() -> None:
    own = field("conditions", "Fièvre", "Fièvre")
    assert len(merge([own], [by_model("conditions", "fièvre", "fièvre")])) == 1


def test_no_second_reader_no_change() -> None:
    own = (field("conditions", "toux", "toux"), field("patient.last_name", "DUPONT", "DUPONT"))
    assert merge(own, ()) == own


@pytest.mark.parametrize(
    ("mine", "theirs", "agree"),
    [
        ("5 mg", "15 mg", False),
        ("5 mg", "5 mg le soir", True),
        ("5 mg", "5 mg puis 10 mg", False),
        ("0,5 g", "0.50g", True),
        ("5 mg", "5 mg/kg", False),
        ("1 cp", "1 cpr", False),
    ],
)
def test_doses_agree_by_all_their_numbers_and_whole_words(mine: str, theirs: str, agree: bool) -> None:
    own = field("medications", "Ramipril", "Ramipril", parts=(field("medications.dose", mine, "5 mg"),))
    other = by_model("medications", "Ramipril", "Ramipril 5 mg", parts=(by_model("medications.dose", theirs, "5 mg"),))
    assert len(merge([own], [other])) == (1 if agree else 2)
    assert len(merge([other], [own])) == (1 if agree else 2)


def test_an_abbreviation_within_a_word_is_another_condition() -> None:
    text = ClinicalText.of("Détresse respiratoire. IRA.")
    own = text.field("conditions", "détresse respiratoire", 0, 21, model="test/1", confidence=0.9)
    other = text.field("conditions", "IRA", 14, 17, model="llm/1:m", method=Method.LLM)
    assert len(merge([own], [other])) == 2
    assert len(merge([own], [replace(other, value="Détresse")])) == 1


def test_a_part_that_both_read_is_told_by_the_surer_of_them() -> None:
    own = field("medications", "Ramipril", "Ramipril", parts=(field("medications.dose", "5 mg", "5 mg", 0.95),))
    dose = by_model("medications.dose", "5 mg", "5 mg")
    (merged,) = merge([own], [by_model("medications", "Ramipril", "Ramipril 5 mg", 0.99, parts=(dose,))])
    assert merged.method is Method.LLM
    assert merged.parts == own.parts
