"""The parent's side of the child process in which every page is opened.

A hostile or broken file can cost one child, never the service. The child is forked from a server process that
has the heavy libraries loaded, so it starts in some 20 ms; it runs in its own process group and dies with it.
Only JSON comes back: nothing that a subverted child could make the parent execute.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import ModuleType

from ingestion.filetype import MediaType
from ingestion.limits import Limits
from ingestion.worker import Job, Unlocking, work
from records.document import Page
from records.errors import AnamneseError, ReaderCrashed, ReadingOutOfMemory, ReadingTimedOut
from records.serial import page_from_json

log = logging.getLogger(__name__)

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["ingestion.preload"])

_START = threading.Lock()
_FOLDER_PREFIX = "anamnese-read-"


def read_in_child(
    path: Path,
    media_type: MediaType,
    *,
    limits: Limits,
    image_folder: Path | None,
    on_page: Callable[[int, int], None] | None,
    handwriting_model: Path | None = None,
) -> tuple[Page, ...]:
    """Read all pages of a file in a child process. Arguments and errors as in `ingestion.read_file`."""
    if image_folder is not None:
        image_folder.mkdir(parents=True, exist_ok=True)

    def job(scratch: str) -> Job:
        folder = str(image_folder.resolve()) if image_folder is not None else None
        model = str(handwriting_model.resolve()) if handwriting_model is not None else None
        return Job(str(path.resolve()), media_type.value, scratch, folder, limits, model)

    return _done_by_child(job, limits, on_page)


def unlock_in_child(path: Path, password: str, copy: Path, *, limits: Limits) -> None:
    """Write a copy of a PDF without its protection. Errors as in `ingestion.unlock` and of a child that is stopped."""
    _done_by_child(
        lambda scratch: Unlocking(str(path.resolve()), password, str(copy.resolve()), scratch, limits), limits, None
    )


def _done_by_child(
    job: Callable[[str], Job | Unlocking], limits: Limits, on_page: Callable[[int, int], None] | None
) -> tuple[Page, ...]:
    """What the child sends that does the job, to which a folder for its scratch files is given."""
    remove_abandoned_folders()
    scratch = scratch_folder()
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=work, args=(job(str(scratch)), sender), daemon=True)
    try:
        _start(child)
        sender.close()
        return _listen(child, receiver, limits, on_page)
    finally:
        _end(child)
        receiver.close()
        sender.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _start(child: ForkServerProcess) -> None:
    """Start the child without the caller's main program in it.

    multiprocessing would import that program again in every child: time lost, and code run twice in scripts that
    do not guard their main part. The child needs only this package, so an empty main stands in while it starts.
    """
    with _START:
        program = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            child.start()
        finally:
            sys.modules["__main__"] = program


def _listen(
    child: ForkServerProcess, receiver: Connection, limits: Limits, on_page: Callable[[int, int], None] | None
) -> tuple[Page, ...]:
    deadline = time.monotonic() + limits.max_seconds
    pages: list[Page] = []
    while True:
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            raise ReadingTimedOut(seconds=limits.max_seconds)
        try:
            message = json.loads(receiver.recv_bytes())
        except EOFError:
            raise _death(child, limits) from None
        match message["kind"]:
            case "progress":
                if on_page is not None:
                    on_page(message["done"], message["total"])
            case "page":
                pages.append(page_from_json(message["page"]))
            case "done":
                return tuple(pages)
            case "error":
                raise _error(message)
            case "defect":
                log.error("the reader met %s at %s", message["type"], message["place"])
                raise ReaderCrashed(exit_code=message["type"])


def _error(message: dict[str, object]) -> AnamneseError:
    kinds, waiting = {}, [AnamneseError]
    while waiting:
        kind = waiting.pop()
        kinds[kind.code] = kind
        waiting.extend(kind.__subclasses__())
    details = message["details"]
    return kinds[str(message["code"])](**(details if isinstance(details, dict) else {}))


def _death(child: ForkServerProcess, limits: Limits) -> AnamneseError:
    """What the death of a child that said nothing means."""
    child.join()
    exit_code = child.exitcode or 0
    if exit_code == -signal.SIGXCPU:
        return ReadingTimedOut(seconds=limits.max_seconds)
    if exit_code == -signal.SIGKILL:
        # Nobody but the system's out-of-memory killer ends a child that is still being listened to.
        return ReadingOutOfMemory(limit_mb=limits.max_memory_mb)
    return ReaderCrashed(exit_code=exit_code)


def _end(child: ForkServerProcess) -> None:
    """Kill the child with whatever it started; a child that has ended is only collected."""
    if child.pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.is_alive():
        child.kill()
    child.join()
    child.close()


def scratch_folder() -> Path:
    """A new folder for this process alone; one that is left behind when it is killed is removed at a later reading."""
    return Path(tempfile.mkdtemp(prefix=f"{_FOLDER_PREFIX}{os.getpid()}-"))


def remove_abandoned_folders() -> None:
    """Remove the scratch folders of services that were killed before they could do it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*-*"):
        owner = folder.name.removeprefix(_FOLDER_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)
