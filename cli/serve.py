"""`anamnese serve`: the service on this machine."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, say, say_error
from records.errors import AnamneseError, PortInUse

if TYPE_CHECKING:
    from pipeline.service import Service


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; this machine only unless told.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="8000 unless told.")] = None,
    with_samples: Annotated[
        bool,
        typer.Option("--with-samples", help="First index a small dossier of fictitious patients."),
    ] = False,
) -> None:
    """Serve the interface and the API. Work that a stop or a crash interrupted goes on by itself."""
    from api.serve import serve
    from pipeline.settings import load_settings

    def opened(service: Service) -> None:
        address = f"http://{_shown(service.settings.host)}:{service.settings.port}"
        say(f"Anamnèse est prêt : {address}", f"Anamnèse is ready: {address}")
        if with_samples:
            from pipeline.first_run import hand_in_samples

            count = hand_in_samples(service)
            if count:
                say(
                    f"{count} documents de patients fictifs sont en cours d'indexation.",
                    f"{count} documents of fictitious patients are being indexed.",
                )

    try:
        settings = load_settings(host=host, port=port)
        _refuse_taken_port(settings.host, settings.port)
        serve(settings, when_open=opened)
    except AnamneseError as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.CANNOT_START) from None
    except KeyboardInterrupt:
        raise typer.Exit(128 + signal.SIGINT) from None


def _refuse_taken_port(host: str, port: int) -> None:
    """Say so before the service opens its folder, rather than in the middle of its start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortInUse(host=host, port=port) from None


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 -- compared, not bound
