"""`anamnese export` and `anamnese import-fhir` on files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))
LETTER = """Compte rendu de consultation du service de cardiologie

Madame {name}, 71 ans, est vue en consultation le {day}.

Examen clinique : température 38,4 °C, TA 145/80 mmHg.
"""


def anamnese(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "ANAMNESE"))}
    return subprocess.run(
        [ANAMNESE, *map(str, arguments)],
        env=environment | {"LANG": "fr_FR.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def letters(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "mars.txt", tmp_path / "juin.txt"]
    for path, day in zip(paths, ("12 mars 2026", "15 juin 2026"), strict=True):
        path.write_text(LETTER.format(name="Odile RAVENEL", day=day), encoding="utf-8")
    return paths


def test_a_bundle_goes_out_and_comes_back(letters: list[Path], tmp_path: Path) -> None:
    out = anamnese("export", *letters)
    assert out.returncode == 0
    bundle = json.loads(out.stdout)
    (tmp_path / "bundle.json").write_text(out.stdout, encoding="utf-8")
    back = anamnese("import-fhir", tmp_path / "bundle.json")
    documents = [json.loads(line)["fields"] for line in back.stdout.splitlines()]
    told = anamnese("index", letters[0])
    assert (back.returncode, back.stderr) == (0, "")
    assert len(documents) == 2
    read = {field["value"] for field in documents[0]}
    assert {vital["value"] for vital in json.loads(told.stdout)["vitals"]} <= read
    patient = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Patient")
    patient["gender"] = "male"
    (tmp_path / "edited.json").write_text(json.dumps(bundle), encoding="utf-8")
    edited = anamnese("import-fhir", tmp_path / "edited.json")
    assert (edited.returncode, "modifié depuis l'export" in edited.stderr) == (1, True)


def test_a_cohort_is_a_table(letters: list[Path]) -> None:
    out = anamnese("export", *letters, "--format", "csv", "--column", "document.date", "--column", "patient.last_name")
    rows = list(csv.DictReader(io.StringIO(out.stdout, newline="")))
    assert [(row["document.date"], row["patient.last_name"]) for row in rows] == [
        ("2026-03-12", "RAVENEL"),
        ("2026-06-15", "RAVENEL"),
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--format", "csv"), 2), (("--format", "csv", "--column", "no.such"), 2), (("--type", "Account"), 2)],
)
def test_what_there_is_not_is_refused(letters: list[Path], options: tuple[str, ...], code: int) -> None:
    out = anamnese("export", letters[0], *options)
    assert (out.returncode, out.stdout, "[invalid_request]" in out.stderr) == (code, "", True)


def test_two_people_are_refused(letters: list[Path]) -> None:
    letters[1].write_text(LETTER.format(name="Solène QUERVADEC", day="15 juin 2026"), encoding="utf-8")
    out = anamnese("export", *letters)
    assert (out.returncode, out.stdout, "[different_patients]" in out.stderr) == (1, "", True)


def test_what_is_no_bundle_is_refused(letters: list[Path]) -> None:
    out = anamnese("import-fhir", letters[0])
    assert (out.returncode, "[not_this_bundle]" in out.stderr) == (1, True)


def test_a_bundle_that_was_tampered_with_is_refused_and_never_a_crash(letters: list[Path], tmp_path: Path) -> None:
    sent = anamnese("export", letters[0]).stdout
    file = tmp_path / "bundle.json"
    file.write_text(sent, encoding="utf-8-sig")
    assert CliRunner().invoke(app, ["import-fhir", str(file)]).exit_code == 0
    for before, after in (
        (r'"RAVENEL"', r'"\\ud800abc"'),
        (r'("exact"\}, \{"url": "confidence", "valueDecimal": )[\d.]+', r"\g<1>1e400"),
        (r'("exact"\}, \{"url": "confidence", "valueDecimal": )[\d.]+', r"\g<1>NaN"),
        (r'("exact"\}, \{"url": "confidence", "valueDecimal": )[\d.]+', r"\g<1>17"),
        (r'("page", "valueInteger": )\d+', r"\g<1>-5"),
        (r'("page", )"valueInteger": \d+', r'\g<1>"valueString": "two"'),
        (r'("resourceType": "Bundle")', r"\g<1>, \g<1>"),
    ):
        bad, count = re.subn(before, after, json.dumps(json.loads(sent), ensure_ascii=False), count=1)
        assert count == 1, before
        file.write_text(bad, encoding="utf-8")
        refused = CliRunner().invoke(app, ["import-fhir", str(file)])
        assert (refused.exit_code, refused.stdout, "[not_this_bundle]" in refused.stderr) == (1, "", True), after
