"""`anamnese evaluate indexing` on annotated documents, with a real llama.cpp and a model of random weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from pipeline.local_models import LocalModels
from pipeline.measured import keep, measured
from tests.tiny_model import write_tiny_model

TEXT = "Madame DUPRÉ Anne est hospitalisée.\n\nExamen : température 38,4 °C. Pas de fièvre.\n"
RECORD = {
    "id": "a",
    "patient": {"last_name": {"value": "DUPRÉ", "quote": "DUPRÉ"}, "first_name": {"value": "Anne", "quote": "Anne"}},
    "conditions": [{"quote": "fièvre", "assertion": "absent"}],
    "vitals": [{"name": "temperature_c", "value": 38.4, "quote": "38,4 °C"}],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANAMNESE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "annotated"
    folder.mkdir()
    (folder / "texts.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}) + "\n", "utf-8")
    (folder / "gold.jsonl").write_text(json.dumps(RECORD) + "\n", "utf-8")
    return folder


def evaluate(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["evaluate", "indexing", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_the_rules_alone_are_scored_without_a_model(folder: Path) -> None:
    for reader in ("rules", "all"):
        code, table, said = evaluate(folder, "--reader", reader)
        assert code == 0
        assert "| vitals | 1.000 | 1 | 0 | 0 |" in table
        assert ("docs/llm.md" in said) is (reader == "all")
    assert evaluate(folder, "--reader", "llm")[0] == 3


def test_each_reader_stands_beside_the_others_and_what_the_model_is_worth_is_kept(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    model = LocalModels(home).add(write_tiny_model(tmp_path / "tiny.gguf", context=8192))
    code, table, _ = evaluate(folder, "--keep")
    assert code == 0
    assert "rules F1" in table and "llm F1" in table and "all F1" in table
    row = next(line for line in table.splitlines() if line.startswith("| vitals |"))
    assert row.split("|")[2:6] == [" 1.000 ", " 1 ", " 0 ", " 0 "]
    assert "proposals without a place" in table
    assert (home / "language_models.toml").read_text("utf-8").count(f'["llm/1:{model.name}@') == 1


def test_a_folder_without_annotations_is_said(tmp_path: Path) -> None:
    assert evaluate(tmp_path)[0] == 1


def test_what_is_kept_of_one_model_leaves_the_others(tmp_path: Path) -> None:
    keep(tmp_path, "llm/1:a", {"conditions": (3, 4)})
    keep(tmp_path, "llm/1:b", {"labs": (1, 8), "patient.last_name": (9, 9)})
    keep(tmp_path, "llm/1:a", {"conditions": (1, 1)})
    assert measured(tmp_path, "llm/1:a") == {"conditions": pytest.approx(0.667)}
    assert measured(tmp_path, "llm/1:b") == {"labs": 0.2, "patient.last_name": 0.909}
    assert measured(tmp_path, "llm/1:c") == {}


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "modèle", "a\x7fb"])
def test_any_name_of_a_model_can_be_kept(tmp_path: Path, name: str) -> None:
    keep(tmp_path, name, {"labs": (1, 8)})
    assert measured(tmp_path, name) == {"labs": 0.2}


@pytest.mark.parametrize("content", [b'["a"b"]', b"\xff\xfe", b'"llm/1:a" = 3'])
def test_a_file_that_cannot_be_read_counts_as_not_measured(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "language_models.toml").write_bytes(content)
    assert measured(tmp_path, "llm/1:a") == {}
