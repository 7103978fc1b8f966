"""Read many files side by side, in the order given, with a progress bar where a person watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.messages import ExitCode, say_error
from records.document import Document
from records.errors import AnamneseError, MissingTool

if TYPE_CHECKING:
    from rich.progress import Progress

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="PDF, PNG, JPEG, TIFF, WebP or text.", exists=True, dir_okay=False),
]
"""The argument of every command that reads documents."""

_MANY_FILES = 2


class FileRun:
    """One run of a command over files: yields what could be read and remembers what could not."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._failed = 0

    @property
    def exit_code(self) -> ExitCode:
        """What the run ends with."""
        return ExitCode.SOME_FILES_FAILED if self._failed else ExitCode.OK

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """Each file that became a document; a file that did not is reported on standard error and passed over.

        Raises MissingTool at the first file that shows that the machine cannot read at all.
        """
        workers = 1 if len(self._files) < _MANY_FILES else os.cpu_count() or 1
        with _progress(len(self._files)) as advance, ThreadPoolExecutor(workers) as pool:
            readings: list[Future[Document]] = [pool.submit(_read, path) for path in self._files]
            for path, reading in zip(self._files, readings, strict=True):
                try:
                    document = reading.result()
                except MissingTool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
                except AnamneseError as error:
                    self._failed += 1
                    say_error(str(path), error)
                else:
                    yield path, document
                advance()


def _read(path: Path) -> Document:
    from ingestion import read_file

    return read_file(path)


class _progress:  # noqa: N801 -- reads as a function where it is used
    """A bar on standard error, only for several files and only where a person watches."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._bar: Progress | None = None

    def __enter__(self) -> Callable[[], None]:
        if self._total < _MANY_FILES or not sys.stderr.isatty():
            return lambda: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        bar = Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True))
        task = bar.add_task("", total=self._total)
        bar.start()
        self._bar = bar
        return lambda: bar.advance(task)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
