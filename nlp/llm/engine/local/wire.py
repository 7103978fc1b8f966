"""Questions and answers as JSON, between the service and the child."""

from __future__ import annotations

from typing import Any

from nlp.llm.model import Answer, Ending, Message, Question, Role

NOT_INSTALLED = "llama-cpp-python is not installed"
"""The one reason that can go away while the service runs: `make run` compiles it meanwhile."""


def question_to_json(question: Question) -> dict[str, Any]:
    """Without its time, which the parent watches."""
    return {
        "messages": [[message.role.value, message.text] for message in question.messages],
        "schema": dict(question.schema),
        "max_tokens": question.max_tokens,
    }


def question_from_json(data: dict[str, Any]) -> Question:
    """Inverse of `question_to_json`."""
    messages = tuple(Message(Role(role), text) for role, text in data["messages"])
    return Question(messages, data["schema"], max_tokens=data["max_tokens"])


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """All of it."""
    return {
        "text": answer.text,
        "ending": answer.ending.value,
        "prompt_tokens": answer.prompt_tokens,
        "answer_tokens": answer.answer_tokens,
    }


def answer_from_json(data: dict[str, Any]) -> Answer:
    """Inverse of `answer_to_json`; raises ValueError, KeyError or TypeError for what the child cannot have meant."""
    return Answer(str(data["text"]), Ending(data["ending"]), int(data["prompt_tokens"]), int(data["answer_tokens"]))
