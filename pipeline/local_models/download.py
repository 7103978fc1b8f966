"""Fetching a model that a person asked for by name, from a known address; it goes on after a cut and is checked.

models/.downloads/NAME/FILE         what has come so far
models/.downloads/NAME/FILE.etag    the server's name for this state of the file
models/.checksums.json              address → SHA-256 of what was first fetched, where none was known before
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from pipeline.local_models.store import LocalModel, LocalModels
from records.errors import DownloadFailed, ModelNameTaken, StorageFull, UnknownDownload, WrongChecksum

_TIMEOUT_S = 60.0
"""Without a single byte."""
_RANGE_NOT_THERE = 416
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Download:
    """Where a model is to be had."""

    name: str
    url: str
    size_bytes: int | None
    """None where nobody said."""
    sha256: str | None
    """None where there is no source for it."""

    @property
    def file_name(self) -> str:
        """As it is kept."""
        return Path(urlsplit(self.url).path).name


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model that was fetched and added."""

    model: LocalModel
    sha256: str
    recorded: bool
    """Nothing was known to compare it with; from now on this is."""


@cache
def known_downloads() -> Mapping[str, Download]:
    """By name."""
    data = tomllib.loads((files("pipeline.local_models") / "downloads.toml").read_text(encoding="utf-8"))
    return {
        name: Download(name, entry["url"], entry.get("size_bytes"), entry.get("sha256")) for name, entry in data.items()
    }


def download_named(name: str) -> Download:
    """Raises UnknownDownload."""
    known = known_downloads()
    if name not in known:
        raise UnknownDownload(name=name, known=", ".join(sorted(known)))
    return known[name]


def pull(download: Download, home: Path, *, on_progress: Callable[[int, int | None], None] | None = None) -> Pulled:
    """Fetch a model, or the rest of it, check it and add it. `on_progress` gets the bytes that are there, and all.

    Proxies are those of the environment: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.

    Raises:
        ModelNameTaken: there is a model of that name.
        DownloadFailed: no connection, or it broke off; what came stays for the next time. Also where nothing would
            tell whether all came: neither a checksum nor a size.
        WrongChecksum: not the expected file; nothing of it stays.
        StorageFull: also before the first byte, where it is foreseen.
    """
    models = LocalModels(home)
    folder = home / "models" / ".downloads" / download.name
    with _alone(folder):
        if any(model.name == download.name for model in models.all()):
            raise ModelNameTaken(name=download.name)
        part = folder / download.file_name
        expected = download.sha256 or _recorded(home).get(download.url)
        _fetch(download, part, expected, on_progress)
        found = _sha256(part)
        if expected is not None and found != expected:
            shutil.rmtree(folder)
            raise WrongChecksum(name=download.name, expected=expected, found=found)
        model = models.add(part, name=download.name)
        if expected is None:
            _record(home, download.url, found)
        shutil.rmtree(folder)
    return Pulled(model, found, recorded=expected is None)


def _fetch(
    download: Download, part: Path, expected: str | None, on_progress: Callable[[int, int | None], None] | None
) -> None:
    """Everything that is not in `part` yet; all of it again where the rest is of another file."""
    if download.size_bytes is not None and part.exists() and part.stat().st_size == download.size_bytes:
        return
    try:
        if not _goes_on(download, part, expected, on_progress):
            part.unlink()
            _goes_on(download, part, expected, on_progress)
    except httpx.HTTPStatusError as error:
        raise DownloadFailed(name=download.name, problem=str(error.response.status_code)) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadFailed(name=download.name, problem=type(error).__name__) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from None
        raise


def _goes_on(
    download: Download, part: Path, expected: str | None, on_progress: Callable[[int, int | None], None] | None
) -> bool:
    """Whether what was answered belongs behind what is there; nothing is written where it does not."""
    tag = part.with_name(part.name + ".etag")
    have = part.stat().st_size if part.exists() else 0
    state = tag.read_text(encoding="ascii") if have and tag.exists() else ""
    if not state and expected is None:
        have = 0  # nothing would tell whether the rest belongs to the same file
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-"} | ({"If-Range": state} if state else {})
    with httpx.stream("GET", download.url, headers=headers, follow_redirects=True, timeout=_TIMEOUT_S) as response:
        if not _stays_safe(response):
            raise DownloadFailed(name=download.name, problem="http:")
        if response.status_code == _RANGE_NOT_THERE:
            part.unlink(missing_ok=True)
            raise DownloadFailed(name=download.name, problem="416")
        response.raise_for_status()
        etag = _strong(response.headers.get("ETag", ""))
        if have and response.status_code == httpx.codes.PARTIAL_CONTENT:
            start, announced = _range(response)
            if start != have or (state and etag != state):
                return False
        elif response.status_code == httpx.codes.OK:
            have, announced = 0, _number(response.headers.get("Content-Length", ""))
        else:
            raise DownloadFailed(name=download.name, problem=str(response.status_code))
        total = download.size_bytes or announced
        if announced not in (None, total) or (total is None and expected is None):
            # Of another size than is known, or of none that would tell whether all came.
            raise DownloadFailed(name=download.name, problem="Content-Length")
        # It is copied into its place when it is whole.
        if total is not None and shutil.disk_usage(part.parent).free < 2 * total - have:
            raise StorageFull
        if not have:
            part.unlink(missing_ok=True)
            tag.write_text(etag, encoding="ascii", errors="replace")
        with part.open("ab") as file:
            done = _write(response, file, have, total, on_progress)
    if total is not None and done != total:
        if done > total:
            part.unlink()
        raise DownloadFailed(name=download.name, problem=f"{done} / {total}")
    return True


def _write(
    response: httpx.Response,
    file: BinaryIO,
    done: int,
    total: int | None,
    on_progress: Callable[[int, int | None], None] | None,
) -> int:
    """How many bytes there are; it stops where more than all came."""
    for chunk in response.iter_raw():
        done += len(chunk)
        if total is not None and done > total:
            break
        file.write(chunk)
        if on_progress is not None:
            on_progress(done, total)
    return done


def _range(response: httpx.Response) -> tuple[int | None, int | None]:
    """Where it starts and how long the whole file is; None where that is not said."""
    said = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return (int(said[1]), _number(said[2])) if said else (None, None)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() else None


def _stays_safe(response: httpx.Response) -> bool:
    """Whether a download that began under https never left it."""
    chain = [step.url.scheme for step in (*response.history, response)]
    return chain[0] != "https" or set(chain) == {"https"}


def _strong(etag: str) -> str:
    """An ETag that promises the same bytes; none otherwise."""
    return etag if etag.startswith('"') else ""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One download at a time: a second one waits, and then goes on with what the first left, or finds it done."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder.parent / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(exist_ok=True, mode=0o700)
        yield
    finally:
        os.close(lock)


def _recorded(home: Path) -> dict[str, str]:
    try:
        data = json.loads((home / "models" / ".checksums.json").read_bytes())
    except FileNotFoundError:
        return {}
    return {str(url): str(sha256) for url, sha256 in data.items()}


def _record(home: Path, url: str, sha256: str) -> None:
    file = home / "models" / ".checksums.json"
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8") as out:
        json.dump({**_recorded(home), url: sha256}, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
