"""Listen: the application on a port, until it is told to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable

import uvicorn

from api.app import create_app
from pipeline.service import Service
from pipeline.settings import Settings

_GOODBYE_S = 3
"""How long answers under way may take once the service is told to stop."""


def serve(settings: Settings, *, when_open: Callable[[Service], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `when_open` is called in a thread of its own once files are accepted.

    No access log: it would add nothing an operator needs and could one day hold what people searched for.

    Raises records.errors.AlreadyRunning.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        create_app(Service(settings), when_open=when_open),
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GOODBYE_S,
        log_level="info",
    )
