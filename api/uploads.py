"""A file out of a multipart request; its size, its slowness and the number of its like are limited while it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from records.errors import FileTooLarge, InvalidRequest, TooManyUploads, UploadStalled

FIELD = "file"
_ENVELOPE_BYTES = 64 * 1024
"""What boundaries, headers and a few short form fields may add to the file."""
_AT_ONCE = 16
"""Files that arrive side by side: bounds the disk they take before they are accepted."""
_TURN_S = 20
"""How long a further one waits for its turn: most uploads are over in a second or two."""
_STALLED_S = 60
"""In which this much must arrive, or all that is left."""
_PROGRESS_BYTES = 1_000_000

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
                        "description": "PDF, PNG, JPEG, TIFF, WebP, HEIC or plain text, known by its content.",
                    }
                },
            }
        }
    },
}
"""For OpenAPI."""


class Uploads:
    """The files that arrive now; one of these in an application."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place among them. Raises TooManyUploads when none becomes free."""
        try:
            async with asyncio.timeout(_TURN_S):
                await self._places.acquire()
        except TimeoutError:
            raise TooManyUploads(retry_after_s=_TURN_S) from None
        try:
            yield
        finally:
            self._places.release()


@asynccontextmanager
async def received_file(request: Request, *, max_file_mb: int) -> AsyncGenerator[UploadFile]:
    """The one file of the request, in memory or in an unnamed temporary file until the block ends.

    Raises:
        TooManyUploads: when its turn did not come.
        UploadStalled: when it arrives too slowly.
        FileTooLarge: as soon as that many bytes were announced or have arrived.
        InvalidRequest: no multipart form, or not exactly one `file` in it.
    """
    limit = max_file_mb * 1_000_000 + _ENVELOPE_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise FileTooLarge(limit_mb=max_file_mb)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidRequest(field=FIELD, problem="multipart/form-data expected")

    uploads: Uploads = request.app.state.uploads
    async with uploads.place():
        form = await _received_form(request, limit=limit, max_file_mb=max_file_mb)
        try:
            upload = form.get(FIELD)
            if not isinstance(upload, UploadFile):
                raise InvalidRequest(field=FIELD, problem="missing")
            yield upload
        finally:
            await form.close()


async def _received_form(request: Request, *, limit: int, max_file_mb: int) -> FormData:
    clock = asyncio.get_running_loop()

    async def arriving(patience: asyncio.Timeout) -> AsyncGenerator[bytes]:
        arrived, next_mark = 0, _PROGRESS_BYTES
        async for chunk in request.stream():
            arrived += len(chunk)
            if arrived > limit:
                raise FileTooLarge(limit_mb=max_file_mb)
            if arrived >= next_mark:
                next_mark = arrived + _PROGRESS_BYTES
                patience.reschedule(clock.time() + _STALLED_S)
            yield chunk

    try:
        async with asyncio.timeout(_STALLED_S) as patience:
            return await MultiPartParser(request.headers, arriving(patience), max_files=1, max_fields=10).parse()
    except TimeoutError:
        raise UploadStalled(seconds=_STALLED_S) from None
    except MultiPartException:
        raise InvalidRequest(field=FIELD, problem="not a readable form with one file") from None
