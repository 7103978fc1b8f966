"""`anamnese serve`: the service on this machine."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; this machine only unless told.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
) -> None:
    """Serve the interface and the API. Work that a stop interrupted goes on by itself."""
    raise NotImplementedError((host, port))
