"""Text with marks: how a value is written into a sample together with what it means.

`Pas de {absent|fièvre}, {v temperature_c|37,2 °C}` is the sentence "Pas de fièvre, 37,2 °C" with two marks.
A mark is `{name argument …|content}`; marks may stand within marks. `**…**` is printed bold. So the truth is
written where the text is written, and its offsets are exact by construction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"\{(?P<head>[^{}|]*)\||(?P<close>\})|(?P<bold>\*\*)|(?P<plain>[^{}*]+|\*)")


class MarkupError(ValueError):
    """A template of ours is malformed: a mark that is opened and not closed, or the other way round."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of text means. `start` and `end` count characters of the text that holds the mark."""

    name: str
    arguments: tuple[str, ...]
    start: int
    end: int

    def moved(self, by: int) -> Mark:
        """The same mark in a text where it stands `by` characters later."""
        return Mark(self.name, self.arguments, self.start + by, self.end + by)

    def holds(self, other: Mark) -> bool:
        """Whether the other mark stands within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Rich:
    """A text, its marks and the stretches printed bold."""

    text: str
    marks: tuple[Mark, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()

    def is_bold(self, position: int) -> bool:
        """Whether the character at that place is printed bold."""
        return any(start <= position < end for start, end in self.bold)

    def has(self, *names: str) -> bool:
        """Whether one of these marks stands in the text."""
        return any(mark.name in names for mark in self.marks)

    def rewritten(self, change: Callable[[str], str]) -> Rich:
        """The text changed letter by letter (`change` must keep its length)."""
        changed = change(self.text)
        if len(changed) != len(self.text):
            raise MarkupError("a rewriting must keep the length of the text")
        return Rich(changed, self.marks, self.bold)

    def padded(self, width: int, *, right: bool = False) -> Rich:
        """Filled up with spaces to a column of that many characters; never cut."""
        fill = " " * max(0, width - len(self.text))
        return join((Rich(fill), self) if right else (self, Rich(fill)), "")


def parse(source: str) -> Rich:
    """Markup becomes text with marks."""
    text: list[str] = []
    length = 0
    marks: list[Mark] = []
    bold: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    bold_start: int | None = None
    for token in _TOKEN.finditer(source):
        if token["plain"]:
            text.append(token["plain"])
            length += len(token["plain"])
        elif token["bold"]:
            if bold_start is None:
                bold_start = length
            else:
                bold.append((bold_start, length))
                bold_start = None
        elif token["close"]:
            if not opened:
                raise MarkupError(f"a mark is closed that was not opened: …{source[max(0, token.start() - 40) :][:60]}")
            head, start = opened.pop()
            name, *arguments = head.split()
            marks.append(Mark(name, tuple(arguments), start, length))
        else:
            opened.append((token["head"], length))
    if opened or bold_start is not None:
        raise MarkupError(f"a mark or bold stretch is left open: {source[:60]}…")
    return Rich("".join(text), tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))), tuple(bold))


def join(parts: Iterable[Rich], separator: str) -> Rich:
    """The parts one after the other, marks moved along."""
    text, marks, bold = "", [], []
    for index, part in enumerate(parts):
        if index:
            text += separator
        marks += [mark.moved(len(text)) for mark in part.marks]
        bold += [(start + len(text), end + len(text)) for start, end in part.bold]
        text += part.text
    return Rich(text, tuple(marks), tuple(bold))


def plain_capitals(text: str) -> str:
    """Capitals as a hurried typist writes them: without accents, letter for letter."""
    capitals = (unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter for letter in text.upper())
    return "".join(capitals)
