"""Files are kept whole, once, under their own SHA-256."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from records.store.blobs import BlobStore

CONTENT = b"%PDF-1.7 invented content"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def all_files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_kept_file_is_found_under_its_hash(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    assert store.keep(io.BytesIO(CONTENT)) == SHA256
    assert store.path(SHA256).read_bytes() == CONTENT
    assert store.path(SHA256).relative_to(tmp_path).parts == (SHA256[:2], SHA256[2:4], SHA256)


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    store.keep(io.BytesIO(CONTENT))
    store.keep(io.BytesIO(CONTENT))
    assert len(all_files(tmp_path)) == 1


def test_a_file_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with pytest.raises(ConnectionError), store.writer() as writer:
        writer.write(CONTENT)
        raise ConnectionError
    assert all_files(tmp_path) == []


def test_a_file_appears_only_when_it_is_whole_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BlobStore(tmp_path)

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        store.keep(io.BytesIO(CONTENT))
    assert all_files(tmp_path) == []
    with pytest.raises(FileNotFoundError):
        store.path(SHA256)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every file that is opened for writing stands on a device without room, as Linux offers one."""
    really_open = os.fdopen

    def open_full(descriptor: int, mode: str) -> IO[bytes]:
        os.dup2(full, descriptor)
        return really_open(descriptor, mode)

    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(os, "fdopen", open_full)
    yield
    os.close(full)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_not_kept_full_by_what_did_not_fit(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with pytest.raises(OSError, match="No space"):
        store.keep(io.BytesIO(CONTENT))
    assert all_files(tmp_path) == []


@pytest.mark.usefixtures("full_disk")
def test_looking_whether_files_fit_says_no_on_a_full_disk_and_leaves_nothing(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with pytest.raises(OSError, match="No space"):
        store.check_writable()
    assert all_files(tmp_path) == []


def test_looking_whether_files_fit_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BlobStore(tmp_path)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    store.check_writable()
    assert len(synced) == 1
    assert all_files(tmp_path) == []


def test_only_old_leftovers_of_crashes_are_removed(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    old, new = tmp_path / "incoming" / "old", tmp_path / "incoming" / "new"
    for path in (old, new):
        path.write_bytes(b"half a fi")
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    store.forget_abandoned()
    assert all_files(tmp_path) == [new]


def test_files_are_for_the_service_alone(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    store.keep(io.BytesIO(CONTENT))
    assert store.path(SHA256).stat().st_mode & 0o077 == 0
    assert store.path(SHA256).parent.stat().st_mode & 0o077 == 0
