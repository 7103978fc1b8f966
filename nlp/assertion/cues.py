"""Finding cues in a document: one pass over its tokens, longest cue first."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from nlp.assertion.eds_cues import eds_cues
from nlp.tagger.tokens import Tokens, spellings


class Side(StrEnum):
    """Where a cue stands, seen from what it qualifies."""

    BEFORE = "before"
    AFTER = "after"
    NONE = "not_a_cue"
    """Holds the words of a cue and says nothing: hides it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found: tokens from `start` to `end`."""

    start: int
    end: int
    kind: str
    """`negation`, `possible`, `history`, `family`, `planned`, `done`, `end`."""
    side: Side
    source: str
    """`own` or `eds`."""


_Entry = tuple[tuple[str, ...], str, Side, str]


@cache
def _by_first_word() -> Mapping[str, tuple[_Entry, ...]]:
    """Cues by their first word, longest first; a phrase of ours hides the same phrase of EDS-NLP."""
    own = tomllib.loads((files("nlp") / "lexicons" / "assertion_cues.toml").read_text(encoding="utf-8"))
    end_words = own.pop("end")["words"]
    entries: dict[tuple[tuple[str, ...], str, Side], str] = {}
    for kind, sides in own.items():
        for side, phrases in sides.items():
            _add(entries, phrases, kind, Side(side), "own")
    _add(entries, end_words, "end", Side.BEFORE, "own")
    ours = {words for words, _, _ in entries}
    for name, phrases in eds_cues().items():
        kind, side = name.split(".")
        _add(entries, (p for p in phrases if ours.isdisjoint(spellings(p))), kind, Side(side), "eds")
    table: dict[str, list[_Entry]] = defaultdict(list)
    for (words, kind, cue_side), source in entries.items():
        table[words[0]].append((words, kind, cue_side, source))
    return {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in table.items()}


def _add(
    entries: dict[tuple[tuple[str, ...], str, Side], str], phrases: Iterable[str], kind: str, side: Side, source: str
) -> None:
    for phrase in phrases:
        for words in filter(None, spellings(phrase)):
            entries.setdefault((words, kind, side), source)


def find_cues(tokens: Tokens) -> tuple[Cue, ...]:
    """Cues in the order of the text. Where cues of one kind and side overlap, the longest stands."""
    table = _by_first_word()
    words = tokens.words
    found: list[Cue] = []
    hidden_until: dict[tuple[str, Side], int] = {}
    for index, word in enumerate(words):
        for phrase, kind, side, source in table.get(word, ()):
            end = index + len(phrase)
            if index < hidden_until.get((kind, side), 0) or words[index:end] != phrase:
                continue
            if side is Side.NONE:
                hidden_until |= {(kind, Side.BEFORE): end, (kind, Side.AFTER): end}
            hidden_until[kind, side] = end
            found.append(Cue(index, end, kind, side, source))
    return tuple(cue for cue in found if cue.side is not Side.NONE)
