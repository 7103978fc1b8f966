"""The page of the search: a field, what was understood, hits with their words, and what they have in common."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.documents import TheService
from api.pages import language
from api.pages.rendering import render
from api.pages.search_view import search_view
from api.pages.wording import wording
from api.search import answered
from records.errors import QueryRefused

HITS = 20
"""On one page."""

router = APIRouter()


@router.get("/recherche")
def search(
    request: Request,
    service: TheService,
    q: str = "",
    after: Annotated[str | None, Query(max_length=20)] = None,
    lang: str | None = None,
) -> Response:
    """Hits of a query, or how to write one."""
    asked = {"q": q} if q else {}
    here = "/recherche" + (f"?{urlencode(asked)}" if asked else "")
    if lang is not None:
        return language.remember(lang, here)
    words = wording(language.chosen(request))
    if not q.strip():
        return render("search.html", words, here=here, q="", view=None, refusal=None)
    try:
        found = answered(service, q, limit=HITS, after=after)
    except QueryRefused as refusal:
        told = refusal.message(words.language)
        return render("search.html", words, here=here, q=q, view=None, refusal=told, status_code=refusal.status)
    return render("search.html", words, here=here, q=q, view=search_view(found, q, after, words), refusal=None)
