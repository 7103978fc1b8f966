"""Marks keep their place whatever is done to the text."""

from __future__ import annotations

import pytest

from samples.markup import MarkupError, Rich, join, parse, plain_capitals


def quotes(rich: Rich) -> dict[str, str]:
    return {mark.name: rich.text[mark.start : mark.end] for mark in rich.marks}


def test_a_mark_stands_around_its_words() -> None:
    rich = parse("Pas de {absent|fièvre}, {v temperature_c|37,2 °C}.")
    assert rich.text == "Pas de fièvre, 37,2 °C."
    assert quotes(rich) == {"absent": "fièvre", "v": "37,2 °C"}
    assert rich.marks[1].arguments == ("temperature_c",)


def test_marks_stand_within_marks() -> None:
    rich = parse("{med home PO|**{drug|RAMIPRIL}** {dose|5 mg} {freq|le matin}}")
    assert rich.text == "RAMIPRIL 5 mg le matin"
    assert quotes(rich) == {"med": rich.text, "drug": "RAMIPRIL", "dose": "5 mg", "freq": "le matin"}
    assert rich.bold == ((0, 8),)


def test_joined_texts_move_their_marks_along() -> None:
    both = join((parse("Toux. "), parse("Pas de {absent|dyspnée}")), "\n")
    assert quotes(both) == {"absent": "dyspnée"}


def test_capitals_lose_accents_but_no_letter() -> None:
    rich = parse("Pas d'{absent|œdème}, état fébrile").rewritten(plain_capitals)
    assert rich.text == "PAS D'ŒDEME, ETAT FEBRILE"
    assert quotes(rich) == {"absent": "ŒDEME"}


@pytest.mark.parametrize("malformed", ["{absent|fièvre", "fièvre}", "**gras", "{present|{absent|x}"])
def test_a_malformed_template_is_refused(malformed: str) -> None:
    with pytest.raises(MarkupError):
        parse(malformed)


def test_a_rewriting_that_changes_the_length_is_refused() -> None:
    with pytest.raises(MarkupError):
        parse("fièvre").rewritten(lambda text: text + "!")
