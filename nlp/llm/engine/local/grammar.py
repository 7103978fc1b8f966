"""The grammar that an answer cannot leave, from its JSON schema.

llama.cpp answers *without* constraint where a grammar was not understood; here it is compiled first, and what does not
compile stops the reader.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Mapping
from types import TracebackType

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp.llama_grammar import json_schema_to_gbnf

from records.errors import LanguageModelUnusable

_ANY_SIGN, _NO_CONTROL_SIGN = r'[^"\\] |', r'[^"\\\x00-\x1F\x7F] |'
"""The converter lets strings hold what JSON forbids in them."""
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


def grammar_text(schema: Mapping[str, object]) -> str:
    """A schema in the grammar notation of llama.cpp; raises LanguageModelUnusable."""
    try:
        text: str = json_schema_to_gbnf(json.dumps(schema))
    except Exception as error:  # the converter raises whatever it stumbles over
        raise LanguageModelUnusable(problem=f"the schema has no grammar: {type(error).__name__}") from None
    return text.replace(_ANY_SIGN, _NO_CONTROL_SIGN)


class Grammar:
    """A compiled grammar that follows one answer; use it as a context.

    Raises LanguageModelUnusable when the grammar does not compile.
    """

    def __init__(self, text: str, vocabulary: object, size: int) -> None:
        # llama.cpp takes an empty text for "no grammar", and gives nothing back for one that it does not understand.
        sampler = llama_cpp.llama_sampler_init_grammar(vocabulary, text.encode(), b"root") if text else None
        if not sampler:
            raise LanguageModelUnusable(problem="the grammar of the answer does not compile")
        self._sampler = sampler
        self._all = np.zeros(size, dtype=_CANDIDATE)
        self._one = np.zeros(1, dtype=_CANDIDATE)

    def __enter__(self) -> Grammar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        llama_cpp.llama_sampler_free(self._sampler)

    def likeliest(self, logits: npt.NDArray[np.float32]) -> int:
        """The likeliest token among those that the grammar allows; the grammar does not move on yet.

        Raises LanguageModelUnusable when it allows none: no such token is in the model's vocabulary.
        """
        best = int(np.argmax(logits))
        self._one["id"], self._one["logit"] = best, logits[best]
        if np.isfinite(self._allowed(self._one)[0]):  # mostly so, and much quicker than to try every token
            return best
        self._all["id"] = np.arange(len(logits))
        self._all["logit"] = logits
        allowed = self._allowed(self._all)
        best = int(np.argmax(allowed))
        if not np.isfinite(allowed[best]):
            raise LanguageModelUnusable(problem="its vocabulary cannot write the answer")
        return best

    def accept(self, token: int) -> None:
        """Move on past a token that `likeliest` gave."""
        llama_cpp.llama_sampler_accept(self._sampler, token)

    def _allowed(self, candidates: npt.NDArray[np.void]) -> npt.NDArray[np.float32]:
        """Logits of the candidates, minus infinity where the grammar forbids them."""
        data = candidates.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data))
        array = llama_cpp.llama_token_data_array(data, len(candidates), -1, False)
        llama_cpp.llama_sampler_apply(self._sampler, ctypes.byref(array))
        logits: npt.NDArray[np.float32] = candidates["logit"]
        return logits
