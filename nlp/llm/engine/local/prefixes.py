"""The beginnings of prompts that many documents share, evaluated once.

What is taken back is what was put away, bit by bit, and the rest of a prompt is evaluated apart from its beginning in
either case: a question gets the same answer whether its beginning was known or not.
"""

from __future__ import annotations

import ctypes
from collections import OrderedDict

import llama_cpp
from llama_cpp import Llama

_MAX_BYTES = 1 << 30
"""A thousand tokens of a 7B model take 131 MB."""
_MIN_TOKENS = 16


class Prefixes:
    """States of one model after the beginnings of prompts; the least lately used ones make room."""

    def __init__(self, llama: Llama, max_bytes: int = _MAX_BYTES) -> None:
        self._llama = llama
        self._max_bytes = max_bytes
        self._states: OrderedDict[tuple[int, ...], ctypes.Array[ctypes.c_uint8]] = OrderedDict()

    def evaluate(self, tokens: tuple[int, ...]) -> None:
        """Bring the model to the state after `tokens`, from nothing."""
        llama = self._llama
        llama.reset()  # type: ignore[no-untyped-call]
        state = self._states.get(tokens)
        if state is not None:
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), True)
            if llama_cpp.llama_state_seq_set_data(llama.ctx, state, len(state), 0):
                llama.n_tokens = len(tokens)
                self._states.move_to_end(tokens)
                return
            del self._states[tokens]
        if tokens:
            llama.eval(tokens)
        if len(tokens) >= _MIN_TOKENS:
            self._put_away(tokens)

    def _put_away(self, tokens: tuple[int, ...]) -> None:
        size = llama_cpp.llama_state_seq_get_size(self._llama.ctx, 0)
        if size > self._max_bytes:
            return
        state = (ctypes.c_uint8 * size)()
        if llama_cpp.llama_state_seq_get_data(self._llama.ctx, state, size, 0) != size:
            return
        self._states[tokens] = state
        while sum(map(len, self._states.values())) > self._max_bytes:
            self._states.popitem(last=False)
