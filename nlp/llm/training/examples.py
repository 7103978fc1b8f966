"""Reports as the network is shown them: a document once for its four questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from random import Random

from tokenizers import Tokenizer

from nlp.llm.neutral import OPENING
from nlp.llm.passes import PassName
from nlp.llm.prompt import messages
from nlp.llm.training.answers import Report, answer_to
from nlp.llm.training.tokenizer import TURN_END, TURN_START, conversation
from nlp.llm.training.variants import Stock, variant

LANGUAGE = "fr"
_OPENING = f"{TURN_START}user\n{OPENING}\n"


@dataclass(frozen=True, slots=True)
class Branch:
    """A question and its answer, after the document."""

    tokens: Sequence[int]
    answer_start: int
    """Place of the answer's first token in them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A document and what is asked about it; what opens the turn before it is the same in all examples."""

    document: Sequence[int]
    branches: Sequence[Branch]

    @property
    def length(self) -> int:
        """Tokens in all."""
        return len(self.document) + sum(len(branch.tokens) for branch in self.branches)


def beginning(tokenizer: Tokenizer) -> list[int]:
    """How every conversation begins."""
    return _ids(tokenizer, _OPENING)


def example_of(report: Report, tokenizer: Tokenizer) -> Example:
    """The conversations of the four passes, as far as they are the same told once."""
    told = []
    for name in PassName:
        asked = conversation([(message.role, message.text) for message in messages(report["text"], name, LANGUAGE)])
        question = _ids(tokenizer, asked.removeprefix(_OPENING))
        told.append((question, _ids(tokenizer, answer_to(report, name) + TURN_END)))
    same = sum(
        1 for _ in takewhile(lambda ids: len(set(ids)) == 1, zip(*(question for question, _ in told), strict=False))
    )
    branches = [Branch([*question[same:], *answer], len(question) - same) for question, answer in told]
    return Example(told[0][0][:same], branches)


def endless_examples(
    reports: Sequence[Report], stock: Stock, tokenizer: Tokenizer, longest: int, dice: Random
) -> Iterator[Example]:
    """Reports in chance order, again and again, nine of ten told anew; those longer than that many tokens left out."""
    while True:
        for report in dice.sample(reports, len(reports)):
            told = variant(report, stock, dice) if dice.random() < 0.9 else report
            example = example_of(told, tokenizer)
            if example.length <= longest:
                yield example


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return list(tokenizer.encode(text).ids)
