"""`GET /health`: `OK`, or what is wrong."""

from __future__ import annotations

import shutil

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.answers import HealthProblems, Message
from api.documents import TheService
from ingestion.ocr.tessdata import find_tessdata
from pipeline.indexing import IndexerState
from pipeline.road import RoadState
from pipeline.service import Service
from records.errors import AnamneseError, MissingTool, ServiceNotReady

MIN_FREE_MB = 200
"""Free space below which new files may not fit."""

router = APIRouter(tags=["health"])


@router.get(
    "/health",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/plain": {"example": "OK"}}},
        503: {"model": HealthProblems, "description": "What is wrong, in French and English."},
    },
)
def health(service: TheService) -> Response:
    """`OK` when files are accepted and worked on. Also while lexicons are still being loaded: files wait for them."""
    problems = find_problems(service)
    if problems:
        return JSONResponse(HealthProblems(problems=problems).model_dump(), status_code=503)
    return PlainTextResponse("OK")


def find_problems(service: Service) -> list[Message]:
    """Everything that keeps the service from doing its work, as of now."""
    problems = []
    try:
        service.documents.newest(limit=1)
    except SQLAlchemyError:
        problems.append(Message(code="database", fr="La base ne répond pas.", en="The database does not answer."))
    try:
        service.blobs.check_writable()
        if shutil.disk_usage(service.blobs.root).free < MIN_FREE_MB * 1_000_000:
            problems.append(
                Message(
                    code="disk_nearly_full",
                    fr=f"Il reste moins de {MIN_FREE_MB} Mo sur le disque.",
                    en=f"Less than {MIN_FREE_MB} MB are left on the disk.",
                )
            )
    except OSError:
        problems.append(
            Message(
                code="storage",
                fr="Le dossier des fichiers n'est pas accessible en écriture.",
                en="The folder of files cannot be written to.",
            )
        )
    try:
        find_tessdata()
    except MissingTool as error:
        problems.append(_message(error))
    if service.indexer.state is IndexerState.BROKEN:
        problems.append(
            Message(code="indexer", fr="L'indexation ne démarre pas.", en="The indexing process does not start.")
        )
    if service.second_reader is not None and service.second_reader.problem is not None:
        problems.append(_message(service.second_reader.problem))
    if service.road.state is RoadState.BROKEN:
        problems.append(
            Message(
                code="road",
                fr="Le traitement des documents n'a pas pu démarrer ; ils attendent le prochain essai.",
                en="Work on documents could not be started; they wait for the next try.",
            )
        )
    if service.road.problems and not problems:
        # Something that only the documents under way meet: a quota, a folder of another disk.
        problems += [_message(ServiceNotReady(problem=problem)) for problem in service.road.problems]
    return problems


def _message(error: AnamneseError) -> Message:
    return Message(code=error.code, fr=error.message("fr"), en=error.message("en"))
