"""The life of the child that holds the model: `python -m nlp.llm.engine.local.child FILE CONTEXT THREADS`.

Lines of JSON come in and go out. While one question is answered, tokens are counted beside it. It ends with its
parent, whose end of the pipe is then closed, and has no network, no file to write and no more memory than it needs.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from nlp.llm.engine.local.wire import NOT_INSTALLED, answer_to_json, question_from_json
from records.confinement import give_up_the_rest
from records.errors import AnamneseError, LanguageModelFailed, LanguageModelUnusable

if TYPE_CHECKING:
    from nlp.llm.engine.local.answering import Answering

_ROOM_BYTES = 6 << 30
"""Address space beside the weights, which may be there twice, once laid out anew for the processor: libraries, the
memory of the context and of kept beginnings."""


def main() -> None:
    """Load, say so, answer until nobody asks any more."""
    file, context, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    out = _take_over_output()
    give_up_the_rest(())
    _bind(file)
    telling = threading.Lock()

    def tell(message: dict[str, Any]) -> None:
        with telling, contextlib.suppress(BrokenPipeError):
            out.write(json.dumps(message).encode() + b"\n")
            out.flush()

    try:
        answering = _loaded(file, context, threads)
    except AnamneseError as error:
        tell(_as_json(error))
        return
    tell({"ready": answering.context_tokens})
    questions: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(answering, questions, tell), daemon=True).start()
    while True:
        asked = questions.get()
        try:
            tell({"id": asked["id"], "answer": answer_to_json(answering.answer(question_from_json(asked["ask"])))})
        except AnamneseError as error:
            tell({"id": asked["id"], **_as_json(error)})
        except Exception as error:  # its text may hold what was asked
            tell({"id": asked["id"], **_as_json(LanguageModelFailed(problem=type(error).__name__))})


def _loaded(file: Path, context: int, threads: int) -> Answering:
    try:
        from nlp.llm.engine.local.answering import Answering
    except (ImportError, OSError, RuntimeError):  # not built here, or built for another processor
        raise LanguageModelUnusable(problem=NOT_INSTALLED) from None
    return Answering(file, context_tokens=context, threads=threads)


def _listen(answering: Answering, questions: queue.Queue[dict[str, Any]], tell: Any) -> None:
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "count" in message:
            tell({"id": message["id"], "tokens": answering.count_tokens(message["count"])})
        else:
            questions.put(message)
    os._exit(0)  # also in the middle of an answer: nobody waits for it


def _take_over_output() -> BinaryIO:
    """The way to the parent; whatever else writes to standard output or error writes to nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    return out


def _bind(file: Path) -> None:
    with contextlib.suppress(OSError):
        os.setsid()
    room = 2 * file.stat().st_size + _ROOM_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _as_json(error: AnamneseError) -> dict[str, Any]:
    return {"error": error.code, "details": error.details}


if __name__ == "__main__":
    main()
