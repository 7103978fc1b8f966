"""Read many files side by side, in the order given, with a progress bar where a person watches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from cli.messages import ExitCode, say_error
from cli.progress import Progress
from records.document import Document
from records.errors import AnamneseError, MissingTool

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="PDF, PNG, JPEG, TIFF, WebP or text.", exists=True, dir_okay=False),
]
"""The argument of every command that reads documents."""


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
        alone = len(self._files) == 1
        with Progress() as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
            on_page = progress.show if alone else None
            readings = [pool.submit(_read, path, on_page) for path in self._files]
            for done, (path, reading) in enumerate(zip(self._files, readings, strict=True), 1):
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
                if not alone:
                    progress.show(done, len(self._files))


def _read(path: Path, on_page: Callable[[int, int], None] | None) -> Document:
    from ingestion import read_file

    return read_file(path, on_page=on_page)
