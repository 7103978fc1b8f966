"""Read many files side by side, in the order given, with a progress bar where a person watches."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, language, say_error
from cli.progress import Progress
from records.document import Document
from records.errors import AnamneseError, LanguageModelError, MissingTool
from records.fields import Field

if TYPE_CHECKING:
    from nlp import Indexer
    from pipeline.language_model import ModelReader
    from records.terminology.imported import Terminologies

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="PDF, PNG, JPEG, TIFF, WebP, HEIC or text.", exists=True, dir_okay=False),
]
"""The argument of every command that reads documents."""

AskPassword = Annotated[
    bool,
    typer.Option("--password", help="Ask for the password of protected PDFs; from a pipe or file, its first line."),
]
"""Only asked for, never given as an argument: others on the machine see a program's arguments."""

OnPage = Callable[[int, int], None]


class FileRun:
    """One run of a command over files: yields what could be read and remembers what could not."""

    def __init__(self, files: Sequence[Path], *, ask_password: bool = False) -> None:
        self._files = files
        self._password = _asked_password() if ask_password else None
        self._failed = 0

    @property
    def exit_code(self) -> ExitCode:
        """What the run ends with."""
        return ExitCode.SOME_FILES_FAILED if self._failed else ExitCode.OK

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """Each file that became a document; a file that did not is reported on standard error and passed over.

        Raises MissingTool at the first file that shows that the machine cannot read at all.
        """
        alone = len(self._files) == 1
        with Progress() as progress:
            on_page = progress.show if alone else None
            for done, (path, reading) in enumerate(_side_by_side(self._files, self._password, on_page), 1):
                try:
                    document = reading.result()
                except MissingTool:
                    raise
                except AnamneseError as error:
                    self._failed += 1
                    say_error(str(path), error)
                else:
                    yield path, document
                if not alone:
                    progress.show(done, len(self._files))


def _asked_password() -> str:
    if sys.stdin.isatty():
        return getpass("Mot de passe : " if language() == "fr" else "Password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _side_by_side(
    files: Sequence[Path], password: str | None, on_page: OnPage | None
) -> Iterator[tuple[Path, Future[Document]]]:
    """The files in their order with their readings, a few of which are always under way or waiting to be taken."""
    cores = os.cpu_count() or 1
    pool = ThreadPoolExecutor(cores)
    waiting: deque[tuple[Path, Future[Document]]] = deque()
    try:
        for path in files:
            waiting.append((path, pool.submit(_read, path, password, on_page)))
            if len(waiting) > 2 * cores:
                yield waiting.popleft()
        yield from waiting
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read(path: Path, password: str | None, on_page: OnPage | None) -> Document:
    from ingestion import read_file
    from pipeline.home import home_folder
    from pipeline.local_models import LocalModels, ModelKind

    model = LocalModels(home_folder()).in_use(ModelKind.HANDWRITING)
    handwriting_model = model.folder if model is not None else None
    return read_file(path, on_page=on_page, password=password, handwriting_model=handwriting_model)


def imported_terminologies() -> Terminologies | None:
    """What was imported on this machine; None where nothing was."""
    from pipeline.home import home_folder

    home = home_folder()
    if not (home / "terminologies").is_dir():
        return None
    from records.terminology.imported import Terminologies

    return Terminologies(home)


def loaded_indexer() -> Indexer:
    """The indexer; where something it needs is missing or damaged, the command ends with a word about it."""
    from nlp import load_indexer

    try:
        return load_indexer(terminologies=imported_terminologies())
    except AnamneseError as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.NOT_INSTALLED) from None


def second_reader() -> ModelReader | None:
    """The language model that the settings or the added models name; None where there is none."""
    from pipeline.home import home_folder
    from pipeline.local_models import LocalModels, ModelKind

    # The settings take a moment to load, so they are asked only where there is something to ask for.
    if "ANAMNESE_LLM_URL" not in os.environ and LocalModels(home_folder()).in_use(ModelKind.LLM) is None:
        return None
    from pipeline.language_model import ModelReader, opened
    from pipeline.settings import load_settings

    try:
        settings = load_settings()
        model = opened(settings)
    except AnamneseError as error:
        say_error("anamnese", error)
        raise typer.Exit(ExitCode.CANNOT_START) from None
    return ModelReader(model, imported_terminologies(), settings.home) if model is not None else None


@dataclass(frozen=True, slots=True)
class Readers:
    """Everything that reads fields."""

    indexer: Indexer
    second: ModelReader | None

    def fields_of(self, path: Path, document: Document) -> tuple[Field, ...]:
        """The fields of a document by all readers. One that the language model fails on keeps those of the others."""
        fields = self.indexer.index(document)
        try:
            return self.second.merged(document, fields) if self.second is not None else fields
        except LanguageModelError as error:
            say_error(str(path), error)
            return fields


@contextmanager
def opened_readers() -> Iterator[Readers]:
    """The readers of this machine; the language model's process ends with the block."""
    readers = Readers(loaded_indexer(), second_reader())
    try:
        yield readers
    finally:
        if readers.second is not None:
            readers.second.close()
