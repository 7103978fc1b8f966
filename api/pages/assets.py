"""Styles, scripts and pictures of the interface, served from memory under an address that names their content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Assets:
    """All files; nothing else on the disk can be asked for."""

    version: str
    """Changes with any file, so that browsers may keep them for ever."""
    by_name: Mapping[str, Asset]

    def address(self, name: str) -> str:
        """Where a page finds a file. A name we do not have is a fault of ours: KeyError."""
        if name not in self.by_name:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"


@cache
def assets() -> Assets:
    """The files of `ui/static`, and the catalogues of `ui/locales` as `fr.json` and `en.json`."""
    folders = (files("ui") / "static", files("ui") / "locales")
    found = {
        item.name: Asset(item.read_bytes(), media_type)
        for folder in folders
        for item in folder.iterdir()
        if (media_type := _MEDIA_TYPES.get(item.name[item.name.rfind(".") :]))
    }
    digest = sha256()
    for name in sorted(found):
        digest.update(name.encode() + b"\0" + found[name].content)
    return Assets(digest.hexdigest()[:12], found)
