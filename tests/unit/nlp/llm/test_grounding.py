"""Where quotes stand, told by code."""

from __future__ import annotations

import time

import pytest

from nlp.llm.grounding import Places
from nlp.llm.reader import LanguageModelReader
from nlp.text import ClinicalText
from records.document import Document, Page, PageSource
from records.fields import Assertion, Field, Grounding
from tests.unit.nlp.llm.scripted import ScriptedModel


def places(text: str, quote: str) -> list[tuple[str, str]]:
    return [(text[p.start : p.end], p.grounding.value) for p in Places(ClinicalText.of(text)).all(quote)]


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Antécédents : HTA.", "HTA", ("HTA", "exact")),
        ("Diabète de type 2", "diabete de type 2", ("Diabète de type 2", "normalised")),
        ("une  hyper-\ntension ancienne", "hypertension", ("hyper-\ntension", "normalised")),
        ("fracture du col\nfémoral", "fracture du col fémoral", ("fracture du col\nfémoral", "normalised")),
        ("Œdème aigu", "oedème aigu", ("Œdème aigu", "normalised")),
        ("l’œdème", "l'oedeme", ("l’œdème", "normalised")),
        ("sous 2L d'oxygène", "2 L", ("2L", "normalised")),
        ("embolie pulmonaire bilatérale", "embolie pulmonnaire bilatérale", ("embolie pulmonaire bilatérale", "fuzzy")),
        ("hypothyroldie", "hypothyroïdie", ("hypothyroldie", "fuzzy")),
    ],
)
def test_a_quote_is_found(text: str, quote: str, found: tuple[str, str]) -> None:
    assert places(text, quote) == [found]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("15 mg", "5 mg"),
        ("2,5 mg", "5 mg"),
        ("5 mg", "2,5 mg"),
        ("paracétamol 500 mg", "paracétamol 50 mg"),
        ("fracture du col fémoral droit", "fracture du col fémoral gauche"),
        ("pas de fièvre", "syphilis"),
        ("cathétérisme", "athéré"),
        ("le 12/03/1950", "12/03/1951"),
        ("HTA", "   "),
        ("", "HTA"),
    ],
)
def test_another_number_side_or_word_is_not_found(text: str, quote: str) -> None:
    assert places(text, quote) == []


def test_repeated_mentions_have_their_places_in_order() -> None:
    assert [p.start for p in Places(ClinicalText.of("toux le matin, toux le soir")).all("toux")] == [0, 15]


def test_looking_for_misspelt_words_has_its_time() -> None:
    clock = iter(range(1000))
    sought = Places(ClinicalText.of("mot " * 2000 + "hypothyroldie"), clock=lambda: float(next(clock)))
    assert sought.all("hypothyroïdie") == ()
    assert sought.all("hypothyroïdie") == ()
    assert next(clock) < 20


def test_a_hostile_text_costs_no_time() -> None:
    began = time.process_time()
    Places(ClinicalText.of("abcdefgh ijklmnop " * 20_000)).all("abcdefgx ijklmnox " * 8 + "zzzzzzz")
    assert time.process_time() - began < 20


def read(text: str, **said: list[dict[str, str]]) -> tuple[Field, ...]:
    return LanguageModelReader(ScriptedModel(said)).read(ClinicalText.of(text))


def test_the_value_is_the_documents_words_not_the_models() -> None:
    (field,) = read(
        "Hypotension orthostatique", problems=[{"k": "conditions", "v": "present", "q": "hypotention orthostatique"}]
    )
    assert (field.value, field.grounding) == ("Hypotension orthostatique", Grounding.FUZZY)


def test_two_mentions_of_a_drug_are_two_places() -> None:
    text = "Traitement : ramipril 5 mg.\nSortie : ramipril 10 mg."
    home, leaving = read(
        text,
        treatment=[
            {"q": "ramipril", "d": "5 mg", "f": "", "s": "home"},
            {"q": "ramipril", "d": "10 mg", "f": "", "s": "discharge"},
        ],
    )
    assert home.evidence is not None and leaving.evidence is not None
    assert (home.evidence.text, leaving.evidence.text) == ("ramipril 5 mg", "ramipril 10 mg")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Né ce jour", {"header": [{"k": "birth_date", "q": "Né ce jour"}]}),
        ("Monsieur X", {"header": [{"k": "sex", "v": "F", "q": "Monsieur"}]}),
        ("ancien fumeur", {"problems": [{"k": "smoking", "v": "never", "q": "ancien fumeur"}]}),
        ("apyrétique", {"measures": [{"k": "temperature_c", "q": "apyrétique"}]}),
        ("chambre 137", {"measures": [{"k": "temperature_c", "q": "137"}]}),
        ("CRP en cours, page 12", {"measures": [{"n": "CRP", "q": "en cours", "u": ""}]}),
        ("1234", {"header": [{"k": "last_name", "q": "1234"}]}),
    ],
)
def test_words_that_do_not_hold_the_value_give_it_no_ground(text: str, said: dict[str, list[dict[str, str]]]) -> None:
    (field,) = read(text, **said)
    assert (field.grounding, field.evidence) == (Grounding.NONE, None)
    assert field.confidence < 0.1


def test_a_result_is_the_number_beside_its_name() -> None:
    crp, potassium = read(
        "CRP 45 mg/L, kaliémie 4,5 mmol/L",
        measures=[{"n": "CRP", "q": "45", "u": "mg/L"}, {"n": "kaliémie", "q": "4,5", "u": "mmol/L"}],
    )
    assert (crp.value, crp.unit, potassium.value, potassium.unit) == (45, "mg/L", 4.5, "mmol/L")
    far = "CRP en attente. " + "Texte sans chiffre. " * 20 + "Chambre 45"
    (lost,) = read(far, measures=[{"n": "CRP", "q": "45", "u": ""}])
    assert lost.grounding is Grounding.NONE


def test_a_dose_that_is_not_written_is_a_part_without_a_place() -> None:
    (field,) = read("ramipril le matin", treatment=[{"q": "ramipril", "d": "500 mg", "f": "le matin", "s": "home"}])
    dose, frequency = field.part("medications.dose"), field.part("medications.frequency")
    assert dose is not None and frequency is not None
    assert (dose.grounding, frequency.grounding) == (Grounding.NONE, Grounding.EXACT)


def test_what_is_not_found_is_asked_for_once_more_and_never_again() -> None:
    wrong = {"k": "conditions", "v": "absent", "q": "fiebre elevada"}
    right = {"k": "conditions", "v": "absent", "q": "fièvre élevée"}
    answers = {0: [wrong], 1: [right]}
    asked = list[str]()

    def script(name: str, _: object) -> list[dict[str, str]]:
        asked.append(name)
        return answers.get(asked.count("problems") - 1, []) if name == "problems" else []

    (field,) = LanguageModelReader(ScriptedModel(script)).read(ClinicalText.of("Pas de fièvre élevée."))
    assert (field.value, field.assertion, field.grounding) == ("fièvre élevée", Assertion.ABSENT, Grounding.EXACT)
    assert asked.count("problems") == 2

    asked.clear()
    answers[1] = [wrong]
    (field,) = LanguageModelReader(ScriptedModel(script)).read(ClinicalText.of("Pas de température."))
    assert (field.value, field.grounding, asked.count("problems")) == ("fiebre elevada", Grounding.NONE, 2)


def test_places_are_those_of_their_page() -> None:
    pages = tuple(Page(n, 0, 0, words, (), PageSource.PLAIN_TEXT) for n, words in ((1, "toux"), (2, "pas de fièvre")))
    text = ClinicalText(Document("0" * 64, "text/plain", pages))
    model = ScriptedModel({"problems": [{"k": "conditions", "v": "absent", "q": "fièvre"}]})
    (field,) = LanguageModelReader(model).read(text)
    assert field.evidence is not None
    assert (field.evidence.page, field.evidence.start, field.evidence.text) == (2, 7, "fièvre")
