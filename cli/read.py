"""`anamnese read`: the words of a document."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.messages import ExitCode, say_error
from cli.reading import AskPassword, FileRun, Files
from records.document import Document
from records.errors import MissingTool
from records.serial import document_to_json


class ReadFormat(StrEnum):
    """What `read` prints."""

    TEXT = "text"
    JSON = "json"
    TEXT_JSONL = "text-jsonl"


def command(
    files: Files,
    form: Annotated[
        ReadFormat,
        typer.Option(
            "--format",
            help="text: the words; json: pages with every word's box, one object a file; "
            "text-jsonl: one {id, text} a line, id being the file's stem.",
        ),
    ] = ReadFormat.TEXT,
    password: AskPassword = False,
) -> None:
    """Read documents and print their words. Exit code 1 when a file could not be read, 3 when OCR is not installed."""
    run = FileRun(files, ask_password=password)
    try:
        for path, document in run.documents():
            print(_shown(path, document, form), flush=True)
    except MissingTool as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.NOT_INSTALLED) from None
    raise typer.Exit(run.exit_code)


def _shown(path: Path, document: Document, form: ReadFormat) -> str:
    if form is ReadFormat.TEXT:
        return document.text
    if form is ReadFormat.TEXT_JSONL:
        return json.dumps({"id": path.stem, "text": document.text}, ensure_ascii=False)
    return json.dumps({"id": path.stem} | document_to_json(document), ensure_ascii=False)
