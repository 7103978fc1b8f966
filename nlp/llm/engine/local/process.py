"""The parent's side of the child: start it, hand it lines, give each answer to who asked, kill it.

A plain program rather than a fork: the child has nothing of its parent's memory, and may be started from a process
that is itself a child.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import Any

from records.errors import LanguageModelError, LanguageModelFailed, error_with_code

LOADING_S = 300.0
"""How long the child may take to load a model: one of 40 GB from a slow disk."""
_MAX_LINE_BYTES = 1 << 24
_THREADS = {"OMP_WAIT_POLICY": "passive"}
"""Threads that wait for one another give their core away: pages are read on it meanwhile."""
_ROOT = Path(__file__).parents[4]


class Child:
    """One child, from its start to its death; used by any thread."""

    def __init__(self, file: Path, *, context_tokens: int, threads: int) -> None:
        # -P: nothing that happens to lie in the current folder is taken for a module.
        command = [sys.executable, "-P", "-m", "nlp.llm.engine.local.child"]
        command += [str(file.resolve()), str(context_tokens), str(threads)]
        self._process = subprocess.Popen(  # noqa: S603  (our own program)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        )
        self._writing = threading.Lock()
        self._ready: Future[dict[str, Any]] = Future()
        self._waiting = {0: self._ready}
        self._number = 0
        self._dead = False
        self._listener = threading.Thread(target=self._listen, name="language-model", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return not self._dead

    def loaded(self) -> int:
        """Wait until the model is there; the tokens of its context. Raises LanguageModelFailed or …Unusable."""
        context = self._result(self._ready, LOADING_S).get("ready")
        if not isinstance(context, int):
            raise LanguageModelFailed(problem="the process of the model spoke out of turn")
        return context

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """What the child says to a message. Killed when it takes longer; raises as `LanguageModel.ask`."""
        reply: Future[dict[str, Any]] = Future()
        with self._writing:
            self._number += 1
            number = self._number
            if self._dead:
                raise LanguageModelFailed(problem="its process ended")
            self._waiting[number] = reply
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps({"id": number, **message}).encode() + b"\n")
                self._process.stdin.flush()
            except (OSError, ValueError):  # ValueError: closed by who killed it
                raise LanguageModelFailed(problem="its process ended") from None
        return self._result(reply, seconds)

    def kill(self) -> None:
        """At once, also in the middle of an answer."""
        self._process.kill()
        self._listener.join()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was still to be written has no reader
                    pipe.close()

    def _result(self, reply: Future[dict[str, Any]], seconds: float) -> dict[str, Any]:
        try:
            said = reply.result(seconds)
        except TooLate:
            self.kill()
            raise LanguageModelFailed(problem=f"no answer after {seconds:g} s") from None
        if "error" in said:
            error = error_with_code(str(said["error"]), said["details"])
            raise error if isinstance(error, LanguageModelError) else LanguageModelFailed(problem="its process erred")
        return said

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                line = self._process.stdout.readline(_MAX_LINE_BYTES)
                message = json.loads(line)
                reply = self._waiting.pop(int(message.get("id", 0)))
            except (OSError, ValueError, KeyError, AttributeError, TypeError):
                break  # the end, or nothing that our own program says
            reply.set_result(message)
        self._process.kill()
        with self._writing:
            self._dead = True
            orphans, self._waiting = self._waiting, {}
        for reply in orphans.values():
            reply.set_exception(LanguageModelFailed(problem="its process ended"))


def _environment() -> dict[str, str]:
    """Only what a program needs to start: no key or password of the service reaches the child."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", **_THREADS}
