"""The HTTP application: routes, guard and lifetime put together."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api import documents, exchange, health, pages, search, synthesis
from api.answer import PREFIX
from api.errors import handle_errors
from api.guard import Guard
from api.uploads import Uploads
from pipeline.service import Service

_DESCRIPTION = """
Medical documents in, structured records out; every value shows the spot of the page it came from.

A document goes `received → reading → indexing` and ends exactly once as `indexed`, `to_review`, `quarantined`
or `failed`, with a reason for the last two. Boxes are `[left, top, right, bottom]`, fractions of the page image.
"""


def create_app(service: Service, *, when_open: Callable[[Service], None] | None = None) -> FastAPI:
    """The application in front of a service, which it starts and, when it ends itself, closes.

    `when_open` is called once, in a thread of its own, when files are accepted.
    """

    @asynccontextmanager
    async def lifetime(_app: FastAPI) -> AsyncGenerator[None]:
        service.start()
        if when_open is not None:
            threading.Thread(target=when_open, args=(service,), name="when-open", daemon=True).start()
        try:
            yield
        finally:
            await run_in_threadpool(service.close)

    app = FastAPI(
        title="Anamnèse",
        version=version("anamnese"),
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifetime,
    )
    app.state.service = service
    app.state.uploads = Uploads()
    app.include_router(health.router)
    app.include_router(documents.router)
    app.include_router(synthesis.router)
    app.include_router(search.router)
    app.include_router(exchange.router)
    app.include_router(pages.router, include_in_schema=False)
    handle_errors(app)
    app.add_middleware(Guard, hosts=service.settings.hosts)
    return app
