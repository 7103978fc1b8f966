"""What was read gets the codes of the imported terminologies; without an import it is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.coding import with_codes
from nlp.indexer import load_indexer
from nlp.readers.medications.lexicon import learn, names
from nlp.text import ClinicalText
from records.fields import Code, Field, Method
from records.terminology.imported import Terminologies


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    learn(())


def read(text: str, terminologies: Terminologies | None, *readers: str) -> list[Field]:
    return list(load_indexer(readers, terminologies).index(ClinicalText.of(text).document))


def drug(name: str, code: str | None = None, dose: str | None = None) -> Field:
    parts = (Field("medications.dose", dose, None, Method.RULE, "test"),) if dose else ()
    told = Code("atc", code) if code else None
    return Field("medications", name, None, Method.LEXICON, "test", code=told, parts=parts, confidence=0.9)


def coded(field: Field, terminologies: Terminologies) -> tuple[str | None, str | None]:
    found = with_codes(field, terminologies)
    cis = found.part("medications.cis")
    return found.code.code if found.code else None, str(cis.value) if cis else None


def test_a_brand_with_its_dose_gets_atc_and_cis(terminologies: Terminologies) -> None:
    assert coded(drug("Kardegic", dose="75 mg"), terminologies) == ("B01AC06", "64755969")
    assert coded(drug("Kardegic"), terminologies) == ("B01AC06", None)
    (cis,) = [
        part
        for part in with_codes(drug("Kardegic", dose="75 mg"), terminologies).parts
        if part.name == "medications.cis"
    ]
    assert cis.code == Code("cis", "64755969", "KARDEGIC 75 mg, poudre pour solution buvable en sachet-dose")
    assert cis.confidence == 0.9


@pytest.mark.parametrize(
    ("ours", "name", "code"),
    [
        ("B01A", "Kardegic", "B01AC06"),
        ("N02BA01", "Kardegic", "B01AC06"),
        ("H02AB02", "dexaméthasone", "H02AB02"),
        ("C08", "Amlodipne", "C08"),
        (None, "Amlodipne", "C08CA01"),
        ("X99", "licorne", "X99"),
    ],
)
def test_the_finer_code_is_kept_and_an_outdated_one_is_replaced(
    terminologies: Terminologies, ours: str | None, name: str, code: str
) -> None:
    assert coded(drug(name, ours), terminologies)[0] == code


def test_a_misread_name_is_never_one_authorised_drug(terminologies: Terminologies) -> None:
    assert coded(drug("Coumadlne", dose="5 mg"), terminologies) == ("B01AA03", None)


def test_conditions_procedures_and_analytes_without_a_code_get_one(terminologies: Terminologies) -> None:
    def field(name: str, value: str | float, *parts: Field, unit: str | None = None) -> Field:
        return Field(name, value, None, Method.TAGGER, "test", unit=unit, parts=parts)

    analyte = Field("labs.analyte", "sodium", None, Method.RULE, "test")
    for given, code in (
        (field("conditions", "cancer du sein"), Code("icd-10", "C50.9", "Tumeur maligne du sein, sans précision")),
        (
            field("procedures", "appendicectomie par laparotomie"),
            Code("ccam", "HHFA011", "Appendicectomie, par laparotomie"),
        ),
        (
            field("labs", 140, analyte, unit="mmol/L"),
            Code("loinc", "2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
        ),
        (field("labs", 140, unit="mmol/L"), None),
        (field("conditions", "licorne"), None),
        (field("vitals.heart_rate_bpm", 80), None),
    ):
        assert with_codes(given, terminologies).code == code


def test_our_own_code_of_a_condition_stays(terminologies: Terminologies) -> None:
    field = Field("conditions", "cancer du sein", None, Method.TAGGER, "t", code=Code("icd-10", "C50"))
    assert with_codes(field, terminologies) is field


def test_without_an_import_nothing_changes(tmp_path: Path) -> None:
    text = "Traitement habituel :\n- Kardegic 75 mg : 1 sachet par jour\n- Previscan 20 mg\n"
    plain = read(text, None, "medications")
    assert plain
    assert read(text, Terminologies(tmp_path), "medications") == plain


def test_drugs_of_the_database_are_recognised_in_running_text(
    terminologies: Terminologies, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminologies.drugs is not None
    monkeypatch.setattr(terminologies.drugs, "names", lambda: iter([("zyxoflam", "C08CA99")]))
    text = "Le patient reçoit du zyxoflam depuis lundi."
    assert [field.value for field in read(text, terminologies, "medications")] == ["zyxoflam"]
    assert read(text, None, "medications") == []


def test_names_that_our_lexicon_has_keep_what_it_says_of_them() -> None:
    before = dict(names())
    learn([("doliprane", "X99XX99"), ("zorglubine", "C08CA99")])
    assert names()["doliprane"] == before["doliprane"]
    assert names()["zorglubine"].atc == "C08CA99"
    learn(())
    assert dict(names()) == before
