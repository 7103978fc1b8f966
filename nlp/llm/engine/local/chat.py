"""Messages become the tokens that the model was trained to read: its own chat template, out of the GGUF.

The template is a program of the file's, run in the sandbox of Jinja. What a document says stays text: where it spells
one of the model's control tokens, it is cut into tokens apart from the template and cannot end its own turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import jinja2
from llama_cpp import Llama
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from nlp.llm.model import Message, Role
from records.errors import LanguageModelUnusable

_TEMPLATE_KEY = "tokenizer.chat_template"
RULES_KNOWN_KEY = "anamnese.rules_known"
"""Of a model that was trained on this service's questions alone: it is asked without the rules."""
_CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{{ '<|im_start|>assistant\n' }}"
)
"""For files made before the format had templates: OpenHermes 2.5 and others that know these tokens."""
_CHATML_END = b"<|im_end|>"
_PLACE = re.compile("\ue000\\d+\ue001")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A conversation as tokens."""

    tokens: tuple[int, ...]
    kept: int
    """How many of them, from the first, do not depend on the last message."""


class Chat:
    """The template of one model.

    Raises LanguageModelUnusable when the file has none and cannot be given one, or it is broken.
    """

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self._rules_known = llama.metadata.get(RULES_KNOWN_KEY) == "true"
        template = llama.metadata.get(_TEMPLATE_KEY)
        if template is None and len(llama.tokenize(_CHATML_END, add_bos=False, special=True)) == 1:
            template = _CHATML
        if template is None:
            raise LanguageModelUnusable(problem="the file has no chat template")
        try:
            self._formatter = Jinja2ChatFormatter(
                template, eos_token=self._piece(llama.token_eos()), bos_token=self._piece(llama.token_bos())
            )
        except jinja2.TemplateError as error:
            raise LanguageModelUnusable(problem=f"its chat template is broken: {type(error).__name__}") from None

    def prompt(self, messages: Sequence[Message]) -> Prompt:
        """The tokens of a conversation that the model is to go on with."""
        if self._rules_known:
            messages = [message for message in messages if message.role is not Role.SYSTEM]
        texts = [message.text for message in messages]
        frame = self._frame(messages)
        if any(self._holds_control_tokens(text) for text in texts):
            tokens = self._apart(frame, texts)
        else:
            tokens = self._cut(_filled(frame, texts) + frame[-1])
        head = self._cut(_filled(frame[:-2], texts) + frame[-2])
        return Prompt(tokens, min(_shared(tokens, head), len(tokens) - 1))

    def _frame(self, messages: Sequence[Message]) -> list[str]:
        """What the template writes before, between and after the texts of the messages."""
        places = [f"\ue000{number}\ue001" for number in range(len(messages))]  # private signs that templates let be
        turns = [(message.role, place) for message, place in zip(messages, places, strict=True)]
        for attempt in (turns, _without_system(turns)):
            try:
                frame: str = self._formatter(
                    messages=[{"role": role.value, "content": text} for role, text in attempt]  # type: ignore[misc]
                ).prompt
            except (jinja2.TemplateError, ValueError, TypeError):
                continue  # ValueError is the templates' own: many know no system role
            if _PLACE.findall(frame) == places:
                return _PLACE.split(frame)
        raise LanguageModelUnusable(problem="its chat template does not take these messages")

    def _apart(self, frame: Sequence[str], texts: Sequence[str]) -> tuple[int, ...]:
        tokens = list(self._cut(frame[0]))
        for text, after in zip(texts, frame[1:], strict=True):
            tokens += self._cut(text, special=False, first=False)
            tokens += self._cut(after, first=False)
        return tuple(tokens)

    def _holds_control_tokens(self, text: str) -> bool:
        return self._cut(text) != self._cut(text, special=False)

    def _cut(self, text: str, *, special: bool = True, first: bool = True) -> tuple[int, ...]:
        # A template that writes the first token itself would have it twice.
        bos = self._formatter.bos_token
        add_bos = first and not (bos and text.startswith(bos))
        return tuple(self._llama.tokenize(as_bytes(text), add_bos=add_bos, special=special))

    def _piece(self, token: int) -> str:
        if token < 0:
            return ""
        return self._llama.detokenize([token], special=True).decode("utf-8", "replace")


def as_bytes(text: str) -> bytes:
    """UTF-8; halves of signs, which broken files have, become question marks."""
    return text.encode("utf-8", "replace")


def _filled(frame: Sequence[str], texts: Sequence[str]) -> str:
    """The frame with its texts, up to the last of them that it holds."""
    return "".join(before + text for before, text in zip(frame, texts, strict=False))


def _without_system(turns: Sequence[tuple[Role, str]]) -> list[tuple[Role, str]]:
    """The same turns for a model without a system role: what it was to say begins the next turn."""
    merged: list[tuple[Role, str]] = []
    waiting = ""
    for role, text in turns:
        if role is Role.SYSTEM:
            waiting += f"{text}\n\n"
        else:
            merged.append((role, waiting + text))
            waiting = ""
    return merged


def _shared(left: Sequence[int], right: Sequence[int]) -> int:
    for number, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return number
    return min(len(left), len(right))
