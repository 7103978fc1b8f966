"""`anamnese synthesis`: what several documents of one patient say together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, language, say, say_error
from cli.reading import FileRun, Files, imported_terminologies, opened_readers
from records.errors import DifferentPatients, LanguageModelError, MissingTool
from records.patient import DocumentFields
from records.synthesis import require_same_patient, synthesise
from records.synthesis.as_json import synthesis_json

if TYPE_CHECKING:
    from api.pages.synthesis_lines import LineView, PartView
    from api.pages.synthesis_trends import TableView
    from api.pages.synthesis_view import SynthesisView
    from pipeline.language_model import ModelReader


class SynthesisFormat(StrEnum):
    """What `synthesis` prints."""

    TEXT = "text"
    JSON = "json"


def command(
    files: Files,
    form: Annotated[
        SynthesisFormat, typer.Option("--format", help="text: for people, in the language of LANG; json: for programs.")
    ] = SynthesisFormat.TEXT,
    narrative: Annotated[
        bool, typer.Option("--narrative", help="Sentences of the language model first, with the lines they come from.")
    ] = False,
) -> None:
    """Read the documents of one patient and print what they say together, every line with its documents.

    Exit code 1 when a file could not be read (the others are put together) or when the documents are not of one
    patient, 3 when OCR is not installed.
    """
    run = FileRun(files)
    try:
        with opened_readers() as readers:
            documents = [
                DocumentFields(path.name, readers.fields_of(path, document)) for path, document in run.documents()
            ]
            require_same_patient(documents)
            _print(documents, form, readers.second if narrative else None, narrative=narrative)
    except DifferentPatients as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.SOME_FILES_FAILED) from None
    except MissingTool as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.NOT_INSTALLED) from None
    raise typer.Exit(run.exit_code)


def _print(
    documents: list[DocumentFields], form: SynthesisFormat, teller: ModelReader | None, *, narrative: bool
) -> None:
    library = imported_terminologies()
    synthesis = synthesise(documents, library.thesaurus if library else None)
    if form is SynthesisFormat.JSON:
        print(json.dumps(synthesis_json(synthesis), ensure_ascii=False, indent=2))
        return
    from api.pages.synthesis_view import synthesis_view
    from api.pages.wording import wording

    names = {one.document_id: one.document_id for one in documents}
    view = synthesis_view(synthesis, names, wording(language()))
    if narrative:
        _narrate(view, teller)
    print("\n".join(_lines(view)))


def _narrate(view: SynthesisView, teller: ModelReader | None) -> None:
    """The sentences with the lines they come from, those without support struck out; else a word why there are none."""
    if teller is None:
        say(
            "Aucun modèle de langage : voici la synthèse sans phrases (docs/llm.md).",
            "No language model: here is the synthesis without sentences (docs/llm.md).",
        )
        return
    lines = [f"{section.title} : {_line(line)}" for section in view.sections for line in section.lines]
    lines += [f"{table.title} : {row.removeprefix('- ')}" for table in view.tables for row in _rows(table)]
    try:
        sentences = teller.narrate(lines, language())
    except LanguageModelError as error:
        say_error("anamnese", error)
        return
    for sentence in sentences:
        cited = " ; ".join(lines[number - 1] for number in sentence.lines)
        print(f"{sentence.text}  ← {cited}" if sentence.supported else f"~~{sentence.text}~~")
    print()


def _lines(view: SynthesisView) -> Iterator[str]:
    yield view.heading
    yield "=" * len(view.heading)
    for section in view.sections:
        yield from ("", f"## {section.title}")
        if section.note:
            yield section.note
        for line in section.lines:
            yield f"- {_line(line)}"
            yield from (f"    {_part(detail)}" for detail in line.details)
    for table in view.tables:
        yield from ("", f"## {table.title}", table.note)
        yield from _rows(table)
    yield ""
    yield from (f"[{document.number}] {document.title} ({document.name})" for document in view.documents)


def _line(line: LineView) -> str:
    said = " / ".join(filter(None, map(_part, line.parts)))
    chips = "".join(f" ({chip.text})" for chip in line.chips)
    return " : ".join(filter(None, (line.head, said))) + chips


def _part(part: PartView) -> str:
    marks = ", ".join(source.mark for source in part.sources)
    return " ".join(filter(None, (part.text, f"[{marks}]" if marks else "")))


def _rows(table: TableView) -> Iterator[str]:
    for row in table.rows:
        about = ", ".join(filter(None, (row.unit, row.reference)))
        points = (
            f"{day} {_part(cell.part)}" + (f" {cell.flag_text}" if cell.flag else "")
            for day, cells in zip(table.days, row.days, strict=True)
            for cell in cells
        )
        yield f"- {row.label}{f' ({about})' if about else ''} : {' → '.join(points)}"
