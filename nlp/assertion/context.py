"""What stands around a mention: its sentence, its line, the cues that reach it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.assertion.cues import Cue, Side, find_cues
from nlp.sections import Section
from nlp.tagger.tokens import LINE_END, Tokens, line_starts, tokenise
from nlp.text import ClinicalText

_STOPS = frozenset({".", ";", LINE_END})
MAX_REACH = 25
"""How far before a mention a cue may stand, in tokens."""
MAX_REACH_AFTER = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of tokens that names a condition or a procedure."""

    start: int
    end: int
    """One past the last token."""
    label: str = ""
    """What the tagger calls it, such as `CONDITION_absent`; empty where no tagger saw it."""


@dataclass(frozen=True)
class Contexts:
    """The context of every place of one document, computed once."""

    text: ClinicalText

    def __repr__(self) -> str:
        return f"Contexts({len(self.tokens)} tokens)"

    @cached_property
    def tokens(self) -> Tokens:
        """Tokens of the whole document."""
        return tokenise(self.text.folded)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """All cues of the document."""
        return find_cues(self.tokens)

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """For each token, the first token of its line."""
        return line_starts(self.tokens)

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [cue.start for cue in self.cues]

    def section(self, mention: Mention) -> Section:
        """The section that holds the mention."""
        return self.text.section_at(self.tokens.starts[mention.start])

    def sentence(self, mention: Mention) -> tuple[int, int]:
        """First and one past the last token of the mention's sentence; a line is a sentence of its own."""
        words = self.tokens.words
        start, end = mention.start, mention.end
        while start > 0 and words[start - 1] not in _STOPS:
            start -= 1
        while end < len(words) and words[end] not in _STOPS:
            end += 1
        return start, end

    def cues_before(self, mention: Mention) -> Sequence[Cue]:
        """Cues of the sentence that start before the mention and look forward, nearest last.

        One may end within it: "pas de signe de" before "signe de choc".
        """
        start, _ = self.sentence(mention)
        start = max(start, mention.start - MAX_REACH)
        return [c for c in self._between(start, mention.start) if c.side is Side.BEFORE]

    def cues_after(self, mention: Mention) -> Sequence[Cue]:
        """Cues of the sentence that stand behind the mention and look back, nearest first."""
        _, end = self.sentence(mention)
        end = min(end, mention.end + MAX_REACH_AFTER)
        return [c for c in self._between(mention.end, end) if c.side is Side.AFTER]

    def _between(self, start: int, end: int) -> Sequence[Cue]:
        return self.cues[bisect_left(self._cue_starts, start) : bisect_left(self._cue_starts, end)]
