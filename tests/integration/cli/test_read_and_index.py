"""The command line as a person at a terminal meets it: real processes, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))
LETTER = """Compte rendu de consultation du service de cardiologie

Madame Odile Ravenel, 71 ans, est vue en consultation le 12 mars 2026.

Antécédents : HTA. Pas de diabète.

Examen clinique : TA 145/80 mmHg, FC 98 bpm.

Signataire : Dr Anselme Pruvost
"""


def anamnese(*arguments: str | Path, lang: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return subprocess.run(
        [ANAMNESE, *map(str, arguments)],
        env=environment | {"LANG": lang, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "courrier.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.fixture
def no_document(tmp_path: Path) -> Path:
    path = tmp_path / "archive.pdf"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    return path


def test_read_prints_the_words(letter: Path) -> None:
    run = anamnese("read", letter)
    assert run.returncode == 0
    assert "Odile Ravenel, 71 ans" in run.stdout
    assert run.stderr == ""


def test_read_gives_one_id_and_text_a_line_for_programs(letter: Path) -> None:
    (line,) = anamnese("read", letter, "--format", "text-jsonl").stdout.splitlines()
    row = json.loads(line)
    assert row["id"] == "courrier"
    assert "HTA" in row["text"]


def test_read_gives_every_words_place_as_json(letter: Path) -> None:
    document = json.loads(anamnese("read", letter, "--format", "json").stdout)
    (page,) = document["pages"]
    for text, start, *_ in page["words"]:
        assert page["text"][start : start + len(text)] == text


def test_index_gives_values_whose_quotes_stand_where_it_says(letter: Path) -> None:
    run = anamnese("index", letter)
    assert run.returncode == 0, run.stderr
    record = json.loads(run.stdout)
    name = record["patient"]["last_name"]
    assert name["value"] == "Ravenel"
    assert LETTER[name["start"] : name["end"]] == name["quote"] == "Ravenel"
    assert {item["name"]: item["value"] for item in record["vitals"]} == {
        "systolic_bp_mmhg": 145,
        "diastolic_bp_mmhg": 80,
        "heart_rate_bpm": 98,
    }
    assert ("diabète", "absent") in {(item["quote"], item["assertion"]) for item in record["conditions"]}


def test_a_bad_file_among_good_ones_is_reported_and_the_others_are_done(letter: Path, no_document: Path) -> None:
    run = anamnese("read", no_document, letter, "--format", "text-jsonl")
    assert run.returncode == 1
    assert [json.loads(line)["id"] for line in run.stdout.splitlines()] == ["courrier"]
    assert "archive.pdf: This file is not a document" in run.stderr
    assert "[unsupported_file]" in run.stderr


def test_messages_come_in_french_where_the_machine_speaks_french(no_document: Path) -> None:
    assert "Ce fichier n'est pas un document lisible" in anamnese("read", no_document, lang="fr_FR.UTF-8").stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    run = anamnese("index", tmp_path / "absent.pdf")
    assert run.returncode == 2
    assert run.stdout == ""


def test_many_files_come_in_the_order_given(tmp_path: Path) -> None:
    files = [tmp_path / f"note{number:02}.txt" for number in range(12)]
    for path in files:
        path.write_text(f"Note de {path.stem}", encoding="utf-8")
    run = anamnese("read", *reversed(files), "--format", "text-jsonl")
    assert [json.loads(line)["id"] for line in run.stdout.splitlines()] == [path.stem for path in reversed(files)]


def test_the_lexicons_are_compiled_into_the_cache(tmp_path: Path) -> None:
    run = subprocess.run(
        [ANAMNESE, "warm"], env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)}, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert list(tmp_path.rglob("*.json"))
