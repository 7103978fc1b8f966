"""The protocol of OpenAI as far as it is spoken here: one question, one JSON answer, the count of tokens.

The schema goes as `response_format`: of type `json_schema`, as llama-server, vLLM and Ollama take it, or in the older
form of the server of llama-cpp-python. One that passes it over and answers freely is found out: free text is no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from nlp.llm.model import Answer, Ending, Question
from records.errors import LanguageModelFailed, LanguageModelUnusable

_SEED = 0
_REFUSALS = frozenset({400, 422, 500})


class SchemaForm(Enum):
    """How a server wants to be told the schema, the usual way first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"


def request_of(question: Question, model: str, form: SchemaForm) -> dict[str, Any]:
    """The body of a request to `/chat/completions`."""
    return {
        "model": model,
        "messages": [{"role": message.role.value, "content": message.text} for message in question.messages],
        "temperature": 0,
        "seed": _SEED,
        "max_tokens": question.max_tokens,
        "stream": False,
        "response_format": {
            SchemaForm.JSON_SCHEMA: {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": question.schema},
            },
            SchemaForm.JSON_OBJECT: {"type": "json_object", "schema": question.schema},
        }[form],
    }


def knows_no_form(status: int, content: bytes) -> bool:
    """Whether a refusal is one of the form in which the schema was told."""
    return status in _REFUSALS and (b"response_format" in content or b"json_schema" in content)


def answer_of(said: Any) -> Answer:
    """The answer in a response.

    Raises:
        LanguageModelFailed: the model stopped for another reason than its end or its limit.
        LanguageModelUnusable: this is no such response, or the schema was passed over.
    """
    try:
        choice = said["choices"][0]
        text, reason = choice["message"]["content"], choice["finish_reason"]
    except (KeyError, IndexError, TypeError):
        raise LanguageModelUnusable(problem="its server does not speak the protocol") from None
    if not isinstance(text, str) or reason not in ("stop", "length"):
        raise LanguageModelFailed(problem="it stopped before its answer")
    ending = Ending.COMPLETE if reason == "stop" else Ending.CUT
    if ending is Ending.COMPLETE and not _is_object(text):
        raise LanguageModelUnusable(problem="its server does not keep to the schema")
    usage = said.get("usage")
    return Answer(text, ending, _number(usage, "prompt_tokens"), _number(usage, "completion_tokens"))


def tokens_of(said: Any) -> int:
    """The count in a response of `/tokenize`, of llama-server or vLLM; raises LanguageModelUnusable."""
    if isinstance(said, Mapping):
        if isinstance(said.get("count"), int):
            return int(said["count"])
        if isinstance(said.get("tokens"), list):
            return len(said["tokens"])
    raise LanguageModelUnusable(problem="its server does not count tokens")


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _number(usage: Any, name: str) -> int:
    """Zero where the server does not say."""
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return value if isinstance(value, int) else 0
