"""What the command line says to people: their language, errors, exit codes."""

from __future__ import annotations

import os
import sys
from enum import IntEnum

from records.errors import AnamneseError


class ExitCode(IntEnum):
    """What a script can rely on; 2 is typer's own for wrong usage."""

    OK = 0
    SOME_FILES_FAILED = 1
    """At least one file was refused or could not be read; the others were done."""
    NOT_INSTALLED = 3
    """A program or model that the command needs is missing; nothing was done."""
    CANNOT_START = 4
    """The service was not started: a bad setting, a taken port, a folder in use."""


def language() -> str:
    """`fr` or `en`, from the usual environment variables; English where they say neither."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def say(french: str, english: str) -> None:
    """Print a line for the person on standard error, so that standard output stays clean for programs."""
    print(french if language() == "fr" else english, file=sys.stderr)


def say_error(subject: str, error: AnamneseError) -> None:
    """Print `subject: what went wrong [code]`."""
    print(f"{subject}: {error.message(language())} [{error.code}]", file=sys.stderr)
