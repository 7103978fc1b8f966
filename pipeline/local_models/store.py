"""Where added models are kept.

models/NAME/manifest.json    what it is, and size and SHA-256 of every file
models/NAME/files/…          the files, never changed
models/.incoming-…           a model being written or removed; left over only by a kill, gone with the next change

A folder gets its name by one rename when all of it is on disk: a model is there whole or not at all.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from nlp.sections import fold
from pipeline.local_models.recognise import ModelKind, Recognised, recognise
from records.errors import (
    ModelDamaged,
    ModelNameInvalid,
    ModelNameTaken,
    ModelNotSafe,
    NoSuchModel,
    OtherModelKind,
    StorageFull,
)

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9._-]+")
_CHUNK = 1 << 20
_INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that was added."""

    name: str
    kind: ModelKind
    architecture: str
    added_at: datetime
    files: tuple[ModelFile, ...]
    folder: Path
    """Holds exactly `files`."""

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(file.size_bytes for file in self.files)

    @property
    def is_whole(self) -> bool:
        """Whether every file is there at its size; `LocalModels.verify` looks at the content too."""
        return all(_size(self.folder / file.name) == file.size_bytes for file in self.files)


class LocalModels:
    """The models below one folder, made when the first is added."""

    def __init__(self, home: Path) -> None:
        self._root = home / "models"

    def all(self) -> list[LocalModel]:
        """Every model, the last added first; folders without a readable manifest are none."""
        models = [_read_manifest(file.parent) for file in self._root.glob("[!.]*/manifest.json")]
        return sorted(
            (model for model in models if model), key=lambda model: (model.added_at, model.name), reverse=True
        )

    def in_use(self, kind: ModelKind) -> LocalModel | None:
        """The model that serves for `kind`: the last added one that is whole."""
        return next((model for model in self.all() if model.kind is kind and model.is_whole), None)

    def add(self, path: Path, *, name: str | None = None, kind: ModelKind | None = None) -> LocalModel:
        """Copy a model in.

        Args:
            path: a folder of the Hugging Face form, or a GGUF file.
            name: how it is to be called; from the folder's or file's own name when None.
            kind: what it must be; anything that is recognised when None.

        Raises the errors of `recognise`, and ModelNameInvalid, ModelNameTaken, OtherModelKind, StorageFull.
        """
        path = path.resolve()
        found = recognise(path)
        if kind is not None and found.kind is not kind:
            raise OtherModelKind(kind=found.kind.value)
        name = name or _NOT_IN_A_NAME.sub("-", fold(path.stem if path.is_file() else path.name)).strip("-._")
        if not _NAME.fullmatch(name):
            raise ModelNameInvalid(name=name)
        with self._changing() as incoming:
            if (self._root / name).exists():
                raise ModelNameTaken(name=name)
            try:
                model = _copied(found, name, incoming)
                incoming.rename(self._root / name)
                _sync_folder(self._root)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise StorageFull from None
                raise
        return model

    def verify(self, name: str) -> None:
        """Read every file of a model again; raises NoSuchModel, or ModelDamaged naming the first file that differs."""
        model = self._get(name)
        there = {path.name for path in model.folder.iterdir()} if model.folder.is_dir() else set()
        if extra := there - {file.name for file in model.files}:
            raise ModelDamaged(name=name, file=min(extra))
        for file in model.files:
            path = model.folder / file.name
            if file.name not in there or path.is_symlink() or _sha256(path) != file.sha256:
                raise ModelDamaged(name=name, file=file.name)

    def remove(self, name: str) -> None:
        """Forget a model and its files; raises NoSuchModel."""
        with self._changing() as incoming:
            if not _NAME.fullmatch(name) or not (self._root / name).is_dir():
                raise NoSuchModel(name=name)
            (self._root / name).rename(incoming / name)

    def _get(self, name: str) -> LocalModel:
        model = next((model for model in self.all() if model.name == name), None)
        if model is None:
            raise NoSuchModel(name=name)
        return model

    @contextmanager
    def _changing(self) -> Iterator[Path]:
        """One change at a time, and an empty folder for it; what killed changes left behind is removed first."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._sweep()
            yield Path(tempfile.mkdtemp(prefix=_INCOMING, dir=self._root))
        finally:
            self._sweep()
            os.close(lock)

    def _sweep(self) -> None:
        for left in self._root.glob(f"{_INCOMING}*"):
            shutil.rmtree(left, ignore_errors=True)


def _copied(found: Recognised, name: str, folder: Path) -> LocalModel:
    files = folder / "files"
    files.mkdir(mode=0o700)
    copied = tuple(_copy(source, files / source.name) for source in found.files)
    model = LocalModel(name, found.kind, found.architecture, datetime.now(UTC), copied, folder.parent / name / "files")
    manifest = {
        "name": name,
        "kind": model.kind.value,
        "architecture": model.architecture,
        "added_at": model.added_at.isoformat(),
        "files": [asdict(file) for file in copied],
    }
    with (folder / "manifest.json").open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    for changed in (files, folder):
        _sync_folder(changed)
    return model


def _copy(source: Path, target: Path) -> ModelFile:
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno == errno.ELOOP:  # swapped for a link since it was looked at
            raise ModelNotSafe(file=source.name) from None
        raise
    digest, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "rb") as original, target.open("xb") as copy:
        while chunk := original.read(_CHUNK):
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    target.chmod(0o400)
    return ModelFile(source.name, size, digest.hexdigest())


def _read_manifest(folder: Path) -> LocalModel | None:
    try:
        data = json.loads((folder / "manifest.json").read_bytes())
        files = tuple(ModelFile(file["name"], file["size_bytes"], file["sha256"]) for file in data["files"])
        if any(Path(file.name).name != file.name for file in files):
            return None
        kind, added_at = ModelKind(data["kind"]), datetime.fromisoformat(data["added_at"])
        return LocalModel(folder.name, kind, data["architecture"], added_at, files, folder / "files")
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
