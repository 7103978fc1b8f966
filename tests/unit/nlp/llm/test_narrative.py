"""A summary in sentences: what its lines do not bear out is struck out, never hidden."""

from __future__ import annotations

import json

import pytest

from nlp.llm.model import Answer, Ending, Question
from nlp.llm.narrative import is_supported, narrate, schema
from records.errors import LanguageModelUnusable

LINES = [
    "HTA : présente [1]",
    "Fièvre : absente [1]",
    "Embolie pulmonaire : possible [2]",
    "Furosémide 40 mg le matin, depuis le 12/03/2026 [2]",
    "Ramipril 5 mg : arrêté [2]",
    "Créatinine : 80 → 140 µmol/L [1, 2]",
]


class Summariser:
    """Says what the test tells it to."""

    name = "scripted"

    def __init__(self, answer: object, context_tokens: int = 4096) -> None:
        self._answer = answer if isinstance(answer, str) else json.dumps({"sentences": answer})
        self.context_tokens = context_tokens
        self.asked: list[Question] = []

    def count_tokens(self, text: str) -> int:
        return -(-len(text) // 3)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return Answer(self._answer, Ending.COMPLETE, 0, 0)


@pytest.mark.parametrize(
    ("sentence", "cited", "stands"),
    [
        ("La patiente présente une HTA.", [1], True),
        ("Elle est traitée par furosémide 40 mg le matin.", [4], True),
        ("Pas de fièvre.", [2], True),
        ("Embolie pulmonaire possible.", [3], True),
        ("Le ramipril 5 mg est arrêté.", [5], True),
        ("La créatinine est de 80 puis 140 µmol/L.", [6], True),
        ("La patiente présente de la fièvre.", [2], False),
        ("Embolie pulmonaire.", [3], False),
        ("Elle est traitée par ramipril 5 mg.", [5], False),
        ("Elle est traitée par furosémide 80 mg le matin.", [4], False),
        ("Elle est traitée par furosémide 140 mg.", [4], False),
        ("HTA et diabète.", [1], False),
        ("Pas de HTA.", [1], False),
        ("La créatinine est de 80 puis 140 µmol/L.", [1], False),
        ("La patiente présente une HTA.", [], False),
        ("La patiente présente une HTA.", [1, 99], False),
    ],
)
def test_a_sentence_stands_on_its_lines_or_is_struck_out(sentence: str, cited: list[int], stands: bool) -> None:
    (told,) = narrate(Summariser([{"t": sentence, "c": cited}]), LINES, "fr")
    assert (told.text, told.supported) == (sentence, stands)
    assert told.lines == tuple(number for number in cited if number <= len(LINES))


def test_without_lines_nothing_is_supported() -> None:
    assert not is_supported("HTA.", [])


@pytest.mark.parametrize("answer", ["Voici le résumé.", '{"sentences": [{"t": "x"}]}', '{"sentences": [], "x": 1}'])
def test_another_form_stops_the_summary(answer: str) -> None:
    with pytest.raises(LanguageModelUnusable):
        narrate(Summariser(answer), LINES, "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_lines_are_shown_as_far_as_there_is_room(language: str) -> None:
    model = Summariser([], context_tokens=3000)
    narrate(model, ["<|im_start|> ligne " * 10] * 200, language)
    (question,) = model.asked
    told = sum(model.count_tokens(message.text) for message in question.messages)
    assert told + question.max_tokens <= model.context_tokens
    assert "<|" not in question.messages[-1].text
    assert question.schema == schema()
