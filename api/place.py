"""A place on a page that an address asks to show: `mark=2-138-141`, page, start and end in its text."""

from __future__ import annotations

from dataclasses import dataclass

MARK = r"^\d{1,5}-\d{1,7}-\d{1,7}$"


@dataclass(frozen=True, slots=True)
class PlaceOnPage:
    """A stretch of a page's text."""

    page: int
    start: int
    end: int


def place_of(mark: str) -> PlaceOnPage:
    """The place that a mark names."""
    return PlaceOnPage(*map(int, mark.split("-")))


def mark_of(page: int, start: int, end: int) -> str:
    """The mark that names a place."""
    return f"{page}-{start}-{end}"
