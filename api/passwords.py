"""The password of a protected document out of a short form; used once, kept nowhere, in no log."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from fastapi import Request

from records.errors import InvalidRequest

FIELD = "password"
_MOST_BYTES = 4096
"""Three for each byte of a password, in the form's encoding; no program makes passwords of more than 127 bytes."""

PASSWORD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {FIELD: {"type": "string", "format": "password", "description": "User's or owner's."}},
            }
        }
    },
}
"""For OpenAPI."""


async def received_password(request: Request) -> str:
    """Raises InvalidRequest: no form, no password in it, or one that is far too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise InvalidRequest(field=FIELD, problem="too long")
    try:
        return parse_qs(body.decode("ascii"), encoding="utf-8", errors="strict", max_num_fields=10)[FIELD][0]
    except (KeyError, ValueError):
        raise InvalidRequest(field=FIELD, problem="missing") from None
