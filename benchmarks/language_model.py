"""What a language model costs on this machine: `python -m benchmarks.language_model FILE.gguf`.

Prints how fast it reads and writes, and what keeping the beginning of the prompt saves. Answers are as long as the
grammar makes them, so any model will do; the questions are of nobody.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median

from nlp.llm.engine.local.model import LocalLanguageModel
from nlp.llm.model import Message, Question, Role

_INSTRUCTIONS = "Tu relèves les signes vitaux d'un compte rendu. Cite à la lettre, réponds absent sinon. "
_SENTENCES = "Pas de fièvre. La tension est à 12/8. Le patient tousse depuis trois jours. Le ventre est souple. "
_SCHEMA = {
    "type": "object",
    "properties": {"quote": {"type": "string", "minLength": 60, "maxLength": 60}},
    "required": ["quote"],
    "additionalProperties": False,
}
_ROUNDS = 5


def main() -> None:
    """Ask with a beginning that is known and with one that is not, in turn, so that both see the same machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a GGUF file")
    file: Path = parser.parse_args().file
    model = LocalLanguageModel(file, file.stem)
    began = time.perf_counter()
    context = model.context_tokens
    print(f"{file.name}: {file.stat().st_size / 1e6:,.0f} MB, context {context:,}, ready after {_since(began):.1f} s")
    share = min(context, 2048) * 3 // 8
    instructions = _fill(model, _INSTRUCTIONS, share)
    document = _fill(model, _SENTENCES, share)
    seconds: dict[str, list[float]] = {"beginning not known": [], "beginning known": []}
    _timed(model, instructions, f"0. {document}")
    for number in range(1, _ROUNDS + 1):
        seconds["beginning not known"].append(_timed(model, f"{number}. {instructions}", document))
        seconds["beginning known"].append(_timed(model, instructions, f"{number}. {document}"))
    for what, times in seconds.items():
        print(f"{what}: {median(times):.2f} s a question (median of {_ROUNDS})")
    known, unknown = (median(seconds[what]) for what in ("beginning known", "beginning not known"))
    print(f"saved: {1 - known / unknown:.0%}, of instructions as long as the document ({share} tokens each)")
    model.close()


def _timed(model: LocalLanguageModel, instructions: str, document: str) -> float:
    began = time.perf_counter()
    model.ask(Question((Message(Role.SYSTEM, instructions), Message(Role.USER, document)), _SCHEMA, max_tokens=200))
    return _since(began)


def _fill(model: LocalLanguageModel, text: str, tokens: int) -> str:
    """The text over and over, some `tokens` long."""
    return text * max(1, tokens // model.count_tokens(text))


def _since(began: float) -> float:
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
