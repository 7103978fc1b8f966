"""What `anamnese evaluate indexing --keep` found out about a language model, kept in the home folder."""

from __future__ import annotations

import json
import logging
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from nlp.llm.measuring import Measured, smoothed

_log = logging.getLogger(__name__)
_HEAD = """\
# How often a language model's proposals were right on annotated documents: (right + 1) / (proposed + 2).
# Written by `anamnese evaluate indexing --keep`; remove a table and its model counts as not measured.
"""


def measured(home: Path, model: str) -> Measured:
    """By field name; empty for a model that was never measured here."""
    table = _tables(home).get(model, {})
    if not isinstance(table, Mapping):
        return {}
    return {name: value for name, value in table.items() if isinstance(value, float) and 0 < value < 1}


def keep(home: Path, model: str, counts: Mapping[str, tuple[int, int]]) -> Path:
    """Write one model's figures in place of its old ones."""
    tables = dict(_tables(home)) | {model: {name: smoothed(*count) for name, count in sorted(counts.items())}}
    lines = [_HEAD]
    for name, table in sorted(tables.items()):
        lines.append(f"\n[{_quoted(name)}]\n")
        lines += [f"{_quoted(field)} = {value:.3f}\n" for field, value in table.items()]
    file = _file(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = file.with_suffix(".new")
    written.write_text("".join(lines), encoding="utf-8")
    os.replace(written, file)  # noqa: PTH105
    return file


def _quoted(key: str) -> str:
    """As a basic string of TOML, which escapes as JSON does, and one character more."""
    return json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def _tables(home: Path) -> Mapping[str, Mapping[str, float]]:
    """Empty where the file cannot be read: its models then count as not measured."""
    try:
        return tomllib.loads(_file(home).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        _log.warning("%s cannot be read: %s", _file(home), type(error).__name__)
        return {}


def _file(home: Path) -> Path:
    return home / "language_models.toml"
