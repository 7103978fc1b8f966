"""A search from its text to its hits with their places, and a suggestion where words were mistyped."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from records.errors import QueryRefused
from records.search.finding import Condition, Found, Hit, Search
from records.search.highlighting import Highlight, highlights
from records.search.parsing import parse
from records.search.query import Query
from records.search.suggesting import Suggestion, suggest
from records.store.contents import Contents

_FEW = 3
"""With so few hits or fewer, a mistyped word may be why."""


@dataclass(frozen=True, slots=True)
class HitWithPlaces:
    """A document that answers, and where."""

    hit: Hit
    places: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Everything a search says."""

    query: Query
    found: Found
    hits: tuple[HitWithPlaces, ...]
    suggestion: Suggestion | None


def run(
    reading: sessionmaker[Session],
    contents: Contents,
    text: str,
    *,
    visible_to: Condition,
    limit: int = 20,
    after: str | None = None,
    facets: bool = True,
) -> Answered:
    """Search. Raises QueryRefused."""
    query = parse(text)
    search = Search(reading)
    found = search.find(query, visible_to=visible_to, limit=limit, after=after, facets=facets)
    return Answered(
        query=query,
        found=found,
        hits=tuple(HitWithPlaces(hit, _places(contents, hit, query)) for hit in found.hits),
        suggestion=_suggestion(search, reading, text, visible_to) if found.total <= _FEW and after is None else None,
    )


def _places(contents: Contents, hit: Hit, query: Query) -> tuple[Highlight, ...]:
    if not query.words:
        return ()
    return highlights(contents.document(hit.document_id), contents.fields(hit.document_id), query.words)


def _suggestion(search: Search, reading: sessionmaker[Session], text: str, visible_to: Condition) -> Suggestion | None:
    """Only one that finds something that the asker may see: the vocabulary is of all documents."""
    better = suggest(reading, text)
    try:
        return better if better and search.any_hit(parse(better.query), visible_to=visible_to) else None
    except QueryRefused:  # longer words make a longer query
        return None
