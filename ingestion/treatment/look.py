"""A page at first sight: what turning, straightening and treating it all ask for, seen once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ingestion.treatment.measure import Grey, Measures, ink_of, measure, paper_of
from ingestion.treatment.straighten import SmallLetters, small_letters


@dataclass(frozen=True)
class Look:
    """A page with what was measured on it."""

    grey: Grey
    paper: Grey
    """See `paper_of`."""
    ink: Grey
    """See `ink_of`."""
    measures: Measures

    def __repr__(self) -> str:
        return f"Look({self.measures})"

    @cached_property
    def letters(self) -> SmallLetters | None:
        """None where there are too few letters to tell how the page runs."""
        return small_letters(self.ink, self.measures.x_height) if self.measures.x_height is not None else None


def look_at(grey: Grey) -> Look:
    """Measure a page."""
    paper = paper_of(grey)
    ink = ink_of(grey, paper)
    return Look(grey, paper, ink, measure(grey, paper, ink))
