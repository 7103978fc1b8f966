"""What is asked of a language model, whichever one it is: a file in a child process or a server of the hospital."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of the conversation; the model's own chat template puts it into tokens."""

    role: Role
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the model. The same question gets the same answer: temperature 0, fixed seed."""

    messages: Sequence[Message] = field(repr=False)
    """What stays the same from one document to the next comes first, and only the last message changes: all before
    its text is evaluated once and kept."""
    schema: Mapping[str, object] = field(repr=False)
    """JSON schema of the answer: flat, short strings, enums. The answer cannot leave it, and is checked again."""
    max_tokens: int = 512
    seconds: float = 120.0
    """Wall clock from its turn on; then the answer is broken off."""


class Ending(StrEnum):
    """Why an answer ended."""

    COMPLETE = "complete"
    CUT = "cut"
    """By the number of tokens: the JSON may be broken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said: untrusted input, whatever its grammar."""

    text: str = field(repr=False)
    ending: Ending
    prompt_tokens: int
    answer_tokens: int


class LanguageModel(Protocol):
    """A model that answers in JSON. Questions may come from several threads; the model orders them itself."""

    @property
    def name(self) -> str:
        """Which model and version, for `Field.model`."""

    @property
    def context_tokens(self) -> int:
        """Tokens of question and answer together."""

    def count_tokens(self, text: str) -> int:
        """How many tokens a text takes, or an upper bound of it."""

    def ask(self, question: Question) -> Answer:
        """The answer.

        Raises:
            LanguageModelFailed: no answer within the time, or the model is gone; asking again later may help.
            LanguageModelBusy: a LanguageModelFailed; too many questions wait already.
            QuestionTooLong: question and `max_tokens` do not fit `context_tokens`; a shorter one would.
            LanguageModelUnusable: the model or its server cannot keep to the schema; asking again does not help.
        """
