"""`/api/v1/documents`: hand in a file, follow it, fetch what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from api.answer import PREFIX
from api.answers import (
    RECORD_EXAMPLE,
    DocumentAnswer,
    DocumentList,
    FieldsAnswer,
    ListedDocument,
    StatusAnswer,
    UploadAnswer,
)
from api.errors import errors
from api.page_answers import PageAnswer
from api.passwords import PASSWORD_BODY, received_password
from api.uploads import REQUEST_BODY, received_file
from pipeline.service import Service
from records.errors import (
    CrossSiteRequest,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    InvalidRequest,
    NotFound,
    ServiceNotReady,
    StorageFull,
    TooManyUploads,
    UnknownHost,
    UnsupportedFile,
    UploadStalled,
    WrongPassword,
)
from records.record_json import record_json
from records.store.stored import Status


def service_of(request: Request) -> Service:
    """The service behind the request; for `Depends`, also in the routes of pages."""
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(service_of)]
DocumentId = Annotated[UUID, Path(description="As answered by the upload.")]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="Counted from 1.")]

router = APIRouter(
    prefix=f"{PREFIX}/documents", tags=["documents"], responses=errors(UnknownHost, InvalidRequest, ServiceNotReady)
)


@router.post(
    "",
    status_code=202,
    response_model=UploadAnswer,
    openapi_extra={"requestBody": REQUEST_BODY},
    responses={
        200: {"model": UploadAnswer, "description": "The same bytes were sent before: it is that document."},
        **errors(
            EmptyFile,
            InvalidRequest,
            FileTooLarge,
            UnsupportedFile,
            CrossSiteRequest,
            UploadStalled,
            TooManyUploads,
            StorageFull,
            ServiceNotReady,
        ),
    },
)
async def hand_in(request: Request, service: TheService) -> Response:
    """Hand in a file. When this answers, the file is on disk and will be worked on, whatever happens."""
    async with received_file(request, max_file_mb=service.settings.max_file_mb) as upload:
        submission = await run_in_threadpool(service.submit, upload.file, upload.filename or "")
    answer = UploadAnswer.of(submission.document, already_known=submission.already_known)
    return JSONResponse(
        answer.model_dump(mode="json"),
        status_code=200 if submission.already_known else 202,
        headers={"Location": answer.document_url},
    )


@router.get("")
def list_documents(
    service: TheService,
    status: Annotated[Status | None, Query(description="Only documents that stand there.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[UUID | None, Query(description="The `next` of the page before.")] = None,
) -> DocumentList:
    """The documents, newest first."""
    found = service.documents.newest(limit=limit + 1, after=str(after) if after else None, status=status)
    items = [ListedDocument.of(document) for document in found[:limit]]
    return DocumentList(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/{document_id}", responses=errors(NotFound))
def one_document(document_id: DocumentId, service: TheService) -> DocumentAnswer:
    """A document and its pages."""
    document = service.documents.get(str(document_id))
    return DocumentAnswer.with_pages(document, service.contents.pages(document.id))


@router.get("/{document_id}/status", responses=errors(NotFound))
def where_it_stands(document_id: DocumentId, service: TheService) -> StatusAnswer:
    """Where the document stands: cheap to ask often."""
    return StatusAnswer.of(service.documents.get(str(document_id)))


@router.post(
    "/{document_id}/password",
    status_code=202,
    openapi_extra={"requestBody": PASSWORD_BODY},
    responses=errors(NotFound, WrongPassword, EncryptedFile, DamagedFile, CrossSiteRequest, StorageFull),
)
async def unlock(request: Request, document_id: DocumentId, service: TheService) -> UploadAnswer:
    """Give the password of a document that was quarantined with `encrypted_file`; it is then read."""
    password = await received_password(request)
    document = await run_in_threadpool(service.unlock, str(document_id), password)
    return UploadAnswer.of(document, already_known=document.id != str(document_id))


@router.get("/{document_id}/fields", responses=errors(NotFound))
def its_fields(document_id: DocumentId, service: TheService) -> FieldsAnswer:
    """Every value that was found, each with the spot it came from."""
    document = service.documents.get(str(document_id))
    return FieldsAnswer.of(document.id, service.contents.fields(document.id))


@router.get("/{document_id}/record", responses={200: RECORD_EXAMPLE, **errors(NotFound)})
def its_record(document_id: DocumentId, service: TheService) -> dict[str, object]:
    """The same values grouped into one record, for other systems."""
    document = service.documents.get(str(document_id))
    return record_json(document.id, service.contents.fields(document.id))


@router.get("/{document_id}/pages/{number}", responses=errors(NotFound))
def one_page(document_id: DocumentId, number: PageNumber, service: TheService) -> PageAnswer:
    """A page's text and words with their boxes."""
    stored, page = service.contents.page(str(document_id), number)
    return PageAnswer.of(str(document_id), stored, page)


@router.get(
    "/{document_id}/pages/{number}/image",
    response_class=FileResponse,
    responses={
        200: {"content": {"image/png": {}, "image/jpeg": {}}, "description": "The page as it was read, upright."},
        **errors(NotFound),
    },
)
def page_image(document_id: DocumentId, number: PageNumber, service: TheService) -> Response:
    """The image that the boxes fit: drawn by the reader, never the file that was handed in."""
    image = service.contents.page_summary(str(document_id), number).image
    if image is None:
        raise NotFound
    return FileResponse(service.blobs.path(image.sha256), media_type=image.media_type, headers=_FOR_EYES)


@router.get(
    "/{document_id}/original",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file, byte for byte."},
        **errors(NotFound),
    },
)
def original(document_id: DocumentId, service: TheService) -> Response:
    """The file as it was handed in, always as a download: it may hold anything."""
    document = service.documents.get(str(document_id))
    return FileResponse(
        service.blobs.path(document.sha256), media_type=document.media_type, headers=_as_download(document.name)
    )


_FOR_EYES = {"Content-Security-Policy": "default-src 'none'; sandbox"}


def _as_download(name: str) -> Mapping[str, str]:
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    return _FOR_EYES | {"Content-Disposition": disposition}
