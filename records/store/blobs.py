"""Files under the name of their own SHA-256: the same bytes are kept once, and can be checked at any time.

blobs/ab/cd/abcd…      complete files, never changed
blobs/incoming/…       files still being written; left over only by a crash
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_CHUNK = 1 << 20
_ABANDONED_S = 24 * 3600


class BlobWriter:
    """A file on its way into the store. Leaving the `with` block without `keep` forgets it."""

    def __init__(self, root: Path, incoming: Path) -> None:
        self._root = root
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        descriptor, name = tempfile.mkstemp(dir=incoming)
        self._temporary = Path(name)
        self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> BlobWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._file.close()  # on a full disk it fails once more
        finally:
            self._temporary.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Append."""
        self._file.write(data)
        self._digest.update(data)
        self.size_bytes += len(data)

    def sync(self) -> None:
        """Bring what was written so far to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def keep(self) -> str:
        """Make the file part of the store, on disk for good when this returns; its SHA-256."""
        self.sync()
        target = blob_path(self._root, self.sha256)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._temporary.replace(target)
        for folder in (target.parent, target.parent.parent, self._root):
            _fsync_folder(folder)
        return self.sha256


class BlobStore:
    """A folder of files, each under its SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def writer(self) -> BlobWriter:
        """A new file."""
        return BlobWriter(self.root, self._incoming)

    def keep(self, source: BinaryIO) -> str:
        """Keep everything that is left to read from `source`; its SHA-256."""
        with self.writer() as writer:
            while chunk := source.read(_CHUNK):
                writer.write(chunk)
            return writer.keep()

    def path(self, sha256: str) -> Path:
        """Where the file is; raises FileNotFoundError when the store does not have it."""
        path = blob_path(self.root, sha256)
        if not path.is_file():
            raise FileNotFoundError(path)
        return path

    def forget(self, sha256: str) -> None:
        """Remove a file that no document refers to any more."""
        blob_path(self.root, sha256).unlink(missing_ok=True)

    def forget_abandoned(self) -> None:
        """Remove what crashed writers left behind a day ago or earlier."""
        for path in self._incoming.iterdir():
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink(missing_ok=True)

    def check_writable(self) -> None:
        """Write, sync and remove a byte; raises OSError when the folder cannot take files."""
        with self.writer() as writer:
            writer.write(b"\0")
            writer.sync()


def blob_path(root: Path, sha256: str) -> Path:
    """The place of a file in the store, whether it is there or not."""
    return root / sha256[:2] / sha256[2:4] / sha256


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
