"""`anamnese synthesis` on several files of one patient."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.local_models import LocalModels
from tests.tiny_model import write_tiny_model

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))
LETTER = """Compte rendu de consultation du service de cardiologie

{patient} est vue en consultation le {day}.

Traitement habituel : bisoprolol {dose} le matin.
"""
ODILE = "Madame Odile RAVENEL, 71 ans,"


def synthesis(*arguments: str | Path, lang: str = "fr_FR.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return subprocess.run(
        [ANAMNESE, "synthesis", *map(str, arguments)],
        env=environment | {"LANG": lang, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def letters(tmp_path: Path) -> list[Path]:
    told = ((ODILE, "12 mars 2026", "2,5 mg"), (ODILE, "15 juin 2026", "5 mg"))
    paths = [tmp_path / f"{number}.txt" for number in range(len(told))]
    for path, (patient, day, dose) in zip(paths, told, strict=True):
        path.write_text(LETTER.format(patient=patient, day=day, dose=dose), encoding="utf-8")
    return paths


def test_a_changed_dose_is_told_with_its_documents(letters: list[Path]) -> None:
    run = synthesis(*letters)
    assert run.returncode == 0
    assert "dose changée (15/06/2026) : 2,5 mg → 5 mg [1, 2]" in run.stdout
    assert "[2] " in run.stdout


def test_programs_get_json(letters: list[Path]) -> None:
    found = json.loads(synthesis(*letters, "--format", "json").stdout)
    assert [one["id"] for one in found["documents"]] == ["0.txt", "1.txt"]
    assert found["treatments"]["drugs"][0]["events"][0]["change"] == "dose"


def test_files_of_two_people_are_refused(letters: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "autre.txt"
    patient = "Madame Solène QUERVADEC, 48 ans,"
    other.write_text(LETTER.format(patient=patient, day="1er janvier 2026", dose="5 mg"), encoding="utf-8")
    run = synthesis(letters[0], other)
    assert (run.returncode, run.stdout) == (1, "")
    assert "[different_patients]" in run.stderr


def test_sentences_need_a_language_model_and_the_synthesis_does_not(letters: list[Path], tmp_path: Path) -> None:
    told = synthesis("--narrative", *letters)
    assert (told.returncode, told.stdout) == (0, synthesis(*letters).stdout)
    assert "Aucun modèle de langage" in told.stderr


def test_what_a_model_of_random_weights_tells_is_struck_out(
    letters: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LocalModels(tmp_path / "home").add(write_tiny_model(tmp_path / "tiny.gguf", context=8192))
    without = synthesis(*letters).stdout
    monkeypatch.setenv("ANAMNESE_HOME", str(tmp_path / "home"))
    told = synthesis("--narrative", *letters)
    assert told.returncode == 0
    sentences = told.stdout.removesuffix(without)
    assert sentences != told.stdout or "[language_model" in told.stderr
    assert "←" not in sentences
