"""The child's side: bind it, read the pages, tell the parent.

Messages are JSON objects with a `kind`: `progress`, `page`, and at the end one of `done`, `error` (a typed one)
or `defect` (an exception nobody foresaw: its type and place, never its text, which may hold patient data).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.limits import Limits
from records.confinement import give_up_the_rest
from records.errors import AnamneseError, ReadingOutOfMemory, StorageFull

if TYPE_CHECKING:
    from ingestion.handwriting import HandwritingReader

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 512
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Job:
    """What the child is to do; travels to it pickled, so it holds plain values only."""

    path: str
    media_type: str
    scratch: str
    image_folder: str | None
    limits: Limits
    handwriting_model: str | None = None

    @property
    def writable(self) -> tuple[str, ...]:
        """The folders in which the child may write."""
        return (self.scratch,) if self.image_folder is None else (self.scratch, self.image_folder)


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A PDF of which the child is to write a copy without protection."""

    path: str
    password: str = field(repr=False)
    copy: str
    scratch: str
    limits: Limits

    @property
    def writable(self) -> tuple[str, ...]:
        """The folders in which the child may write."""
        return self.scratch, str(Path(self.copy).parent)


def work(job: Job | Unlocking, sender: Connection) -> None:
    """The child's life."""
    give_up_the_rest(job.writable)
    handwriting = _handwriting_reader(job) if isinstance(job, Job) else None
    confine(job.limits, job.scratch, handwriting.room_bytes if handwriting is not None else 0)

    def tell(kind: str, **content: object) -> None:
        sender.send_bytes(json.dumps({"kind": kind, **content}).encode())

    try:
        if isinstance(job, Unlocking):
            from ingestion.unlock import unlock_pdf

            unlock_pdf(Path(job.path), job.password, Path(job.copy))
        else:
            _read(job, handwriting, tell)
        tell("done")
    except AnamneseError as error:
        tell("error", code=error.code, details=error.details)
    except MemoryError:
        tell("error", code=ReadingOutOfMemory.code, details={"limit_mb": job.limits.max_memory_mb})
    except BrokenPipeError:
        pass
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            tell("error", code=StorageFull.code, details={})
        else:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            tell("defect", type=type(error).__name__, place=f"{Path(frame.filename).name}:{frame.lineno}")
    finally:
        sender.close()
        # Threads that still read pages nobody waits for must not keep the child alive.
        os._exit(0)


def _read(job: Job, handwriting: HandwritingReader | None, tell: Callable[..., None]) -> None:
    from ingestion.pages import read_pages
    from records.serial import page_to_json

    def progress(done: int, total: int) -> None:
        tell("progress", done=done, total=total)

    image_folder = Path(job.image_folder) if job.image_folder is not None else None
    for page in read_pages(Path(job.path), job.media_type, job.limits, image_folder, progress, handwriting):
        tell("page", page=page_to_json(page))


def _handwriting_reader(job: Job) -> HandwritingReader | None:
    from ingestion.handwriting import HandwritingReader

    return HandwritingReader(Path(job.handwriting_model), job.limits.max_seconds) if job.handwriting_model else None


def confine(limits: Limits, scratch: str, room_bytes: int = 0) -> None:
    """Bind this process: own group, dies with its parent, bounded memory, time and files; silent.

    `room_bytes` is what it may add to its memory later, for a model of the hospital's own.
    """
    with contextlib.suppress(OSError):
        os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    tempfile.tempdir = scratch
    os.environ["TMPDIR"] = scratch
    memory = limits.max_memory_mb * 1024 * 1024
    seconds = limits.max_seconds * (os.cpu_count() or 1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory + room_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
