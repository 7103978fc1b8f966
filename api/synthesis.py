"""`/api/v1/synthesis`: what several documents of one patient say together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.answer import PREFIX
from api.documents import TheService
from api.errors import errors
from pipeline.service import Service
from records.errors import DifferentPatients, DocumentNotRead, InvalidRequest, NotFound, ServiceNotReady, UnknownHost
from records.patient import DocumentFields
from records.synthesis import Synthesis, require_same_patient, synthesise
from records.synthesis.as_json import synthesis_json

MAX_DOCUMENTS = 200
"""In one synthesis: an address that names more is longer than servers and browsers take."""

router = APIRouter(
    prefix=f"{PREFIX}/synthesis", tags=["synthesis"], responses=errors(UnknownHost, InvalidRequest, ServiceNotReady)
)


@router.get("", responses=errors(NotFound, DifferentPatients, DocumentNotRead))
def patient_synthesis(
    service: TheService,
    document: Annotated[
        list[UUID], Query(min_length=1, max_length=MAX_DOCUMENTS, description="Documents of one patient.")
    ],
) -> dict[str, object]:
    """Problems, treatment with its changes, allergies, stays, trends and contradictions, each with its evidence.

    Refused for documents whose identities say that they are of different patients, and while one of them is not read:
    what a synthesis does not say would be taken for what the documents do not say.
    """
    return synthesis_json(synthesis_of(service, [str(one) for one in document]))


def synthesis_of(service: Service, document_ids: Sequence[str]) -> Synthesis:
    """The synthesis of kept documents, each taken once. Raises NotFound, DocumentNotRead and DifferentPatients."""
    documents = [service.documents.get(one) for one in dict.fromkeys(document_ids)]
    for one in documents:
        if not one.status.is_read:
            raise DocumentNotRead(document=one.id, status=one.status.value)
    fields = [DocumentFields(one.id, service.contents.fields(one.id)) for one in documents]
    require_same_patient(fields)
    return synthesise(fields, service.terminologies.thesaurus)
