"""What a model is asked, and the form in which it may answer: both from one source."""

from __future__ import annotations

import json

import pytest

from nlp.llm.model import Answer, Ending, Question, Role
from nlp.llm.passes import Pass, PassName, key_of, passes
from nlp.llm.prompt import instructions, messages
from nlp.llm.reader import LanguageModelReader
from nlp.llm.schema import MAX_QUOTE, check, schema_of
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.errors import LanguageModelUnusable
from tests.unit.nlp.llm.scripted import ScriptedModel, shown


def test_every_field_of_the_asked_groups_is_asked_once() -> None:
    asked = [name for one in passes().values() for shape in one.shapes for name in shape.names]
    groups = ("patient", "encounter", "document", "lifestyle", "vitals")
    listed = {"conditions", "procedures", "allergies", "medications", "labs"}
    assert sorted(asked) == sorted({n for n, spec in catalogue().items() if spec.group in groups} | listed)


def test_keys_are_unique_within_a_pass() -> None:
    for one in passes().values():
        keys = [key_of(name) for shape in one.shapes for name in shape.names]
        assert len(keys) == len(set(keys))
        forms = [(shape.keyed, shape.keys) for shape in one.shapes if not shape.keyed]
        assert len(forms) == len(set(forms))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_rules_name_every_key_and_every_word_that_may_be_chosen(language: str) -> None:
    rules = instructions(language)
    for one in passes().values():
        assert f"\n{one.name.value}" in rules
        for shape in one.shapes:
            assert all(key_of(name) in rules for name in shape.names) or not shape.keyed
            assert all(word in rules for slot in shape.slots for word in slot.words)


def test_rules_come_first_and_are_the_same_for_all_documents_and_passes() -> None:
    first = {messages(document, name, "fr")[0] for document in ("a", "b") for name in PassName}
    assert [one.role for one in first] == [Role.SYSTEM]
    same = {messages("le document", name, "fr")[1].text.rpartition("\n")[0] for name in PassName}
    assert len(same) == 1


@pytest.mark.parametrize("name", list(PassName))
def test_grammars_are_flat_and_their_strings_short(name: PassName) -> None:
    schema = schema_of(passes()[name])
    assert len(json.dumps(schema)) < 4000
    items = schema["properties"]["items"]["items"]["anyOf"]  # type: ignore[index]
    for shape in items:
        assert shape["required"] == list(shape["properties"])
        for slot in shape["properties"].values():
            assert "enum" in slot or (slot["type"], slot["maxLength"]) == ("string", MAX_QUOTE)


def test_the_language_of_the_document() -> None:
    model = ScriptedModel({})
    LanguageModelReader(model).read(ClinicalText.of("The patient was seen with a cough and had no fever."))
    assert model.questions[0].messages[0].text == instructions("en")


def test_a_whole_answer_is_read() -> None:
    found = check('{"items":[{"q":"Ramipril","d":"5 mg","f":"","s":"home"}]}', passes()[PassName.TREATMENT])
    assert (found.whole, found.broken, [dict(item.said) for item in found.items]) == (
        True,
        0,
        [{"q": "Ramipril", "d": "5 mg", "s": "home"}],
    )


def test_of_an_answer_that_breaks_off_the_whole_items_are_kept() -> None:
    cut = '{"items":[{"k":"reason","q":"toux"},{"k":"conditions","v":"present","q":"HT'

    class Cut(ScriptedModel):
        def ask(self, question: Question) -> Answer:
            answer = super().ask(question)
            return Answer(answer.text, Ending.CUT, answer.prompt_tokens, answer.answer_tokens)

    script = Cut(lambda name, _: cut if name == "problems" else [])
    (field,) = LanguageModelReader(script).read(ClinicalText.of("Motif : toux"))
    assert (field.name, field.value) == ("encounter.reason", "toux")


@pytest.mark.parametrize(
    "item",
    [
        {"k": "conditions", "q": "HTA"},
        {"k": "conditions", "v": "planned", "q": "HTA"},
        {"k": "conditions", "v": "present", "q": "x" * (4 * MAX_QUOTE + 1)},
        {"k": "last_name", "q": "X"},
        {"q": "HTA"},
        ["HTA"],
        None,
    ],
)
def test_an_item_of_no_form_is_told(item: object) -> None:
    assert check(json.dumps({"items": [item]}), passes()[PassName.PROBLEMS]).broken == 1


def test_a_long_document_is_asked_about_window_by_window_and_told_once() -> None:
    text = "\n".join(f"Ligne {number} : toux et fièvre." for number in range(400))

    def script(name: str, question: Question) -> list[dict[str, str]]:
        held = "toux" in shown(question) and name == "problems"
        return [{"k": "conditions", "v": "present", "q": "toux"}] if held else []

    model = ScriptedModel(script, context_tokens=3000)
    fields = LanguageModelReader(model).read(ClinicalText.of(text))
    assert len(model.questions) > 4 * len(PassName)
    for question in model.questions:
        asked = sum(model.count_tokens(message.text) for message in question.messages)
        assert asked + question.max_tokens <= model.context_tokens
    assert [field.value for field in fields] == ["toux"]


def test_a_model_with_too_little_room_is_said_to_be_unusable() -> None:
    with pytest.raises(LanguageModelUnusable):
        LanguageModelReader(ScriptedModel({}, context_tokens=512)).read(ClinicalText.of("HTA"))


def test_an_empty_document_is_not_asked_about() -> None:
    model = ScriptedModel({})
    assert LanguageModelReader(model).read(ClinicalText.of(" \n")) == ()
    assert model.questions == []


def test_an_item_that_quotes_nothing_says_nothing() -> None:
    found = check('{"items":[{"k":"conditions","v":"present","q":" "},{"k":"reason","q":"\\ud83d"}]}', _problems())
    assert (found.broken, found.whole, [item.quote for item in found.items]) == (0, True, ["\ufffd"])


def _problems() -> Pass:
    return passes()[PassName.PROBLEMS]
