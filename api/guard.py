"""What stands before every route: who may ask, what browsers may do with the answer, and no leak when we break."""

from __future__ import annotations

import logging
from collections.abc import Collection
from traceback import extract_tb
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_error
from records.errors import AnamneseError, CrossSiteRequest, UnknownHost

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without any, a form of our own page would be sent as from nowhere
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Set where a route has not set its own."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger(__name__)


class Guard:
    """Refuses requests under names that are not the service's and changes asked for by pages of other sites."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await answer_error(refusal)(scope, receive, send_guarded)
                return
            await self._app(scope, receive, send_guarded)
        except Exception as error:
            _log_defect(scope, error)
            if not started:
                await answer_error(AnamneseError())(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> AnamneseError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if _without_port(host) not in self._hosts:
            return UnknownHost()
        if scope["method"] in _READING:
            return None
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return CrossSiteRequest()
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin.lower()).netloc != host:
            return CrossSiteRequest()
        return None


def _without_port(host: str) -> str:
    """`[::1]:8000` → `[::1]`, `localhost:8000` → `localhost`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _log_defect(scope: Scope, error: Exception) -> None:
    """Type and place only: the text of an exception may quote a document. Paths hold ids, queries are left out."""
    place = extract_tb(error.__traceback__)[-1]
    _log.error("%s %s: %s at %s:%s", scope["method"], scope["path"], type(error).__name__, place.filename, place.lineno)
