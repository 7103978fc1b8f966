"""`/api/v1/…/fhir`, `/hl7`, `/exports`: records as other systems take them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.answer import PREFIX
from api.documents import DocumentId, TheService
from api.errors import errors
from api.synthesis import MAX_DOCUMENTS
from pipeline.service import Service
from records.errors import DifferentPatients, DocumentNotRead, InvalidRequest, NotFound, ServiceNotReady, UnknownHost
from records.exchange.cohort import columns
from records.exchange.exports import Form, Options, Patients, export
from records.exchange.fhir.bulk import TYPES
from records.exchange.source import Establishment, Source
from records.exchange.stored import chosen, everything


class MessageKind(StrEnum):
    """HL7 v2 messages."""

    MDM = "mdm"
    ORU = "oru"


class BulkForm(StrEnum):
    """What many documents can leave as."""

    NDJSON = "ndjson"
    CSV = "csv"
    JSON = "json"


router = APIRouter(prefix=PREFIX, tags=["exchange"], responses=errors(UnknownHost, InvalidRequest, ServiceNotReady))


def establishment_of(request: Request, service: TheService) -> Establishment:
    """The hospital, and the address under which whoever asks reaches its documents."""
    return Establishment(service.settings.ipp_system, f"{request.base_url}{PREFIX.strip('/')}/documents")


TheEstablishment = Annotated[Establishment, Depends(establishment_of)]

_FHIR: dict[int | str, dict[str, Any]] = {
    200: {"content": {Form.FHIR.media_type: {}}, "description": "A FHIR R4 Bundle."}
}
_HL7: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/hl7-v2": {}}, "description": "An HL7 v2.5 message, UTF-8."}
}
_BULK: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {Form.NDJSON.media_type: {}, Form.JSON.media_type: {}, "text/csv": {}},
        "description": "Sent as it is read.",
    }
}


@router.get(
    "/documents/{document_id}/fhir", response_class=Response, responses={**_FHIR, **errors(NotFound, DocumentNotRead)}
)
def document_as_fhir(document_id: DocumentId, service: TheService, establishment: TheEstablishment) -> Response:
    """The document as a FHIR R4 Bundle: each value a resource, with a Provenance that names page and box."""
    sources = _chosen(service, [document_id])
    return _whole(service, establishment, Form.FHIR, sources)


@router.get(
    "/documents/{document_id}/hl7/{message}",
    response_class=Response,
    responses={**_HL7, **errors(NotFound, DocumentNotRead)},
)
def document_as_hl7(
    document_id: DocumentId,
    message: Annotated[MessageKind, Path(description="mdm: MDM^T02 with the file; oru: ORU^R01 with the results.")],
    service: TheService,
    establishment: TheEstablishment,
) -> Response:
    """The document as an HL7 v2 message, to be put where the interface engine fetches its files."""
    sources = _chosen(service, [document_id])
    return _whole(service, establishment, Form(message.value), sources)


@router.get(
    "/fhir/Patient/$everything",
    response_class=Response,
    responses={**_FHIR, **errors(NotFound, DocumentNotRead, DifferentPatients)},
)
def patient_as_fhir(
    service: TheService,
    establishment: TheEstablishment,
    document: Annotated[
        list[UUID], Query(min_length=1, max_length=MAX_DOCUMENTS, description="Documents of one patient.")
    ],
) -> Response:
    """All that documents of one patient say, as a searchset; refused for documents of two people."""
    return _whole(service, establishment, Form.EVERYTHING, _chosen(service, document))


@router.get(
    "/exports/{form}", response_class=StreamingResponse, responses={**_BULK, **errors(NotFound, DocumentNotRead)}
)
def many_documents(
    service: TheService,
    establishment: TheEstablishment,
    form: Annotated[BulkForm, Path(description="ndjson: FHIR resources; csv: a table; json: our record, one a line.")],
    document: Annotated[
        list[UUID] | None, Query(max_length=MAX_DOCUMENTS, description="Only these; else all that were read.")
    ] = None,
    column: Annotated[
        list[str] | None,
        Query(
            max_length=200, description="Of a table: a name of the catalogue, `conditions:absent`, `labs:CRP` or LOINC."
        ),
    ] = None,
    separator: Annotated[str, Query(pattern="^[,;\t]$", description="Of a table.")] = ",",
    resource_type: Annotated[
        list[str] | None, Query(alias="_type", max_length=len(TYPES), description="Of FHIR resources; else all.")
    ] = None,
) -> StreamingResponse:
    """Many documents at once, one after the other; documents that were not read are passed over."""
    wanted = columns(column or ())
    if form is BulkForm.CSV and not wanted:
        raise InvalidRequest(field="column", problem="missing")
    if not set(resource_type or ()) <= set(TYPES):
        raise InvalidRequest(field="_type", problem="not one of the values allowed")
    patients: Patients = (
        everything(service.documents, service.contents)
        if document is None
        else [(one.id, [one]) for one in _chosen(service, document)]
    )
    options = Options(establishment, wanted, separator, resource_type or TYPES)
    target = Form(form.value)
    return StreamingResponse(
        _encoded(export(target, patients, options)),
        media_type=target.media_type,
        headers={"Content-Disposition": f'attachment; filename="anamnese.{form.value}"'},
    )


def _chosen(service: Service, document_ids: list[UUID]) -> list[Source]:
    return chosen(service.documents, service.contents, map(str, document_ids))


def _whole(service: Service, establishment: Establishment, form: Form, sources: list[Source]) -> Response:
    originals = {source.id: service.blobs.path(source.sha256) for source in sources}
    options = Options(establishment, originals=originals)
    patient_id = min(source.id for source in sources)
    pieces = export(form, [(patient_id, sources)], options)
    return Response("".join(pieces).encode(), media_type=form.media_type)


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)
