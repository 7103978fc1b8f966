"""One more reader: a language model asked in four passes over each window of a document. It proposes; code decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from nlp.language import language_of
from nlp.llm.model import Ending, LanguageModel, Message, Question
from nlp.llm.neutral import neutral
from nlp.llm.once import once
from nlp.llm.passes import Pass, PassName, passes
from nlp.llm.placed import Placer, Proposal
from nlp.llm.prompt import again, instructions, messages
from nlp.llm.schema import Item, check, schema_of
from nlp.llm.windows import Window, windows
from nlp.sections import fold
from nlp.tagger.tokens import tokenise
from nlp.text import ClinicalText
from records.errors import LanguageModelUnusable
from records.fields import Field

VERSION = "llm/1"
_ANSWER_SHARE = 0.4
"""Of the context that the rules leave, what the answer may take; the window takes the rest."""
_MAX_ANSWER_TOKENS = 1536
_FRAME_TOKENS = 96
"""Turns of the conversation, fences and the question's own line."""
_LEAST_WINDOW = 128
"""Tokens; a model with less room for the document cannot be asked."""
_SAME_THING = 0.6
"""Likeness from which a second quote is the first one put right."""


class LanguageModelReader:
    """Reads documents with one model. Passes that are not wanted are not asked."""

    def __init__(self, model: LanguageModel, asked: Sequence[PassName] = tuple(PassName)) -> None:
        self._model = model
        self._passes = tuple(passes()[name] for name in asked)

    @property
    def model(self) -> str:
        """What its fields carry as `Field.model`."""
        return f"{VERSION}:{self._model.name}"

    def read(self, text: ClinicalText) -> tuple[Field, ...]:
        """What the model says that the document holds, in grounded fields and, of quotes not found, in others.

        Raises LanguageModelError: the model did not answer, or not in the form asked for.
        """
        language = language_of(tokenise(text.folded).words)
        room, answer = self._room(language)
        placer = Placer(text, self.model)
        proposals = [
            proposal
            for window in windows(text, lambda part: self._model.count_tokens(neutral(part)), room)
            for asked in self._passes
            for proposal in self._proposals(text, window, asked, language, answer, placer)
        ]
        return once(proposal.field for proposal in proposals)

    def _room(self, language: str) -> tuple[int, int]:
        """Tokens for a window and for an answer."""
        free = self._model.context_tokens - self._model.count_tokens(instructions(language)) - _FRAME_TOKENS
        answer = min(_MAX_ANSWER_TOKENS, int(free * _ANSWER_SHARE))
        # Once more is asked with the failed quotes behind the document: a quarter of the answer's room is theirs.
        window = free - answer - answer // 4
        if window < _LEAST_WINDOW:
            raise LanguageModelUnusable(problem=f"context of {self._model.context_tokens}")
        return window, answer

    def _proposals(
        self, text: ClinicalText, window: Window, asked: Pass, language: str, answer: int, placer: Placer
    ) -> Iterator[Proposal]:
        shown = text.document.text[window.start : window.end]
        items = self._items(messages(shown, asked.name, language), asked, answer)
        first = [placer.propose(item, window) for item in items]
        lost = [proposal for proposal in first if not proposal.is_found]
        yield from (proposal for proposal in first if proposal.is_found)
        if not lost:
            return
        quotes = self._that_fit([proposal.item.quote for proposal in lost], answer // 4)
        said = {(item.name, item.quote) for item in items}
        items = self._items(again(shown, asked.name, language, quotes), asked, answer)
        new = [item for item in items if (item.name, item.quote) not in said]
        second = [proposal for item in new if (proposal := placer.propose(item, window)).is_found]
        mended = [proposal for proposal in second if any(_same_thing(proposal.item, old.item) for old in lost)]
        yield from mended
        # What the model still cannot show stays as it first said it, without a place.
        yield from (old for old in lost if not any(_same_thing(other.item, old.item) for other in mended))

    def _items(self, asked_in: Sequence[Message], asked: Pass, max_tokens: int) -> tuple[Item, ...]:
        answer = self._model.ask(Question(asked_in, schema_of(asked), max_tokens))
        checked = check(answer.text, asked)
        if checked.broken or (answer.ending is Ending.COMPLETE and not checked.whole):
            raise LanguageModelUnusable(problem="schema")
        return checked.items

    def _that_fit(self, quotes: Sequence[str], room: int) -> tuple[str, ...]:
        """As many failed quotes as there is room for."""
        fitting = list[str]()
        for quote in dict.fromkeys(quotes):
            room -= self._model.count_tokens(neutral(quote)) + 3
            if room < 0:
                break
            fitting.append(quote)
        return tuple(fitting)


def _same_thing(new: Item, old: Item) -> bool:
    if new.name != old.name:
        return False
    return SequenceMatcher(a=fold(new.quote), b=fold(old.quote)).ratio() >= _SAME_THING
