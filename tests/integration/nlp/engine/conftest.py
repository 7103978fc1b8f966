"""Questions, and models of random weights to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.llm.engine.local.model import LocalLanguageModel
from nlp.llm.model import Message, Question, Role
from tests.tiny_model import write_tiny_model

SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"quote": {"type": "string", "maxLength": 20}, "fever": {"enum": ["oui", "non"]}},
    "required": ["quote", "fever"],
    "additionalProperties": False,
}
LETTER = {
    "type": "object",
    "properties": {"letter": {"type": "string", "minLength": 400, "maxLength": 400}},
    "required": ["letter"],
}
"""Its answer takes a second or more to write."""


def question(text: str = "Pas de fièvre.", **more: object) -> Question:
    messages = (Message(Role.SYSTEM, "Tu lis des comptes rendus."), Message(Role.USER, text))
    return Question(messages, **{"schema": SCHEMA, "max_tokens": 200, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf", context=4096)


@pytest.fixture
def tiny(tiny_file: Path) -> Iterator[LocalLanguageModel]:
    model = LocalLanguageModel(tiny_file, "tiny", threads=1, max_waiting=2)
    yield model
    model.close()
