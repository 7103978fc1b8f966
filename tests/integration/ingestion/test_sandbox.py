"""One file can cost one child, never the service (OWASP ASVS 5.0, V5.2)."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from ingestion import Limits, read_file, sandbox
from ingestion.worker import Job, confine, work
from records.errors import ReaderCrashed, ReadingOutOfMemory, ReadingTimedOut, StorageFull

READABLE = Limits(max_seconds=60)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of our own, in which no reading may leave anything."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.glob("anamnese-*")) == []


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    Image.new("L", (400, 300), 255).save(path)
    return path


def hang(job: Job, sender: Connection) -> None:
    confine(job.limits, job.scratch)
    Path(job.scratch, "half-written").write_bytes(b"1")
    while True:
        signal.pause()


def eat_memory(job: Job, sender: Connection) -> None:
    confine(job.limits, job.scratch)
    try:
        bytearray(job.limits.max_memory_mb * 2_000_000)
    except MemoryError:
        sender.send_bytes(b'{"kind": "error", "code": "reading_out_of_memory", "details": {"limit_mb": 500}}')
        os._exit(0)


def find_the_disk_full(job: Job, sender: Connection) -> None:
    from ingestion import page_reader

    def no_space(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    page_reader.save_image = no_space
    work(job, sender)


def die(job: Job, sender: Connection) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def be_killed(job: Job, sender: Connection) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def burn(job: Job, sender: Connection) -> None:
    confine(job.limits, job.scratch)
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while True:
        pass


def leave_a_grandchild(job: Job, sender: Connection) -> None:
    confine(job.limits, job.scratch)
    process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    Path(job.image_folder or "", "grandchild").write_text(str(process.pid), encoding="ascii")
    sender.send_bytes(b'{"kind": "progress", "done": 0, "total": 1}')
    signal.pause()


def still_serves(scan: Path) -> None:
    assert len(read_file(scan, limits=READABLE).pages) == 1


def test_v5_2_1_a_child_that_hangs_is_ended_at_the_limit(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "work", hang)
        with pytest.raises(ReadingTimedOut):
            read_file(scan, limits=Limits(max_seconds=1))
    still_serves(scan)


def test_v5_2_1_a_child_that_burns_its_processor_time_is_ended(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "work", burn)
    with pytest.raises(ReadingTimedOut):
        read_file(scan, limits=READABLE)


def test_a_full_disk_is_no_fault_of_the_file(scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "work", find_the_disk_full)
    with pytest.raises(StorageFull):
        read_file(scan, limits=READABLE, image_folder=tmp_path / "images")


def test_v5_2_1_a_child_cannot_take_more_memory_than_it_may(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "work", eat_memory)
        with pytest.raises(ReadingOutOfMemory):
            read_file(scan, limits=Limits(max_memory_mb=500))
    still_serves(scan)


def test_a_real_reading_without_memory_says_so(tmp_path: Path) -> None:
    path = tmp_path / "grand.png"
    Image.new("RGB", (9000, 9000), "white").save(path)
    with pytest.raises((ReadingOutOfMemory, ReaderCrashed)):
        read_file(path, limits=Limits(max_memory_mb=300, max_seconds=60))


@pytest.mark.parametrize(
    ("death", "error"), [(die, ReaderCrashed), (be_killed, ReadingOutOfMemory)], ids=["crash", "kill"]
)
def test_a_child_that_dies_is_reported(
    scan: Path, monkeypatch: pytest.MonkeyPatch, death: object, error: type[Exception]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "work", death)
        with pytest.raises(error):
            read_file(scan, limits=READABLE)
    still_serves(scan)


def test_a_caller_who_gives_up_ends_the_child_and_what_it_started(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class GivenUp(Exception):
        pass

    def give_up(done: int, total: int) -> None:
        raise GivenUp

    monkeypatch.setattr(sandbox, "work", leave_a_grandchild)
    with pytest.raises(GivenUp):
        read_file(scan, limits=READABLE, image_folder=tmp_path, on_page=give_up)
    grandchild = int((tmp_path / "grandchild").read_text(encoding="ascii"))
    deadline = time.monotonic() + 20
    while _lives(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _lives(grandchild)


def _lives(process: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_folders_of_services_that_were_killed_are_swept(scratch: Path, scan: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    abandoned = scratch / f"anamnese-read-{int(gone.stdout)}-xyz"
    abandoned.mkdir()
    (abandoned / "page.png").write_bytes(b"1")
    still_serves(scan)
    assert not abandoned.exists()


def test_reading_works_from_a_script_that_does_not_guard_its_main_part(tmp_path: Path, scan: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from ingestion import read_file\n"
        f"print(len(read_file(Path({str(scan)!r})).pages))\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])}
    result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment)
    assert result.stdout == "1\n"
