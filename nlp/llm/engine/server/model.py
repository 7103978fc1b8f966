"""A server of the hospital as a language model: llama-server, vLLM, Ollama, each by the protocol of OpenAI.

Documents go to the one address that was given and nowhere else: no default, no redirect followed, no proxy out of the
environment. What comes back is untrusted: bounded in size and time, and checked again by who asked.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from nlp.llm.engine.server.protocol import SchemaForm, answer_of, knows_no_form, request_of, tokens_of
from nlp.llm.model import Answer, Question
from records.errors import (
    InvalidSetting,
    LanguageModelBusy,
    LanguageModelError,
    LanguageModelFailed,
    LanguageModelUnusable,
    QuestionTooLong,
)

_MAX_ANSWER_BYTES = 4_000_000
_CONNECT_S = 10.0
_COUNTING_S = 10.0
_AGAIN_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


class ServedLanguageModel:
    """A `LanguageModel`; several questions at once, as many as it is told the server takes."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        context_tokens: int = 8192,
        parallel: int = 4,
        max_waiting: int = 64,
        key: str | None = None,
    ) -> None:
        """
        Args:
            url: the base of the protocol, such as `http://gpu.hospital.example:8080/v1`.
            model: as the server calls it.
            context_tokens: of one question and answer, as the server was started.
            parallel: questions under way at once.
            max_waiting: further ones that may wait for their turn.
            key: sent as bearer token; in no message and no log.

        Raises InvalidSetting when the address is none, or the key has letters that none has.
        """
        if not _is_address(url):
            raise InvalidSetting(setting="ANAMNESE_LLM_URL", problem="http(s)://host:port/v1, key in a file")
        if key and not (key.isascii() and key.isprintable()):
            raise InvalidSetting(setting="ANAMNESE_LLM_KEY_FILE", problem="a key is one line of ASCII")
        self._base = url.rstrip("/")
        self._model = model
        self._context = context_tokens
        self._max_waiting = max_waiting
        self._places = threading.BoundedSemaphore(parallel + max_waiting)
        self._turns = threading.BoundedSemaphore(parallel)
        self._counts = True
        self._form = SchemaForm.JSON_SCHEMA
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=parallel + 1),
        )

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self._model

    @property
    def context_tokens(self) -> int:
        """As given."""
        return self._context

    def count_tokens(self, text: str) -> int:
        """By the server's own tokenizer where it has an address for that, else an upper bound: a byte a token."""
        if self._counts:
            root = self._base.removesuffix("/v1")
            try:
                body = {"model": self._model, "content": text, "prompt": text}
                return tokens_of(self._json(*self._post(f"{root}/tokenize", body, _COUNTING_S)))
            except LanguageModelUnusable:
                self._counts = False  # Ollama, among others
            except LanguageModelFailed:
                pass
        return len(text.encode())

    def ask(self, question: Question) -> Answer:
        """As `LanguageModel.ask`."""
        if not self._places.acquire(blocking=False):
            raise LanguageModelBusy(waiting=self._max_waiting)
        try:
            with self._turns:
                return answer_of(self._answered(question))
        finally:
            self._places.release()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _answered(self, question: Question) -> Any:
        url = f"{self._base}/chat/completions"
        status, content = self._post(url, request_of(question, self._model, self._form), question.seconds)
        if self._form is SchemaForm.JSON_SCHEMA and knows_no_form(status, content):
            status, content = self._post(
                url, request_of(question, self._model, SchemaForm.JSON_OBJECT), question.seconds
            )
            if status == httpx.codes.OK:
                self._form = SchemaForm.JSON_OBJECT
        return self._json(status, content)

    def _post(self, url: str, body: dict[str, Any], seconds: float) -> tuple[int, bytes]:
        """Status and content of a response."""
        ends = time.monotonic() + seconds
        try:
            timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_S))
            with self._client.stream("POST", url, json=body, timeout=timeout) as response:
                status, content = response.status_code, bytearray()
                for part in response.iter_bytes():
                    content += part
                    if len(content) > _MAX_ANSWER_BYTES:
                        raise LanguageModelUnusable(problem="its server answers without end")
                    if time.monotonic() > ends:
                        raise LanguageModelFailed(problem=f"no answer after {seconds:g} s")
        except httpx.TimeoutException:
            raise LanguageModelFailed(problem=f"no answer after {seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise LanguageModelFailed(problem=f"its server cannot be reached: {type(error).__name__}") from None
        return status, bytes(content)

    def _json(self, status: int, content: bytes) -> Any:
        if status != httpx.codes.OK:
            raise _refusal(status, content, self._context)
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise LanguageModelUnusable(problem="its server does not answer in JSON") from None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port, httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.query)


def _refusal(status: int, content: bytes, context: int) -> LanguageModelError:
    """What a status means; the server's own words may repeat the document, and go no further."""
    said = content[:4000].lower()
    if status in (400, 413, 422, 500) and b"context" in said and (b"length" in said or b"size" in said):
        return QuestionTooLong(tokens="?", limit=context)
    if status in _AGAIN_LATER:
        return LanguageModelFailed(problem=f"its server answers {status}")
    return LanguageModelUnusable(problem=f"its server answers {status}")
