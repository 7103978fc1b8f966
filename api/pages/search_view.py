"""Hits as their page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from api.pages.wording import Wording
from api.search_answers import place_address
from records.catalogue import catalogue
from records.search.finding import FacetCount
from records.search.highlighting import Highlight
from records.search.query import Days, Measure
from records.search.running import Answered, HitWithPlaces


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quoted text."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A quoted place and its address."""

    page: int
    address: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit: a document, what it is, and the places that answer."""

    address: str
    name: str
    facts: tuple[str, ...]
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow the search."""

    label: str
    documents: str
    address: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """What the hits have in common, of one kind."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything below the search field."""

    count: str
    also: tuple[str, ...]
    """What was looked for besides the words written."""
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    suggestion: str | None
    suggestion_address: str
    next: str | None
    first: str | None
    """The address of the first page, from another one."""


def search_view(answered: Answered, q: str, after: str | None, wording: Wording) -> SearchView:
    """The view of an answer."""
    found, better = answered.found, answered.suggestion
    more = found.more_than_counted
    count = wording.text("search.more_than", n=wording.number(found.total)) if more else ""
    return SearchView(
        count=count or wording.count("search.count", found.total),
        also=tuple(_also(answered, wording)),
        hits=tuple(_hit(hit, wording) for hit in answered.hits),
        facets=tuple(_facets(found.facets, q, wording)),
        suggestion=better.query if better else None,
        suggestion_address=_address(better.query) if better else "",
        next=_address(q, found.after) if found.after else None,
        first=_address(q) if after else None,
    )


def _also(answered: Answered, wording: Wording) -> Iterator[str]:
    for clause in answered.query.clauses:
        if not isinstance(clause, Days | Measure) and clause.also:
            yield wording.text("search.also", word=clause.written, others=", ".join(clause.also))


def _hit(one: HitWithPlaces, wording: Wording) -> HitView:
    hit = one.hit
    kind = wording.value(catalogue()["document.type"], hit.type) if hit.type else None
    facts = (wording.date(hit.day.isoformat()), kind, hit.department, hit.author)
    return HitView(
        address=f"/documents/{hit.document_id}",
        name=hit.name,
        facts=tuple(fact for fact in facts if fact),
        places=tuple(_place(hit.document_id, place) for place in one.places),
    )


def _place(document_id: str, place: Highlight) -> PlaceView:
    return PlaceView(place.page, place_address(document_id, place.page, place.marks[0]), tuple(_parts(place)))


def _parts(place: Highlight) -> Iterator[Part]:
    at = 0
    for left, right in place.marks:
        start, end = max(at, left - place.start), right - place.start
        if start < end:
            yield Part(place.text[at:start], marked=False)
            yield Part(place.text[start:end], marked=True)
            at = end
    yield Part(place.text[at:], marked=False)


def _facets(counts: tuple[FacetCount, ...], q: str, wording: Wording) -> Iterator[FacetView]:
    for name, group in groupby(counts, key=lambda one: one.facet):
        choices = [_choice(one, q, wording) for one in group if one.label]
        if choices:
            yield FacetView(name, wording.text(f"search.facet.{name}"), tuple(choices))


def _choice(one: FacetCount, q: str, wording: Wording) -> Choice:
    is_type = one.facet == "type"
    label = wording.value(catalogue()["document.type"], one.value) if is_type else one.label
    asked = one.value if is_type else one.label.replace('"', "")
    name = wording.text(f"search.filter.{one.facet}")
    return Choice(label, wording.number(one.documents), _address(f'{q} {name}:"{asked}"'))


def _address(q: str, after: str | None = None) -> str:
    return "/recherche?" + urlencode({"q": q} | ({"after": after} if after else {}))
