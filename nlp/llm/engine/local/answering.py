"""One answer, token by token: always the likeliest that the grammar allows, so there is no chance in it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import jinja2
import llama_cpp
import numpy as np
from llama_cpp import Llama

from nlp.llm.engine.local.chat import Chat, as_bytes
from nlp.llm.engine.local.grammar import Grammar, grammar_text
from nlp.llm.engine.local.prefixes import Prefixes
from nlp.llm.model import Answer, Ending, Question
from records.errors import LanguageModelFailed, LanguageModelUnusable, QuestionTooLong

_SEED = 0
_GRAMMARS = 64


class Answering:
    """A loaded model; one question at a time.

    Raises LanguageModelUnusable when the file is no model that llama.cpp loads and that can converse.
    """

    def __init__(self, file: Path, *, context_tokens: int, threads: int) -> None:
        try:
            trained = _trained_context(file)
            self._llama = Llama(
                str(file),
                n_ctx=min(context_tokens, trained) if trained else context_tokens,
                n_threads=threads,
                n_threads_batch=threads,
                seed=_SEED,
                verbose=False,
            )
        except jinja2.TemplateError:  # llama_cpp reads the template too, at once
            raise LanguageModelUnusable(problem="its chat template is broken") from None
        except (ValueError, RuntimeError, MemoryError, AssertionError):
            raise LanguageModelUnusable(problem="llama.cpp does not load its file") from None
        self._chat = Chat(self._llama)
        self._prefixes = Prefixes(self._llama)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)
        self._grammar_text: Callable[[str], str] = functools.lru_cache(_GRAMMARS)(
            lambda schema: grammar_text(json.loads(schema))
        )

    @property
    def context_tokens(self) -> int:
        """Tokens of question and answer together: as asked for, or what the model was trained on where that is less."""
        return self._llama.n_ctx()

    def count_tokens(self, text: str) -> int:
        """How many tokens a text takes; may be called while another thread answers."""
        return len(self._llama.tokenize(as_bytes(text), add_bos=False, special=False))

    def answer(self, question: Question) -> Answer:
        """Raises LanguageModelFailed, LanguageModelUnusable, QuestionTooLong."""
        prompt = self._chat.prompt(question.messages)
        needed = len(prompt.tokens) + question.max_tokens
        if needed > self.context_tokens:
            raise QuestionTooLong(tokens=needed, limit=self.context_tokens)
        text = self._grammar_text(json.dumps(question.schema))
        with Grammar(text, self._vocabulary, self._llama.n_vocab()) as grammar:
            try:
                self._prefixes.evaluate(prompt.tokens[: prompt.kept])
                self._llama.eval(prompt.tokens[prompt.kept :])
                tokens, ending = self._go_on(grammar, question.max_tokens)
            except RuntimeError:
                raise LanguageModelFailed(problem="llama.cpp stopped") from None
        said = self._llama.detokenize(tokens).decode("utf-8", "replace")
        return Answer(said, ending, len(prompt.tokens), len(tokens))

    def _go_on(self, grammar: Grammar, max_tokens: int) -> tuple[list[int], Ending]:
        tokens: list[int] = []
        size = self._llama.n_vocab()
        while True:
            logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self._llama.ctx, -1), shape=(size,))
            token = grammar.likeliest(logits)
            if llama_cpp.llama_vocab_is_eog(self._vocabulary, token):
                return tokens, Ending.COMPLETE
            if len(tokens) == max_tokens:
                return tokens, Ending.CUT
            grammar.accept(token)
            tokens.append(token)
            self._llama.eval([token])


def _trained_context(file: Path) -> int:
    """Tokens that the model was trained to hold; 0 when the file does not say."""
    with closing(Llama(str(file), vocab_only=True, verbose=False)) as words_only:
        said = words_only.metadata
    return int(said.get(f"{said.get('general.architecture')}.context_length", 0))
