"""The text that readers work on: the whole document as one string, every place of it traceable to a page.

Readers see `ClinicalText.text`. It has exactly as many characters as `Document.text` and differs from it only
where that helps reading: line wraps and no-break spaces become plain spaces, typographic apostrophes become
straight ones. So a place found by a reader is a place on the page, and quotes are cut from the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from nlp.sections import Section, find_sections, fold
from records.document import Document, Page, PageSource
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity, Value

_SAME_LENGTH = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
    }
)
_UNIT_AHEAD = r"\s?(?:mm ?hg|bpm|%|[mun]?g/|[mu]?mol|/min|kg\b|ans\b)"
_ZERO = re.compile(rf"(?<=\d)o(?=\d|[/.,-]\d|{_UNIT_AHEAD})|(?<=\d[/.,-])o(?=\d)|(?<![a-z0-9])o(?=[.,]\d)")
_ONE = re.compile(r"(?<=\d)[li|](?=\d|[/.,-]\d)|(?<=\d[/.,-])[li|](?=\d)|(?<![a-z0-9])[li|](?=\d[.,/]\d)")
"""Letters that OCR reads for digits, where only a digit can stand."""

_EMPTY_BOX = "☐"


@dataclass(frozen=True)
class ClinicalText:
    """A document ready for the readers."""

    document: Document

    def __repr__(self) -> str:
        return f"ClinicalText({self.document!r})"

    @classmethod
    def of(cls, text: str) -> ClinicalText:
        """A text that was never on paper, as a document of one page without boxes."""
        page = Page(1, 0, 0, text, (), PageSource.PLAIN_TEXT)
        return cls(Document(sha256(text.encode()).hexdigest(), "text/plain", (page,)))

    @cached_property
    def text(self) -> str:
        """The document's text with wraps undone and spaces plain; same length, same places."""
        characters = list(self.document.text.translate(_SAME_LENGTH))
        for page, page_start in zip(self.document.pages, self.document.page_starts, strict=True):
            for wrap in page.soft_breaks:
                characters[page_start + wrap] = " "
        return "".join(characters)

    @cached_property
    def folded(self) -> str:
        """`text` in lower case without accents, character for character: what cues are matched on.

        On pages that were scanned, letters that stand for digits within a number are digits (`1O/11`, `l2,4`).
        """
        folded = fold(self.text)
        if any(page.source is PageSource.OCR for page in self.document.pages):
            folded = _ZERO.sub("0", _ONE.sub("1", folded))
        return folded

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the whole text, in order and without gaps."""
        return find_sections(self.text)

    def section_at(self, position: int) -> Section:
        """The section that holds that place of the text."""
        return self.sections[max(0, bisect_right(self._section_starts, position) - 1)]

    def is_unticked(self, start: int) -> bool:
        """Whether an empty box of a form stands before that place: the form offers it, nobody said it."""
        return self.text[max(0, start - 3) : start].rstrip().endswith(_EMPTY_BOX)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def evidence(self, start: int, end: int) -> Evidence:
        """The spot of the page behind a stretch of the text; a stretch over two pages is shown on its first."""
        page, page_start = self.document.page_at(start)
        local_start = start - page_start
        local_end = min(end - page_start, len(page.text))
        return Evidence(
            text=self.document.text[start:end],
            page=page.number,
            start=local_start,
            end=local_end,
            boxes=page.boxes_between(local_start, local_end),
        )

    def field(
        self,
        name: str,
        value: Value,
        start: int,
        end: int,
        *,
        model: str,
        method: Method = Method.RULE,
        assertion: Assertion = Assertion.PRESENT,
        unit: str | None = None,
        written: Quantity | None = None,
        code: Code | None = None,
        confidence: float = 0.0,
        parts: tuple[Field, ...] = (),
    ) -> Field:
        """A field whose evidence is the text from `start` to `end`."""
        return Field(
            name=name,
            value=value,
            evidence=self.evidence(start, end),
            method=method,
            model=model,
            unit=unit,
            written=written,
            code=code,
            assertion=assertion,
            grounding=Grounding.EXACT,
            confidence=confidence,
            parts=parts,
        )
