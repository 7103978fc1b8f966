"""A progress bar on standard error, where a person watches and there is something to wait for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Progress:
    """For `with`. Appears with the first news, if there is more than one thing to do and a terminal to show it."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if total > 1 and sys.stderr.isatty():
            bar = self._bar = self._bar or _begin()
            bar.update(bar.task_ids[0], completed=done, total=total)


def _begin() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True))
    bar.add_task("")
    bar.start()
    return bar
