"""A language model that says what the test tells it to: for what happens to answers, not for models."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from nlp.llm.model import Answer, Ending, Question

Script = Callable[[str, Question], object]
"""From the pass and the question to the items, or to a text as it is."""


class ScriptedModel:
    """Counts a token for every three characters."""

    name = "scripted"

    def __init__(self, script: Script | Mapping[str, list[dict[str, str]]], context_tokens: int = 8192) -> None:
        self._script = script if callable(script) else lambda name, _: script.get(name, [])
        self.context_tokens = context_tokens
        self.questions: list[Question] = []

    def count_tokens(self, text: str) -> int:
        return -(-len(text) // 3)

    def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        asked = [line for line in question.messages[-1].text.splitlines() if line.startswith("Question")][-1]
        said = self._script(asked.rpartition(" ")[2], question)
        text = said if isinstance(said, str) else json.dumps({"items": said}, ensure_ascii=False)
        return Answer(text, Ending.COMPLETE, self.count_tokens(question.messages[-1].text), self.count_tokens(text))


def shown(question: Question) -> str:
    """The document as the model sees it."""
    return question.messages[-1].text.partition("⟦")[2].partition("⟧")[0].strip("\n")
