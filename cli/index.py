"""`anamnese index`: the structured record of a document."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from cli.messages import ExitCode, say_error
from cli.reading import AskPassword, FileRun, Files, opened_readers
from records.errors import MissingTool
from records.record_json import record_json


class IndexFormat(StrEnum):
    """What `index` prints."""

    JSON = "json"
    JSONL = "jsonl"


def command(
    files: Files,
    form: Annotated[
        IndexFormat, typer.Option("--format", help="json: indented, for people; jsonl: one object a line.")
    ] = IndexFormat.JSONL,
    password: AskPassword = False,
) -> None:
    """Read documents and print their records, every value with its quote, place and boxes.

    Exit code 1 when a file could not be read, 3 when OCR is not installed.
    """
    run = FileRun(files, ask_password=password)
    try:
        with opened_readers() as readers:
            for path, document in run.documents():
                record = record_json(path.stem, readers.fields_of(path, document))
                indent = 2 if form is IndexFormat.JSON else None
                print(json.dumps(record, ensure_ascii=False, indent=indent), flush=True)
    except MissingTool as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.NOT_INSTALLED) from None
    raise typer.Exit(run.exit_code)
