"""Addresses of the pages: the first page with its list, a document's page, and the files they load."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.documents import TheService
from api.pages import language
from api.pages.assets import assets
from api.pages.document_view import document_view, line_view
from api.pages.rendering import render
from api.pages.search_page import router as search_router
from api.pages.synthesis_page import router as synthesis_router
from api.pages.wording import wording
from api.passwords import received_password
from api.place import MARK, PlaceOnPage, place_of
from api.uploads import received_file
from pipeline.service import Service
from records.errors import AnamneseError, NotFound

PAGE_SIZE = 50
"""Documents on one page of the list."""

router = APIRouter()
router.include_router(synthesis_router)
router.include_router(search_router)

_ID = Query(max_length=64)


@router.get("/")
def home(
    request: Request, service: TheService, lang: str | None = None, after: Annotated[str | None, _ID] = None
) -> Response:
    """Where files are dropped, and the documents received, newest first."""
    return _home(request, service, after=after) if lang is None else language.remember(lang, "/")


@router.post("/documents")
async def deposit(request: Request, service: TheService) -> Response:
    """The form of the first page where scripts do not run: one file at a time. The script uses the API."""
    try:
        async with received_file(request, max_file_mb=service.settings.max_file_mb) as upload:
            submission = await run_in_threadpool(service.submit, upload.file, upload.filename or "")
    except AnamneseError as refusal:
        return await run_in_threadpool(_home, request, service, refusal=refusal)
    return RedirectResponse(f"/documents/{submission.document.id}", status_code=303)


@router.get("/documents/{document_id}")
def document(
    request: Request,
    service: TheService,
    document_id: str,
    lang: str | None = None,
    mark: Annotated[str | None, Query(pattern=MARK)] = None,
) -> Response:
    """A document: where it stands, then its pages and what was read on them; `mark` is a place to show."""
    if lang is not None:
        return language.remember(lang, f"/documents/{document_id}")
    return _document(request, service, document_id, mark=place_of(mark) if mark else None)


@router.post("/documents/{document_id}/password")
async def unlock(request: Request, service: TheService, document_id: str) -> Response:
    """The small form on the page of a document that asks for a password."""
    try:
        password = await received_password(request)
        unlocked = await run_in_threadpool(service.unlock, document_id, password)
    except AnamneseError as refusal:
        return await run_in_threadpool(_document, request, service, document_id, refusal=refusal)
    return RedirectResponse(f"/documents/{unlocked.id}", status_code=303)


@router.get("/static/{version}/{name}")
def static(version: str, name: str) -> Response:
    """A style, script or picture; kept by browsers for a year under the address that names its content."""
    asset = assets().by_name.get(name)
    if asset is None:
        raise NotFound
    current = version == assets().version
    return Response(
        asset.content,
        media_type=asset.media_type,
        headers={"Cache-Control": f"public, max-age={language.YEAR_S}, immutable" if current else "no-cache"},
    )


@router.get("/favicon.ico")
def favicon() -> Response:
    """What browsers ask for by themselves."""
    return RedirectResponse(assets().address("favicon.svg"), status_code=302)


def _document(
    request: Request,
    service: Service,
    document_id: str,
    *,
    refusal: AnamneseError | None = None,
    mark: PlaceOnPage | None = None,
) -> HTMLResponse:
    words = wording(language.chosen(request))
    try:
        view = document_view(service, document_id, words, mark)
    except NotFound:
        return render("missing.html", words, here="/", status_code=404)
    return render(
        "document.html",
        words,
        here=f"/documents/{view.document.id}",
        status_code=refusal.status if refusal else 200,
        view=view,
        refusal=refusal.message(words.language) if refusal else None,
    )


def _home(
    request: Request, service: Service, *, after: str | None = None, refusal: AnamneseError | None = None
) -> HTMLResponse:
    words = wording(language.chosen(request))
    found = service.documents.newest(limit=PAGE_SIZE + 1, after=after)
    shown = [line_view(stored) for stored in found[:PAGE_SIZE]]
    return render(
        "home.html",
        words,
        here="/",
        status_code=refusal.status if refusal else 200,
        documents=shown,
        after=after,
        next=shown[-1].id if len(found) > PAGE_SIZE else None,
        max_file_mb=service.settings.max_file_mb,
        refusal=refusal.message(words.language) if refusal else None,
    )
