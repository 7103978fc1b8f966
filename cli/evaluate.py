"""`anamnese evaluate`: what each reader brings on a hospital's own annotated documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.messages import ExitCode, say
from cli.progress import Progress
from cli.reading import loaded_indexer, second_reader
from records.errors import AnamneseError
from records.record_json import record_json

if TYPE_CHECKING:
    from nlp.scoring import Record, Tally
    from pipeline.language_model import ModelReader
    from records.fields import Field

app = typer.Typer(help="Measure the readers on annotated documents of your own.", no_args_is_help=True)

Fields = tuple["Field", ...]


class Reader(StrEnum):
    """Whose reading is scored."""

    RULES = "rules"
    """The house's own rules and trained models."""
    LLM = "llm"
    """The language model alone."""
    ALL = "all"
    """Each of them, and both merged."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document with what a person read in it."""

    text: str
    record: Mapping[str, Any]


@app.callback()
def _group() -> None:
    """So that `indexing` is a word of its own."""


@app.command("indexing")
def indexing(
    folder: Annotated[Path, typer.Argument(help="Holds texts.jsonl and annotations in .jsonl.", file_okay=False)],
    reader: Annotated[Reader, typer.Option(help="Whose reading: rules, llm, or all with both merged.")] = Reader.ALL,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep how often the language model is right: it then counts accordingly.")
    ] = False,
) -> None:
    """Print F1 by group. `texts.jsonl` has `id` and `text`; the other files have the record of each `id`.

    Exit code 1 when there is nothing to score or the language model fails, 3 when there is none.
    """
    documents = list(_annotated(folder))
    if not documents:
        say(f"Rien d'annoté dans {folder}.", f"Nothing annotated in {folder}.")
        raise typer.Exit(ExitCode.SOME_FILES_FAILED)
    second = second_reader() if reader is not Reader.RULES else None
    if second is None and reader is not Reader.RULES:
        say(
            "Aucun modèle de langage n'est ajouté ni nommé ; voir docs/llm.md.",
            "No language model is added or named; see docs/llm.md.",
        )
        if reader is Reader.LLM:
            raise typer.Exit(ExitCode.NOT_INSTALLED)
    try:
        _evaluate(documents, reader, second, keep)
    except AnamneseError as error:
        say(error.message("fr"), error.message("en"))
        raise typer.Exit(ExitCode.SOME_FILES_FAILED) from None
    finally:
        if second is not None:
            second.close()


def _evaluate(documents: list[Document], reader: Reader, second: ModelReader | None, keep: bool) -> None:
    from nlp.scoring import score
    from nlp.text import ClinicalText

    read: dict[str, list[Fields]] = {}
    indexer = loaded_indexer() if reader is not Reader.LLM else None
    with Progress() as progress:
        for done, one in enumerate(documents, 1):
            document = ClinicalText.of(one.text).document
            own = indexer.index(document) if indexer is not None else ()
            if indexer is not None:
                read.setdefault("rules", []).append(own)
            if second is not None:
                proposed = second.proposed(document)
                read.setdefault("llm", []).append(proposed)
                if indexer is not None:
                    read.setdefault("all", []).append(second.merge(own, proposed))
            progress.show(done, len(documents))
    records = [one.record for one in documents]
    _print({name: score(_pairs(records, found)) for name, found in read.items()})
    if second is not None:
        lost = sum(field.evidence is None for fields in read["llm"] for field in fields)
        print(f"\n{len(documents)} documents; {second.model}: {lost} proposals without a place in the text, not scored")
        if keep:
            _keep(second, list(zip(records, read["llm"], strict=True)))


def _keep(second: ModelReader, pairs: list[tuple[Mapping[str, Any], Fields]]) -> None:
    from nlp.llm.measuring import measure
    from pipeline.home import home_folder
    from pipeline.measured import keep

    file = keep(home_folder(), second.model, measure(pairs))
    say(f"Retenu dans {file}.", f"Kept in {file}.")


def _pairs(records: list[Mapping[str, Any]], found: list[Fields]) -> list[tuple[Record, Record]]:
    """With what has a place: what has none is shown for review and belongs to no record yet."""
    return [
        (record, record_json("", [field for field in fields if field.evidence is not None]))
        for record, fields in zip(records, found, strict=True)
    ]


def _print(tallies: Mapping[str, Mapping[str, Tally]]) -> None:
    readers = list(tallies)
    print("| group | " + " | ".join(f"{name} F1 | right | spurious | missed" for name in readers) + " |")
    print("|---|" + "---:|" * 4 * len(readers))
    for group in tallies[readers[0]]:
        cells = (
            f"{_figure(tally.f1)} | {tally.right} | {tally.spurious} | {tally.missed}"
            for tally in (tallies[name][group] for name in readers)
        )
        print(f"| {group} | " + " | ".join(cells) + " |")


def _figure(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"


def _annotated(folder: Path) -> Iterator[Document]:
    """The documents that have both a text and an annotation."""
    try:
        texts = {str(row["id"]): str(row["text"]) for row in _rows(folder / "texts.jsonl")}
        for file in sorted(folder.glob("*.jsonl")):
            if file.name == "texts.jsonl":
                continue
            for row in _rows(file):
                if str(row["id"]) in texts:
                    yield Document(texts[str(row["id"])], row)
    except (OSError, ValueError, KeyError, TypeError):
        return


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
