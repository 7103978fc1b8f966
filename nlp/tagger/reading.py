"""A document's mentions, found once for the readers of conditions and of procedures."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.model import Tagger, installed_tagger
from nlp.text import ClinicalText


@dataclass(frozen=True)
class Reading:
    """A text's contexts and the tagger's mentions."""

    contexts: Contexts
    tagger: Tagger | None
    mentions: Sequence[Mention]

    def __repr__(self) -> str:
        return f"Reading({self.tagger!r}, {len(self.mentions)} mentions)"


class _Latest(threading.local):
    reading: Reading | None = None


_latest = _Latest()


def reading_of(text: ClinicalText) -> Reading:
    """The reading of a text; readers that ask in turn about the same text share it."""
    if _latest.reading is None or _latest.reading.contexts.text is not text:
        tagger = installed_tagger()
        contexts = Contexts(text)
        _latest.reading = Reading(contexts, tagger, tagger.mentions(contexts) if tagger else ())
    return _latest.reading
