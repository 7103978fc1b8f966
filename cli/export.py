"""`anamnese export`: documents as FHIR R4, NDJSON, CSV, JSON or HL7 v2."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.messages import ExitCode, say_error
from cli.reading import AskPassword, FileRun, Files, opened_readers
from records.document import Document
from records.errors import AnamneseError, InvalidRequest, MissingTool
from records.exchange.cohort import columns
from records.exchange.exports import Form, Options, Patients, export
from records.exchange.fhir.bulk import TYPES
from records.exchange.source import Establishment, Source
from records.fields import Field

Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Of csv, several times: patient.sex, conditions, conditions:absent, labs:CRP …"),
]


def command(
    files: Files,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="fhir, everything: all files as one patient's; ndjson, csv, json, mdm, oru: each file for itself.",
        ),
    ] = Form.FHIR,
    column: Columns = None,
    separator: Annotated[str, typer.Option(help="Of csv: , or ;")] = ",",
    resource_type: Annotated[
        list[str] | None, typer.Option("--type", help="Of ndjson, several times: Patient, Condition …; else all.")
    ] = None,
    one_patient: Annotated[bool, typer.Option("--one-patient", help="Of csv: all files as one row.")] = False,
    password: AskPassword = False,
) -> None:
    """Read documents and write them to standard output in a form that other systems take.

    The moment of a document is that of its file, so that the same file gives the same export. Exit code 1 when a file
    could not be read (the others are exported) or when documents of two people were put together, 2 for a column or
    type that there is not, 3 when OCR is not installed.
    """
    from pipeline.settings import load_settings

    run = FileRun(files, ask_password=password)
    try:
        wanted = columns(column or ())
        if (
            (form is Form.CSV and not wanted)
            or separator not in {",", ";"}
            or not set(resource_type or ()) <= set(TYPES)
        ):
            raise InvalidRequest(field="--column, --separator, --type", problem="invalid")
        with opened_readers() as readers:
            read = [
                (_source(path, document, readers.fields_of(path, document)), path) for path, document in run.documents()
            ]
        sources = list({source.id: source for source, _ in read}.values())  # a file given twice is one document
        options = Options(
            Establishment(ipp_system=load_settings().ipp_system),
            wanted,
            separator,
            resource_type or TYPES,
            {source.id: path for source, path in read},
        )
        together = form in (Form.FHIR, Form.EVERYTHING) or one_patient
        for piece in export(form, _patients(sources, together=together), options):
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
    except MissingTool as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.NOT_INSTALLED) from None
    except InvalidRequest as error:
        say_error("anamnese", error)
        raise typer.Exit(2) from None
    except AnamneseError as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.SOME_FILES_FAILED) from None
    raise typer.Exit(run.exit_code)


def _patients(sources: list[Source], *, together: bool) -> Patients:
    if together:
        return [(min(source.id for source in sources), sources)] if sources else []
    return [(source.id, [source]) for source in sources]


def _source(path: Path, document: Document, fields: tuple[Field, ...]) -> Source:
    """Named by its content, so that two files of one name are two documents."""
    about = path.stat()
    return Source(
        id=document.sha256[:32],
        fields=fields,
        sha256=document.sha256,
        name=path.name,
        media_type=document.media_type,
        size_bytes=about.st_size,
        read_at=datetime.fromtimestamp(int(about.st_mtime), UTC),
    )
