"""A file out of a multipart request, with the size limit enforced while it arrives."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from records.errors import FileTooLarge, InvalidRequest

FIELD = "file"
_ENVELOPE_BYTES = 64 * 1024
"""What boundaries, headers and a few short form fields may add to the file."""

REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {
                    FIELD: {
                        "type": "string",
                        "format": "binary",
                        "description": "PDF, PNG, JPEG, TIFF, WebP or plain text; known by its content, not its name.",
                    }
                },
            }
        }
    },
}
"""For OpenAPI."""


@asynccontextmanager
async def received_file(request: Request, *, max_file_mb: int) -> AsyncGenerator[UploadFile]:
    """The one file of the request, in memory or in an unnamed temporary file until the block ends.

    Raises:
        FileTooLarge: as soon as that many bytes were announced or have arrived.
        InvalidRequest: no multipart form, or not exactly one `file` in it.
    """
    limit = max_file_mb * 1_000_000 + _ENVELOPE_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise FileTooLarge(limit_mb=max_file_mb)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidRequest(field=FIELD, problem="multipart/form-data expected")

    async def arriving() -> AsyncGenerator[bytes]:
        arrived = 0
        async for chunk in request.stream():
            arrived += len(chunk)
            if arrived > limit:
                raise FileTooLarge(limit_mb=max_file_mb)
            yield chunk

    try:
        form = await MultiPartParser(request.headers, arriving(), max_files=1, max_fields=10).parse()
    except MultiPartException as error:
        raise InvalidRequest(field=FIELD, problem=error.message) from None
    try:
        upload = form.get(FIELD)
        if not isinstance(upload, UploadFile):
            raise InvalidRequest(field=FIELD, problem="missing")
        yield upload
    finally:
        await form.close()
