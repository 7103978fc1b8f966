"""The protocol of OpenAI as far as it is spoken here: one question, one JSON answer, the count of tokens.

The schema goes as `response_format` of type `json_schema`, which llama-server, vLLM and Ollama all take. One that
passes it over and answers freely is found out here: free text is no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nlp.llm.model import Answer, Ending, Question
from records.errors import LanguageModelFailed, LanguageModelUnusable

_SEED = 0


def request_of(question: Question, model: str) -> dict[str, Any]:
    """The body of a request to `/chat/completions`."""
    return {
        "model": model,
        "messages": [{"role": message.role.value, "content": message.text} for message in question.messages],
        "temperature": 0,
        "seed": _SEED,
        "max_tokens": question.max_tokens,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": question.schema},
        },
    }


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
