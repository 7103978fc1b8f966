"""Errors as answers: one shape, both languages, never the content of a request."""

from __future__ import annotations

import errno
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from api.answers import ErrorAnswer
from records.errors import AnamneseError, InvalidRequest, MethodNotAllowed, NotFound, ServiceNotReady, StorageFull

_PROBLEMS = {
    "missing": "missing",
    "uuid_parsing": "not a UUID",
    "int_parsing": "not a whole number",
    "enum": "not one of the values allowed",
    "greater_than_equal": "out of bounds",
    "less_than_equal": "out of bounds",
    "too_long": "too long",
    "too_short": "too short",
}
"""What the framework finds wrong, in words that have their French; else `invalid`."""
_log = logging.getLogger(__name__)


def answer_error(error: AnamneseError) -> Response:
    """The HTTP answer of an error."""
    wait = error.details.get("retry_after_s")
    headers = {"Retry-After": str(wait)} if wait is not None else None
    return JSONResponse(ErrorAnswer.of(error).model_dump(), status_code=error.status, headers=headers)


def errors(*kinds: type[AnamneseError]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of a route's errors."""
    by_status: dict[int | str, list[str]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind.code)
    return {
        status: {"model": ErrorAnswer, "description": ", ".join(f"`{code}`" for code in codes)}
        for status, codes in by_status.items()
    }


def handle_errors(app: FastAPI) -> None:
    """Every error leaves in the one shape."""
    app.add_exception_handler(AnamneseError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(OSError, _storage)


async def _ours(_request: Request, error: Exception) -> Response:
    return answer_error(error if isinstance(error, AnamneseError) else AnamneseError())


async def _invalid(_request: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": ("?",), "type": "?"}
    field = next((part for part in reversed(first["loc"]) if isinstance(part, str)), "?")  # not the place in a list
    return answer_error(InvalidRequest(field=field, problem=_PROBLEMS.get(str(first["type"]), "invalid")))


async def _of_the_framework(_request: Request, error: Exception) -> Response:
    match error:
        case HTTPException(status_code=404):
            return answer_error(NotFound())
        case HTTPException(status_code=405, headers=headers):
            answer = answer_error(MethodNotAllowed())
            answer.headers.update(headers or {})
            return answer
        case _:
            return answer_error(InvalidRequest(field="request", problem="invalid"))


async def _database(_request: Request, error: Exception) -> Response:
    _log.error("the database: %s", type(error).__name__)
    return answer_error(ServiceNotReady(problem="database"))


async def _storage(_request: Request, error: Exception) -> Response:
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    _log.error("the disk: %s", type(error).__name__)
    return answer_error(StorageFull() if full else ServiceNotReady(problem="storage"))
