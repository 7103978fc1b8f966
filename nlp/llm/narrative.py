"""A patient's record told in sentences by a language model: each with the lines it comes from, or struck out.

A sentence stands only when code finds its numbers, its words and what qualifies them in the lines that it cites. One
that does not is kept, marked, for people to see what the model would have said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from nlp.llm.model import Ending, LanguageModel, Message, Question, Role
from nlp.llm.neutral import CLOSING, OPENING, neutral
from nlp.sections import fold
from records.errors import LanguageModelUnusable

MOST_SENTENCES = 12
_MAX_CITED = 8
_MAX_CHARACTERS = 320
_MAX_TOKENS = 1024
_FRAME_TOKENS = 96
_STEM = 6
"""Letters by which two forms of a word are the same: hospitalisé, hospitalisation."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary."""

    text: str = field(repr=False)
    lines: tuple[int, ...]
    """Numbers of the cited lines, counted from 1; those that do not exist are left out."""
    supported: bool
    """Whether the cited lines bear it out; if not, it is shown struck out."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    t: Annotated[str, StringConstraints(max_length=4 * _MAX_CHARACTERS)]
    c: list[int]


class _Summary(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sentences: list[_Said]


def narrate(model: LanguageModel, lines: Sequence[str], language: str) -> tuple[Sentence, ...]:
    """The summary of a record's lines; as many lines, from the first, as the model has room for.

    Raises LanguageModelError: the model did not answer, or not in the form asked for.
    """
    question = _question(model, lines, language)
    answer = model.ask(question)
    try:
        said = _Summary.model_validate_json(answer.text).sentences
    except ValidationError:
        cut = answer.ending is Ending.CUT
        raise LanguageModelUnusable(problem="summary longer than asked" if cut else "schema") from None
    return tuple(_judged(one, lines) for one in said[:MOST_SENTENCES] if one.t.strip())


def schema() -> dict[str, object]:
    """Of the answer."""
    sentence = {
        "type": "object",
        "properties": {
            "t": {"type": "string", "maxLength": _MAX_CHARACTERS},
            "c": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 999}, "maxItems": _MAX_CITED},
        },
        "required": ["t", "c"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence, "maxItems": MOST_SENTENCES}},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def is_supported(sentence: str, lines: Iterable[str]) -> bool:
    """Whether the lines hold every number and word of the sentence, and qualify as it does.

    >>> is_supported("Pas de fièvre.", ["Fièvre : absente"]), is_supported("Fièvre.", ["Fièvre : absente"])
    (True, False)
    """
    said, cited = fold(sentence), fold(" \n".join(lines))
    if not cited or not set(_NUMBER.findall(said)) <= set(_NUMBER.findall(cited)):
        return False
    words, known = set(_WORD.findall(said)), set(_WORD.findall(cited))
    if _qualified(words) != _qualified(known):
        return False
    stems = {word[:_STEM] for word in known}
    telling = {word for word in words if len(word) > 3 and word not in _small()}
    return all(word[:_STEM] in stems for word in telling - _qualifiers())


def _judged(said: _Said, lines: Sequence[str]) -> Sentence:
    cited = tuple(dict.fromkeys(number for number in said.c if 1 <= number <= len(lines)))
    invented = len(cited) < len(set(said.c))
    supported = not invented and is_supported(said.t, [lines[number - 1] for number in cited])
    return Sentence(" ".join(said.t.split()), cited, supported)


def _question(model: LanguageModel, lines: Sequence[str], language: str) -> Question:
    wording = _data()[language]
    rules = wording["rules"].strip().format(opening=OPENING, closing=CLOSING)
    asked = wording["question"].format(most=MOST_SENTENCES)
    room = model.context_tokens - model.count_tokens(rules + asked) - _MAX_TOKENS - _FRAME_TOKENS
    shown = list[str]()
    for number, line in enumerate(lines, 1):
        told = f"{number}. {' '.join(neutral(line).split())}"
        room -= model.count_tokens(told) + 1
        if room < 0:
            break
        shown.append(told)
    document = "\n".join((OPENING, *shown, CLOSING, asked))
    return Question((Message(Role.SYSTEM, rules), Message(Role.USER, document)), schema(), _MAX_TOKENS)


def _qualified(words: set[str]) -> frozenset[str]:
    return frozenset(kind for kind, listed in _data()["qualifiers"].items() if words & set(listed))


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(word for listed in _data()["qualifiers"].values() for word in listed)


@cache
def _small() -> frozenset[str]:
    return frozenset(_data()["words"]["small"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("nlp.llm") / "narrative.toml").read_text(encoding="utf-8"))
