"""`/api/v1/search`: find documents by their words and by what was read in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.answer import PREFIX
from api.documents import TheService
from api.errors import errors
from api.search_answers import SearchAnswer
from pipeline.service import Service
from records.errors import (
    ComparisonInvalid,
    CursorInvalid,
    FilterValueInvalid,
    InvalidRequest,
    PrefixTooShort,
    QueryEmpty,
    QueryTooLong,
    QuoteNotClosed,
    ServiceNotReady,
    UnknownFilter,
    UnknownHost,
)
from records.search.finding import everyone
from records.search.running import Answered, run
from records.store.database import session_factories

router = APIRouter(
    prefix=f"{PREFIX}/search", tags=["search"], responses=errors(UnknownHost, InvalidRequest, ServiceNotReady)
)

Text = Annotated[str, Query(description="Words, “phrases”, exclusions, filters and comparisons; see docs/search.md.")]
After = Annotated[str | None, Query(max_length=20, description="The `next` of the page before.")]


@router.get(
    "",
    responses=errors(
        QueryEmpty,
        QueryTooLong,
        QuoteNotClosed,
        UnknownFilter,
        FilterValueInvalid,
        PrefixTooShort,
        ComparisonInvalid,
        CursorInvalid,
    ),
)
def search(
    service: TheService,
    q: Text,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: After = None,
    facets: Annotated[bool, Query(description="Count what the hits have in common.")] = True,
) -> SearchAnswer:
    """The documents that answer, newest first, with the places that do, facets, and what was understood."""
    return SearchAnswer.of(answered(service, q, limit=limit, after=after, facets=facets))


def answered(service: Service, q: str, *, limit: int, after: str | None, facets: bool = True) -> Answered:
    """The search, over what the asker may see. Raises QueryRefused."""
    _, reading = session_factories(service.engine)
    return run(reading, service.contents, q, visible_to=everyone(), limit=limit, after=after, facets=facets)
