"""`anamnese terminology` as an administrator types it, and what it changes for the other commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from nlp.readers.medications.lexicon import learn
from tests.official_terminologies import write_ansm, write_bdpm, write_ccam, write_cim10, write_loinc


@pytest.fixture(autouse=True)
def _in_french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    yield
    learn(())


def anamnese(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_an_import_says_what_came_in_what_was_left_out_and_under_which_terms(tmp_path: Path) -> None:
    code, shown, said = anamnese("terminology", "import", "bdpm", write_bdpm(tmp_path / "bdpm"), "--edition", "2026-05")
    assert (code, shown) == (0, "")
    assert "21 entrées" in said
    assert "CIS_GENER_bdpm.txt : 1 lignes laissées de côté sur 3" in said
    assert "Licence Ouverte" in said
    code, shown, _ = anamnese("terminology", "list")
    assert code == 0
    assert shown.startswith("bdpm\t2026-05\t21\t")
    assert anamnese("terminology", "remove", "bdpm")[0] == 0
    assert anamnese("terminology", "list")[1] == ""


def test_a_refused_file_and_a_missing_import_are_said_and_end_with_one(tmp_path: Path) -> None:
    code, _, said = anamnese("terminology", "import", "cim10", write_loinc(tmp_path))
    assert code == 1
    assert "n'est pas un fichier de cette terminologie" in said
    for command in (("remove", "ansm"), ("find", "cim10", "toux"), ("interactions", "a", "b")):
        code, _, said = anamnese("terminology", *command)
        assert (code, "pas importée" in said) == (1, True)


def test_codes_are_found_by_name_by_pack_and_by_words(tmp_path: Path) -> None:
    for kind, path in (
        ("bdpm", write_bdpm(tmp_path / "bdpm")),
        ("cim10", write_cim10(tmp_path)),
        ("loinc", write_loinc(tmp_path)),
        ("ccam", write_ccam(tmp_path)),
    ):
        assert anamnese("terminology", "import", kind, path)[0] == 0
    kardegic = "64755969\tB01AC06\tKARDEGIC 75 mg, poudre pour solution buvable en sachet-dose\n"
    for words in (("Kardegic", "75", "mg"), ("3400934949807",)):
        assert anamnese("terminology", "find", "bdpm", *words)[1] == kardegic
    assert anamnese("terminology", "find", "cim10", "tumeur", "sein")[1].startswith("C50.9\t")
    assert anamnese("terminology", "find", "loinc", "sodium", "mmol/L")[1].startswith("2951-2\t")
    assert anamnese("terminology", "find", "ccam", "appendicectomie")[1].count("\n") == 2
    assert anamnese("terminology", "find", "bdpm", "licorne") == (0, "", "")


def test_interactions_are_printed_with_their_text_and_source(tmp_path: Path) -> None:
    anamnese("terminology", "import", "ansm", write_ansm(tmp_path))
    anamnese("terminology", "import", "bdpm", write_bdpm(tmp_path / "bdpm"))
    code, shown, said = anamnese("terminology", "interactions", "Coumadine", "Kardegic", "licorne")
    assert code == 0
    assert shown.startswith(
        "Coumadine + Kardegic: Contre-indication / Association déconseillée / À prendre en compte ("
    )
    assert "    Risque hémorragique.\n" in shown
    assert "licorne : inconnu, non vérifié" in said
    assert "Thésaurus des interactions médicamenteuses (2023-09-15)" in said


def test_an_import_reaches_the_record_and_the_synthesis(tmp_path: Path) -> None:
    report = tmp_path / "cr.txt"
    report.write_text(
        "Compte rendu de consultation\n\nTraitement habituel :\n- Kardegic 75 mg : 1 sachet par jour\n"
        "- Coumadine 5 mg : 1 cp le soir\n",
        encoding="utf-8",
    )
    anamnese("terminology", "import", "bdpm", write_bdpm(tmp_path / "bdpm"))
    anamnese("terminology", "import", "ansm", write_ansm(tmp_path))
    record = json.loads(anamnese("index", report)[1])
    assert [(one["cis"], one["code"]["code"]) for one in record["medications"]] == [
        ("64755969", "B01AC06"),
        ("62222221", "B01AA03"),
    ]
    synthesis = anamnese("synthesis", report)[1]
    assert "Risque hémorragique." in synthesis
    assert "ANSM" in synthesis
