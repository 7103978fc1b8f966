"""Broken files against the real sandbox, and what must hold after every one of them.

Each file is made from the campaign's seed and its number alone, so a finding can be made again. A file may be read or
refused with a typed error, and its child may even crash; what may never happen is a `Violation`.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.util import get_temp_dir
from pathlib import Path
from random import Random

from ingestion import Limits, read_file
from records.document import Document
from records.errors import AnamneseError, FileRefused, ReaderCrashed, ReadingFailed
from records.serial import document_from_json, document_to_json
from tests.fuzz.mutations import mutate
from tests.fuzz.samples import samples

LIMITS = Limits(max_seconds=30)
_GRACE_S = 10
"""A child is killed at its limit; what remains is for a busy machine."""
_MARK = "ANAMNESE_FUZZ_CAMPAIGN"
"""In the environment of every process that descends from the campaign, however it detached itself."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    number: int
    kind: str
    result: str
    """`read`, or the code of the typed error; a crash carries its signal."""
    seconds: float
    violation: str | None = None


def broken_file(seed: int, number: int) -> tuple[str, bytes]:
    """Kind and content of one file of a campaign."""
    random = Random(f"{seed}-{number}")
    kinds = list(samples())
    kind = kinds[number % len(kinds)]
    files = samples()[kind]
    return kind, mutate(kind, random.choice(files), random.choice(samples()[random.choice(kinds)]), random)


def run(count: int, seed: int, *, jobs: int = 2, first: int = 0) -> Iterator[Outcome]:
    """The outcomes of `count` files; at the end one more for whatever was left behind."""
    with _own_folder() as (work, scratch), ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda number: _read_one(seed, number, work), range(first, first + count))
        for trace in (*_files_left(scratch), *_children_left()):
            yield Outcome(-1, "any", "left behind", 0.0, violation=trace)


def attempt(content: bytes, folder: Path) -> tuple[str, str | None]:
    """Read a file with page images: the result, and what is wrong with it."""
    path, images = folder / "file", folder / "images"
    path.write_bytes(content)
    try:
        document = read_file(path, limits=LIMITS, image_folder=images)
    except ReaderCrashed as crash:
        reason = crash.details["exit_code"]
        # A number is a native library that fell over; a name is an exception that our own code should have foreseen.
        return f"reader_crashed ({reason})", None if isinstance(reason, int) else f"unforeseen {reason}"
    except (FileRefused, ReadingFailed) as error:
        return error.code, None
    except AnamneseError as error:
        return error.code, f"{type(error).__name__} is no fault of the file"
    except Exception as error:
        return "untyped", f"{type(error).__name__}: {error}"
    return "read", _incoherence(document, images)


def _incoherence(document: Document, images: Path) -> str | None:
    if not document.pages:
        return "a document without pages"
    if document_from_json(document_to_json(document)) != document:
        return "a document that JSON changes"
    for page in document.pages:
        if any(page.text[word.start : word.end] != word.text for word in page.words):
            return "a word that does not stand where it says"
        boxes = [side for word in page.words for side in (word.box.left, word.box.top, word.box.right, word.box.bottom)]
        if not all(0 <= side <= 1 for side in boxes):
            return "a box outside its page"
        if page.image is not None and not (images / page.image).is_file():
            return "a page image that is not there"
    return None


def _read_one(seed: int, number: int, work: Path) -> Outcome:
    kind, content = broken_file(seed, number)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        start = time.monotonic()
        result, violation = attempt(content, Path(folder))
        seconds = time.monotonic() - start
    if seconds > LIMITS.max_seconds + _GRACE_S:
        violation = f"took {seconds:.0f} s of {LIMITS.max_seconds}"
    return Outcome(number, kind, result, seconds, violation)


@contextmanager
def _own_folder() -> Iterator[tuple[Path, Path]]:
    """A folder for the files and one for everything temporary, of this process and of its children."""
    get_temp_dir()  # of multiprocessing, for the socket of its fork server: it outlives the campaign
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        work, scratch = Path(folder, "files"), Path(folder, "scratch")
        work.mkdir()
        scratch.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)
        os.environ[_MARK] = str(os.getpid())
        try:
            yield work, scratch
        finally:
            tempfile.tempdir = before[0]
            os.environ.pop(_MARK)
            os.environ.pop("TMPDIR")
            if before[1] is not None:
                os.environ["TMPDIR"] = before[1]


def _files_left(scratch: Path) -> list[str]:
    return [f"temporary {path.name}" for path in scratch.iterdir()]


def _children_left() -> list[str]:
    """Processes that descend from this one, other than the fork server and its resource tracker."""
    mark = f"{_MARK}={os.getpid()}".encode()
    left = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        servers = b"multiprocessing.forkserver" in command or b"multiprocessing.resource_tracker" in command
        parent = _parent_of(entry)
        if mark in environment and not (servers and parent == os.getpid()) and int(entry.name) != os.getpid():
            left.append(f"process {entry.name}")
    return left


def _parent_of(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return -1


def table(outcomes: Sequence[Outcome]) -> str:
    """Counts by result and kind."""
    counts = Counter((outcome.result, outcome.kind) for outcome in outcomes if outcome.number >= 0)
    kinds = sorted({kind for _, kind in counts})
    rows = [f"{'outcome':26}" + "".join(f"{kind:>8}" for kind in (*kinds, "all"))]
    for result in sorted({result for result, _ in counts}, key=lambda name: -sum(counts[name, kind] for kind in kinds)):
        numbers = [counts[result, kind] for kind in kinds]
        rows.append(f"{result:26}" + "".join(f"{number:8}" for number in (*numbers, sum(numbers))))
    return "\n".join(rows)
