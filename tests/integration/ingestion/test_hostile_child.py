"""What a child that a file has taken over can still do: V5.3.2 and V5.2.1 of OWASP ASVS 5 from the inside."""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from ingestion import Limits, read_file, sandbox
from ingestion.worker import Job, confine
from records.confinement import give_up_the_rest
from records.errors import DamagedFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the means are Linux's")


def _landlock_version() -> int:
    import ctypes

    return int(ctypes.CDLL(None).syscall(444, None, 0, 1))


def misbehave(job: Job, sender: Connection) -> None:
    """A subverted child: tries everything and tells what worked in its page images' folder."""
    give_up_the_rest(job.writable)
    confine(job.limits, job.scratch)
    targets = json.loads(Path(job.path).with_suffix(".json").read_text(encoding="utf-8"))

    def network() -> None:
        with socket.socket() as connection:
            connection.connect(("127.0.0.1", targets["port"]))

    def datagram() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
            connection.sendto(b"secret", ("127.0.0.1", targets["port"]))
            connection.connect(("192.0.2.1", 53))

    def many_files() -> None:
        handles: list[int] = []
        try:
            while len(handles) < 2000:
                handles.append(os.open(os.devnull, os.O_RDONLY))
        finally:
            for handle in handles:
                os.close(handle)

    tries: dict[str, Callable[[], object]] = {
        "overwrite the original": lambda: Path(job.path).write_bytes(b"forged"),
        "write beside it": lambda: Path(job.path).with_name("beside").write_bytes(b"1"),
        "remove the original": lambda: Path(job.path).unlink(),
        "connect": network,
        "datagram": datagram,
        "signal the service": lambda: os.kill(targets["service"], 0),
        "open two thousand files": many_files,
        "write in scratch": lambda: Path(job.scratch, "a").write_bytes(b"1"),
    }
    done = []
    for name, attempt in tries.items():
        try:
            attempt()
        except OSError:
            continue
        done.append(name)
    Path(str(job.image_folder), "done.json").write_text(json.dumps(done), encoding="utf-8")
    sender.send_bytes(b'{"kind": "error", "code": "damaged_file", "details": {}}')
    os._exit(0)


@pytest.mark.skipif(_landlock_version() < 6, reason="this kernel has no Landlock that scopes signals")
def test_v5_3_2_a_subverted_child_writes_only_where_it_may_and_reaches_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "originals" / "scan.png"
    scan.parent.mkdir()
    Image.new("L", (40, 30), 255).save(scan)
    before = scan.read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as server:
        targets = {"port": server.getsockname()[1], "service": os.getpid()}
        scan.with_suffix(".json").write_text(json.dumps(targets), encoding="utf-8")
        monkeypatch.setattr(sandbox, "work", misbehave)
        with pytest.raises(DamagedFile):
            read_file(scan, limits=Limits(max_seconds=60), image_folder=tmp_path / "images")
    done = json.loads((tmp_path / "images" / "done.json").read_text(encoding="utf-8"))
    assert done == ["write in scratch"]
    assert scan.read_bytes() == before
    assert sorted(path.name for path in scan.parent.iterdir()) == ["scan.json", "scan.png"]


def test_v5_2_1_what_a_child_may_use_is_bounded(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        child = os.fork()
        if child == 0:
            confine(Limits(max_memory_mb=3000, max_seconds=30), scratch)
            kinds = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)
            limits = [resource.getrlimit(kind)[1] for kind in kinds]
            expected = [3000 << 20, 3000 << 20, 0, 512]
            os._exit(0 if limits == expected and tempfile.gettempdir() == scratch else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
