"""The shipped tagger, for real: its files, what it reads, what it says of it, and the reading without it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import srsly

from nlp.readers import conditions, procedures
from nlp.tagger import model
from nlp.tagger.model import ARTEFACT, installed_tagger
from nlp.tagger.reading import reading_of
from nlp.text import ClinicalText
from records.artefacts import checksums, listed, models_folder, require_intact, write
from records.errors import ServiceNotReady
from records.fields import Assertion, Field, Method

REPORT = """Compte rendu d'hospitalisation du service de Médecine interne

Madame Zélie Fontbrune, 71 ans, est hospitalisée du 03/03/2025 au 10/03/2025.

Motif d'hospitalisation
<present>Dyspnée</present> fébrile.

Antécédents :
- <present>HTA</present>
- <present>Diabète de type 2</present>
- <done>Appendicectomie</done> dans l'enfance
Antécédents familiaux : <family>cancer du sein</family> chez la mère

Histoire de la maladie :
Depuis trois jours la patiente présente une <present>toux</present> productive avec de la <present>fièvre</present>.
Pas de <absent>douleur thoracique</absent>, pas d'<absent>hémoptysie</absent>.

Examen clinique :
Température 39,1 °C. Auscultation : <present>crépitants</present> de la base droite, sans <absent>souffle</absent>.
Abdomen souple, pas d'<absent>hépatomégalie</absent>.

Conclusion :
<present>Pneumopathie</present> de la base droite, d'évolution favorable sous antibiotiques.
Retour à domicile.

Dr Anselme Pervenche
"""
_MARK = re.compile(r"<(\w+)>(.*?)</\1>")


@pytest.fixture(scope="module")
def text() -> ClinicalText:
    return ClinicalText.of(_MARK.sub(r"\2", REPORT))


def named(fields: list[Field], words: str) -> list[Field]:
    return [field for field in fields if words.lower() in str(field.value).lower()]


def test_a_report_is_read_as_a_clinician_would(text: ClinicalText) -> None:
    fields = list(conditions.read(text))
    marks = [(m[2], m[1]) for m in _MARK.finditer(REPORT) if m[1] != "done"]
    right = [words for words, mark in marks if any(f.assertion.value == mark for f in named(fields, words))]
    assert len(right) >= len(marks) - 1, {words for words, _ in marks} - {*right}
    assert len(fields) <= len(marks) + 4
    assert all(0.0 < field.confidence <= 1.0 for field in fields)
    assert {field.model for field in fields} == {f"conditions/1:{installed_tagger().version}"}
    assert any(field.method is Method.TAGGER for field in fields)


def test_known_conditions_carry_their_cim10_code(text: ClinicalText) -> None:
    (hypertension,) = named(list(conditions.read(text)), "HTA")
    assert hypertension.code is not None
    assert (hypertension.code.system, hypertension.code.code) == ("icd-10", "I10")


def test_one_condition_is_the_principal_diagnosis(text: ClinicalText) -> None:
    main = [field for field in conditions.read(text) if field.part("conditions.main")]
    assert len(main) == 1
    assert main[0].value != "HTA"


def test_a_past_operation_is_history(text: ClinicalText) -> None:
    (operation,) = named(list(procedures.read(text)), "Appendicectomie")
    status = operation.part("procedures.status")
    assert status is not None
    assert (status.value, status.evidence) == ("history", None)


def test_every_field_shows_its_own_words(text: ClinicalText) -> None:
    for field in [*conditions.read(text), *procedures.read(text)]:
        assert field.evidence is not None
        page = text.document.pages[field.evidence.page - 1]
        assert page.text[field.evidence.start : field.evidence.end] == field.evidence.text
        assert str(field.value) == " ".join(field.evidence.text.split())


def test_both_readers_share_one_reading(text: ClinicalText) -> None:
    assert reading_of(text) is reading_of(text)
    other = ClinicalText.of("Toux.")
    assert reading_of(other) is not reading_of(text)


@pytest.mark.parametrize("report", ["", " \n\n", "?", "Madame", "\n" * 50, "é" * 3000, "- " * 400])
def test_odd_texts_are_read_without_a_word(report: str) -> None:
    assert list(conditions.read(ClinicalText.of(report))) == []
    assert list(procedures.read(ClinicalText.of(report))) == []


def test_without_models_rules_read_and_say_so(text: ClinicalText, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.tagger.reading.installed_tagger", lambda: None)
    fresh = ClinicalText.of(text.text)
    fields = list(conditions.read(fresh))
    assert {field.model for field in fields} == {"conditions/1:rules"}
    assert [f.assertion.value for f in named(fields, "douleur thoracique")] == ["absent"]
    assert [f.assertion.value for f in named(fields, "cancer du sein")] == ["family"]
    (main,) = [field for field in fields if field.part("conditions.main")]
    assert main.value == "Pneumopathie"
    (operation,) = procedures.read(fresh)
    assert operation.model == "procedures/1:rules"


def test_no_models_folder_means_no_tagger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model, "models_folder", lambda: tmp_path)
    assert installed_tagger.__wrapped__() is None


def test_the_shipped_files_are_those_of_the_manifest() -> None:
    folder = models_folder()
    assert folder is not None
    assert {*listed(folder)} == {path.name for path in folder.iterdir() if path.is_dir() and path.name[0] not in "_."}
    for artefact, files in listed(folder).items():
        assert files == checksums(folder / artefact), f"run: python -m records.artefacts models ({artefact})"


def test_the_artefact_is_small_has_its_card_and_only_plain_formats() -> None:
    folder = models_folder()
    assert folder is not None
    files = {path.relative_to(folder / ARTEFACT).as_posix(): path for path in (folder / ARTEFACT).rglob("*.*")}
    assert {*files} == {
        "card.md",
        *(f"{name}.json" for name in ("assertion", "condition", "main", "procedure", "status")),
    }
    for name, path in files.items():
        assert name == "card.md" or json.loads(path.read_text(encoding="utf-8"))["classes"]
    network = sorted((folder / ARTEFACT / "network").iterdir())
    assert [path.name for path in network] == ["cfg", "model", "moves"]
    assert srsly.msgpack_loads(network[1].read_bytes())
    assert sum(path.stat().st_size for path in [*files.values(), *network]) < 40_000_000


def test_a_file_that_was_changed_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    artefact = tmp_path / ARTEFACT
    artefact.mkdir()
    (artefact / "card.md").write_text("card")
    (artefact / "assertion.json").write_text("{}")
    write(tmp_path)
    require_intact(tmp_path, ARTEFACT)
    (artefact / "assertion.json").write_text("{ }")
    with pytest.raises(ServiceNotReady):
        require_intact(tmp_path, ARTEFACT)
    monkeypatch.setattr(model, "models_folder", lambda: tmp_path)
    with pytest.raises(ServiceNotReady):
        installed_tagger.__wrapped__()


def test_a_letter_tells_past_and_planned_procedures() -> None:
    letter = ClinicalText.of(
        "Lettre de consultation\n\nPatiente opérée d'une sigmoïdectomie le 12/02/2021. "
        "Une coloscopie de contrôle est prévue au printemps.\n"
    )
    told = {field.value: field.parts[0].value for field in procedures.read(letter)}
    assert told == {"sigmoïdectomie": "history", "coloscopie de contrôle": "planned"}


MATERNITY = """Compte rendu d'hospitalisation du service de Maternité

Madame Ariane Vaubrun, 31 ans, est hospitalisée du 1er au 5 janvier 2026.

Antécédents
Familiaux : diabète de type 2 chez la mère.

Suites
Hémorragie du post-partum par atonie utérine, pertes estimées à 1 300 mL. Pas de coagulopathie.
Anémie mal tolérée traitée par fer intraveineux.
"""


def test_a_disease_that_the_lexicon_knows_is_shown_even_when_the_tagger_doubts() -> None:
    found = {str(field.value).partition(" mal ")[0]: field for field in conditions.read(ClinicalText.of(MATERNITY))}
    assert {"Hémorragie du post-partum", "Anémie"} <= found.keys()
    assert found["Anémie"].confidence < 0.8


def test_a_name_is_not_cut_short_of_its_type() -> None:
    found = {field.value: field.assertion.value for field in conditions.read(ClinicalText.of(MATERNITY))}
    assert found["diabète de type 2"] == "family"


def test_an_empty_box_of_a_form_claims_nothing() -> None:
    form = "Antécédents\n☐ Diabète de type 2\n☑ Asthme\n☐ Insuffisance rénale chronique\n"
    assert [field.value for field in conditions.read(ClinicalText.of(form))] == ["Asthme"]


def test_what_has_gone_is_absent() -> None:
    letter = "L'état général est bon. La toux et la fièvre ont totalement disparu. Persiste une asthénie modérée."
    told = {field.value: field.assertion for field in conditions.read(ClinicalText.of(letter))}
    assert (told["toux"], told["fièvre"]) == (Assertion.ABSENT, Assertion.ABSENT)
    assert told["asthénie modérée"] is Assertion.PRESENT
