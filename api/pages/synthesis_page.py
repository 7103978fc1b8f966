"""The page of a patient's synthesis, over the documents that were ticked on the first page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.documents import TheService
from api.pages import language
from api.pages.rendering import render
from api.pages.synthesis_view import synthesis_view
from api.pages.wording import Wording, wording
from api.synthesis import MAX_DOCUMENTS, synthesis_of
from pipeline.service import Service
from records.catalogue import catalogue
from records.errors import DifferentPatients, DocumentNotRead, NotFound

router = APIRouter()


@router.get("/synthesis")
def synthesis(
    request: Request,
    service: TheService,
    document: Annotated[list[str] | None, Query(max_length=MAX_DOCUMENTS)] = None,
    lang: str | None = None,
) -> Response:
    """The synthesis of the documents named in the address."""
    here = "/synthesis?" + urlencode([("document", one) for one in document or ()])
    if lang is not None:
        return language.remember(lang, here)
    words = wording(language.chosen(request))
    if not document:
        return _refused(words, here, "synthesis.title", words.text("synthesis.nothing"), NotFound.status)
    try:
        found = synthesis_of(service, document)
    except NotFound:
        return render("missing.html", words, here="/", status_code=NotFound.status)
    except DocumentNotRead as refusal:
        name = service.documents.get(str(refusal.details["document"])).name
        return _refused(words, here, "synthesis.title", words.text("synthesis.not_read", name=name), refusal.status)
    except DifferentPatients as refusal:
        return _refused(words, here, "synthesis.refused", _why(service, refusal, words), refusal.status)
    names = {one.id: service.documents.get(one.id).name for one in found.documents}
    return render("synthesis.html", words, here=here, view=synthesis_view(found, names, words), refusal=None)


def _refused(words: Wording, here: str, heading: str, refusal: str, status: int) -> HTMLResponse:
    heading = words.text(heading)
    return render("synthesis.html", words, here=here, view=None, heading=heading, refusal=refusal, status_code=status)


def _why(service: Service, refusal: DifferentPatients, words: Wording) -> str:
    first, second, field = (str(refusal.details[name]) for name in ("first", "second", "field"))
    return words.text(
        "synthesis.refused_detail",
        first=service.documents.get(first).name,
        second=service.documents.get(second).name,
        label=catalogue()[field].label.in_language(words.language),
    )
