"""Listen: the application on a port, until it is told to stop."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from multiprocessing.util import get_temp_dir
from pathlib import Path

import uvicorn

from api.app import create_app
from pipeline.service import Service
from pipeline.settings import Settings

_MAX_CONNECTIONS = 200
"""More at once are turned away with 503 before they are listened to."""
_GOODBYE_S = 3
"""How long answers under way may take once the service is told to stop."""


def serve(settings: Settings, *, when_open: Callable[[Service], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `when_open` is called in a thread of its own once files are accepted.

    No access log: it would add nothing an operator needs and could one day hold what people searched for.

    Raises records.errors.AlreadyRunning.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.umask(0o077)
    service = Service(settings)
    _keep_temporary_files_in(service.scratch)
    uvicorn.run(
        create_app(service, when_open=when_open),
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_graceful_shutdown=_GOODBYE_S,
        log_level="info",
    )


def _keep_temporary_files_in(folder: Path) -> None:
    """What is patient data stays in the service's own folder, here and in the processes that it will start."""
    get_temp_dir()  # sockets between the processes stay where the system has them: their path must be short
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
