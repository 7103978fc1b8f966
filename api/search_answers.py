"""What a search answers, as it stands in the OpenAPI description."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.answer import Answer, Count, FourSides, Place
from api.place import mark_of
from records.search.finding import Found
from records.search.query import Clause, Days, Facet, Measure, Words
from records.search.running import Answered, HitWithPlaces


class Understood(Answer):
    """One clause of the query, as it was understood."""

    kind: Literal["words", "facet", "days", "measure"]
    written: Annotated[str, Field(examples=["HTA"])]
    excluded: bool
    also: Annotated[list[str], Field(examples=[["hypertension artérielle"]])]
    """Other writings of the same thing that were looked for too."""

    @classmethod
    def of(cls, clause: Clause) -> Understood:
        """A clause."""
        match clause:
            case Words():
                kind, also = "words", clause.also
            case Facet():
                kind, also = "facet", clause.also
            case Days():
                kind, also = "days", ()
            case Measure():
                kind, also = "measure", ()
        return cls.model_validate(
            {"kind": kind, "written": clause.written, "excluded": clause.excluded, "also": list(also)}
        )


class Correction(Answer):
    """A word that no document holds and the nearest that one does."""

    written: str
    meant: str


class DidYouMean(Answer):
    """The query with such words replaced; it finds at least one document."""

    query: str
    words: list[Correction]


class Mark(Answer):
    """A place that answers."""

    start: Place
    end: Place


class HighlightAnswer(Answer):
    """A stretch of a page around the places that answer. Offsets count characters of the page's text."""

    page: Annotated[int, Field(ge=1)]
    start: Place
    text: str
    marks: list[Mark]
    boxes: list[FourSides]
    """Of the marks, one a line of print."""
    url: Annotated[str, Field(examples=["/documents/0199c2a4-7c1e-7d3a-9b0e-2f6a1c5d8e47?mark=1-138-141#found"])]
    """The document's page in the interface, opened there."""


class HitAnswer(Answer):
    """A document that answers."""

    id: str
    name: str
    day: date
    """The day the document tells of: its date, the end or the beginning of the stay, else when it was received."""
    type: str | None
    department: str | None
    author: str | None
    highlights: list[HighlightAnswer]

    @classmethod
    def of(cls, one: HitWithPlaces) -> HitAnswer:
        """With its places."""
        hit = one.hit
        return cls(
            id=hit.document_id,
            name=hit.name,
            day=hit.day,
            type=hit.type,
            department=hit.department,
            author=hit.author,
            highlights=[
                HighlightAnswer(
                    page=place.page,
                    start=place.start,
                    text=place.text,
                    marks=[Mark(start=start, end=end) for start, end in place.marks],
                    boxes=[[box.left, box.top, box.right, box.bottom] for box in place.boxes],
                    url=place_address(hit.document_id, place.page, place.marks[0]),
                )
                for place in one.places
            ],
        )


class FacetAnswer(Answer):
    """How many of the newest hits (at most 1,000) have something."""

    facet: Annotated[str, Field(examples=["department"])]
    label: Annotated[str, Field(examples=["cardiologie"])]
    value: Annotated[str, Field(examples=["cardiolog"])]
    documents: Count


class SearchAnswer(Answer):
    """A page of hits, the newest documents first."""

    understood: list[Understood]
    total: Count
    """Counted to 1,000."""
    more_than_total: bool
    hits: list[HitAnswer]
    next: str | None
    """To be given as `after` for what follows; null at the end."""
    facets: list[FacetAnswer]
    did_you_mean: DidYouMean | None

    @classmethod
    def of(cls, answered: Answered) -> SearchAnswer:
        """Whole."""
        found: Found = answered.found
        better = answered.suggestion
        return cls(
            understood=[Understood.of(clause) for clause in answered.query.clauses],
            total=found.total,
            more_than_total=found.more_than_counted,
            hits=[HitAnswer.of(hit) for hit in answered.hits],
            next=found.after,
            facets=[
                FacetAnswer(facet=one.facet, label=one.label, value=one.value, documents=one.documents)
                for one in found.facets
            ],
            did_you_mean=DidYouMean(
                query=better.query,
                words=[Correction(written=written, meant=meant) for written, meant in better.words],
            )
            if better
            else None,
        )


def place_address(document_id: str, page: int, mark: tuple[int, int]) -> str:
    """The document's page in the interface, opened at a place of the text."""
    return f"/documents/{document_id}?mark={mark_of(page, *mark)}#found"
