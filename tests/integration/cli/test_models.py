"""`anamnese models` as an administrator types it."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAMNESE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


def anamnese(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["models", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_a_model_is_added_shown_verified_and_removed(tmp_path: Path) -> None:
    file = tmp_path / "Modèle 7B.gguf"
    file.write_bytes(b"GGUF" + struct.pack("<I", 3))
    assert anamnese("add", file)[0] == 0
    code, shown, _ = anamnese("list")
    assert (code, shown) == (0, "modele-7b\tllm\tGGUF\t0 MB\t*\n")
    assert anamnese("verify")[0] == 0
    kept = tmp_path / "home" / "models" / "modele-7b" / "files" / "Modèle 7B.gguf"
    kept.chmod(0o600)
    kept.write_bytes(b"GGUF1234")
    code, _, said = anamnese("verify", "modele-7b")
    assert code == 1
    assert "endommagé" in said
    assert anamnese("remove", "modele-7b")[0] == 0
    assert anamnese("list")[1] == ""
    assert anamnese("remove", "modele-7b")[0] == 1


def test_what_is_refused_is_said_in_the_readers_language(tmp_path: Path) -> None:
    folder = tmp_path / "trocr"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "vision-encoder-decoder"}))
    for name in ("preprocessor_config.json", "tokenizer.json", "pytorch_model.bin"):
        (folder / name).write_text("{}")
    code, _, said = anamnese("add", folder)
    assert code == 1
    assert "exécute du code" in said
    assert anamnese("add", folder, "--kind", "poetry")[0] == 2
