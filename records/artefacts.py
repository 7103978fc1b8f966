"""The list of shipped artefacts with the checksum of every file: `models/manifest.toml`.

    python -m records.artefacts models

writes it anew from the folders that stand in `models`.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from records.errors import ServiceNotReady

MANIFEST = "manifest.toml"
_HEAD = """# Trained artefacts and the SHA-256 of each of their files; what differs from it is not loaded.
# Written by `python -m records.artefacts models`; not to be edited by hand.
"""


def models_folder() -> Path | None:
    """Where the artefacts are; None where none were installed."""
    spec = find_spec("models")
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def listed(models: Path) -> Mapping[str, Mapping[str, str]]:
    """The manifest: artefact → path → checksum."""
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads((models / MANIFEST).read_text(encoding="utf-8"))
    return tables


def require_intact(models: Path, artefact: str) -> None:
    """Raise ServiceNotReady unless the artefact's files are exactly those of the manifest."""
    try:
        intact = listed(models).get(artefact) == checksums(models / artefact)
    except (OSError, ValueError):  # no manifest, or one that is none
        intact = False
    if not intact:
        raise ServiceNotReady(problem=f"models/{artefact} ≠ models/{MANIFEST}")


def write(models: Path) -> None:
    """List every artefact that stands in the folder."""
    parts = [_HEAD]
    for folder in sorted(path for path in models.iterdir() if (path / "card.md").is_file()):
        lines = [f'"{name}" = "{digest}"' for name, digest in checksums(folder).items()]
        parts.append("\n".join([f"\n[{folder.name}]", *lines]) + "\n")
    (models / MANIFEST).write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
