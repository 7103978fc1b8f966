"""A GGUF file as a language model: one child process, one question at a time, a queue of bounded length before it."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path

from nlp.llm.engine.local.process import Child
from nlp.llm.engine.local.wire import NOT_INSTALLED, answer_from_json, question_to_json
from nlp.llm.model import Answer, Question
from records.errors import LanguageModelBusy, LanguageModelError, LanguageModelFailed, LanguageModelUnusable

DEFAULT_CONTEXT = 8192
_COUNTING_S = 30.0
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalLanguageModel:
    """A `LanguageModel`; the child is started by the first who needs it, and anew when it died."""

    def __init__(
        self,
        file: Path,
        name: str,
        *,
        context_tokens: int = DEFAULT_CONTEXT,
        threads: int = _CORES,
        max_waiting: int = 16,
    ) -> None:
        """
        Args:
            file: the GGUF file.
            name: model and version, for the record.
            context_tokens: what is asked for; less where the model was trained on less.
            threads: cores that one answer may use.
            max_waiting: questions that may wait for the one being answered.
        """
        self._file = file
        self._name = name
        self._asked_context = context_tokens
        self._threads = threads
        self._max_waiting = max_waiting
        self._places = threading.BoundedSemaphore(max_waiting + 1)
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._context: int | None = None
        self._unusable: Mapping[str, str | int | float] | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """As given."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """Tokens of question and answer together; loads the model where it is not loaded yet."""
        if self._context is None:
            self._living_child()
        assert self._context is not None
        return self._context

    def count_tokens(self, text: str) -> int:
        """Exactly; does not wait for a question that is being answered."""
        return int(self._living_child().ask({"count": text}, _COUNTING_S)["tokens"])

    def ask(self, question: Question) -> Answer:
        """As `LanguageModel.ask`. An answer that takes too long costs the child its life; the next gets a new one."""
        if not self._places.acquire(blocking=False):
            raise LanguageModelBusy(waiting=self._max_waiting)
        try:
            with self._turn:
                said = self._living_child().ask({"ask": question_to_json(question)}, question.seconds)
        finally:
            self._places.release()
        try:
            return answer_from_json(said["answer"])
        except (KeyError, ValueError, TypeError):
            raise LanguageModelFailed(problem="its process spoke out of turn") from None

    def cancel(self) -> None:
        """Break off what is being answered: who asked gets LanguageModelFailed, who waits gets a new child."""
        child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """Kill the child for good; every question from now on is refused."""
        self._closed = True
        self.cancel()

    def _living_child(self) -> Child:
        with self._starting:
            if self._closed:
                raise LanguageModelFailed(problem="the service is ending")
            if self._unusable is not None:
                raise LanguageModelUnusable(**self._unusable)
            if self._child is None or not self._child.is_alive:
                if self._child is not None:
                    self._child.kill()  # collects what is left of it
                self._child = Child(self._file, context_tokens=self._asked_context, threads=self._threads)
                try:
                    self._context = self._child.loaded()
                except LanguageModelError as error:
                    self._child.kill()
                    if isinstance(error, LanguageModelUnusable) and error.details["problem"] != NOT_INSTALLED:
                        self._unusable = error.details  # the same file will not load the next time either
                    raise
            if self._closed:  # meanwhile, and `close` did not see this child
                self._child.kill()
            return self._child
