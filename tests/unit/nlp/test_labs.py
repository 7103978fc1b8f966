from __future__ import annotations

import re

import pytest

from nlp.confidence import with_confidence
from nlp.lexicons import lexicon
from nlp.readers import labs
from nlp.readers.labs_lexicon import analytes, find_names, ucum, unit_pattern
from nlp.text import ClinicalText
from records.fields import Field, Grounding


def read(report: str) -> list[Field]:
    return labs.read(ClinicalText.of(report))


def plain(report: str) -> list[tuple[object, object, object]]:
    """Name, value and unit as written."""
    rows = []
    for field in read(report):
        name = field.part("labs.analyte")
        assert name is not None
        written = field.written
        rows.append((name.value, written.value if written else field.value, written.unit if written else None))
    return rows


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("Hb à 9,2 g/dL", [("Hb", 9.2, "g/dL")]),
        ("CRP = 145", [("CRP", 145, None)]),
        ("GB 11 200/mm3", [("GB", 11200, "/mm3")]),
        ("Na 142, K+ 3,9", [("Na", 142, None), ("K+", 3.9, None)]),
        ("Gaz du sang : pH 7,43 ; PaO₂ 65 mmHg", [("pH", 7.43, None), ("PaO₂", 65, "mmHg")]),
        ("Leucocytes 13,2 G/L dont 12 G/L de PNN", [("Leucocytes", 13.2, "G/L"), ("PNN", 12, "G/L")]),
        ("144 mmol/L de Na, CRP 12", [("Na", 144, "mmol/L"), ("CRP", 12, None)]),
        ("GGT à 5N", [("GGT", 5, "N")]),
        ("ASAT et ALAT à 3 fois la normale", [("ASAT", 3, "fois la normale"), ("ALAT", 3, "fois la normale")]),
        ("CRP : 93 → 69 → 10", [("CRP", 93, None), ("CRP", 69, None), ("CRP", 10, None)]),
        ("ACE 256 vs 112", [("ACE", 256, None), ("ACE", 112, None)]),
        ("créatinine de sortie normalisée à 54 µmol/L", [("créatinine", 54, "µmol/L")]),
        ("Uricosurie à 3,1 mmol/L", [("Uricosurie", 3.1, "mmol/L")]),
        ("Hémocultures négatives", [("Hémocultures", "negative", None)]),
        ("VIH/ VHC et Ag HBs négatifs", [(n, "negative", None) for n in ("VIH", "VHC", "Ag HBs")]),
        ("ECBU : E. coli multisensible", [("ECBU", "positive", None)]),
        (
            "BU : leuco 2+, nitrites -, sang 1+",
            [("leuco", "positive", None), ("nitrites", "negative", None), ("sang", "positive", None)],
        ),
    ],
)
def test_a_result_however_written(sentence: str, rows: list[tuple[object, object, object]]) -> None:
    assert plain(sentence) == rows


@pytest.mark.parametrize(
    "sentence",
    [
        "Fractures costales de K4 à K8",
        "seuil transfusionnel : plaquettes si inférieures à 20 G/L",
        "Anémie grade 1",
        "CRP du 12/10",
        "lactates au scalp à 3,2 mmol/L",
    ],
)
def test_what_is_no_result(sentence: str) -> None:
    assert read(sentence) == []


def test_potassium_as_a_drug_is_no_result() -> None:
    assert read("CR\n\nTraitement de sortie\n\nPotassium 600 mg matin et soir\n") == []


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "loinc"),
    [
        ("créatinine 12 mg/L", 106.1, "umol/L", "14682-9"),
        ("leucocytes 11 500/mm3", 11.5, "10*9/L", "6690-2"),
        ("plaquettes 98 G/L", 98, "10*9/L", "777-3"),
        ("glycémie 1,80 g/L", 9.992, "mmol/L", None),
        ("pCO2 5,3 kPa", 39.75, "mm[Hg]", "2019-8"),
    ],
)
def test_known_analytes_are_converted(sentence: str, value: float, unit: str, loinc: str | None) -> None:
    (field,) = read(sentence)
    assert (field.value, field.unit) == (value, unit)
    assert (field.code.code if field.code else None) == loinc


def test_an_impossible_value_is_kept_as_written_for_review() -> None:
    (field,) = read("créatinine 70 mmol/L du jour, soit créat 70 000 g/dL")[:1]
    assert field.unit == "mmol/L"
    assert field.code is None


def test_a_row_of_a_lab_sheet() -> None:
    sheet = "BIOCHIMIE\nSodium                         B  134       mmol/L          136 - 145         141\n"
    (field,) = read(sheet)
    assert (field.value, field.unit) == (134, "mmol/L")
    reference, flag = field.part("labs.reference_range"), field.part("labs.flag")
    assert reference is not None
    assert reference.value == "136 - 145"
    assert flag is not None
    assert flag.value == "low"


def test_an_analyte_in_brackets_is_read_once() -> None:
    assert len(read("Protéine C réactive (CRP)      H  39        mg/L            < 5")) == 1


def test_an_unknown_row_with_its_range_is_a_result() -> None:
    assert plain("Zincémie corrigée      12,4      µmol/L     10,0 - 18,0") == [("Zincémie corrigée", 12.4, "µmol/L")]


@pytest.mark.parametrize("key", list(analytes()))
def test_each_analyte_is_found_by_a_name(key: str) -> None:
    entry = lexicon("labs_analytes")[key]
    assert entry["names"] or entry.get("exact")
    plain = [name for name in entry["names"] if re.fullmatch(r"[a-z0-9 ]+", name)]
    found = {match.lastgroup for name in plain for match in find_names(f"dosage : {name} 12")}
    assert key in found or not plain


def test_each_unit_is_found_and_coded() -> None:
    for written in lexicon("labs_units")["ucum"]:
        assert re.fullmatch(unit_pattern(), written), written
        assert ucum(written), written


def test_bounds_hold_their_conversions() -> None:
    for analyte in analytes().values():
        if analyte.bounds:
            assert analyte.bounds[0] < analyte.bounds[1]
            assert analyte.unit
        assert all(factor > 0 for factor in analyte.factors.values())


@pytest.mark.parametrize(
    ("row", "bounds"),
    [
        ("Plaquettes 210 G/L 150 - 400 286", "150 - 400"),
        ("Hémoglobine 13,2 g/dL 12,0 - 16,0 10,8", "12,0 - 16,0"),
        ("Leucocytes 5 000 /mm3 4 000 - 10 000 6 100", "4 000 - 10 000"),
        ("Ferritine 600 µg/L 500 - 1 000", "500 - 1 000"),
    ],
)
def test_the_previous_result_is_no_part_of_the_reference_range(row: str, bounds: str) -> None:
    (field,) = read(row)
    found = field.part("labs.reference_range")
    assert found is not None
    assert found.value == bounds


def test_ionised_calcium_is_not_total_calcium() -> None:
    (field,) = read("Calcium ionisé 1,20 mmol/L")
    assert field.code is not None
    assert field.code.code == "1994-3"


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("Créatinine 80 pmol/L", 80, "umol/L"),
        ("Bilirubine totale : 12 pmol/l", 12, "umol/L"),
        ("Ferritine 120 pg/L", 120, "ug/L"),
        ("Fer sérique à 12 pmol/L", 12, "umol/L"),
    ],
)
def test_a_mu_read_as_p_is_put_right_where_pico_cannot_be(sentence: str, value: float, unit: str) -> None:
    (field,) = read(sentence)
    assert (field.value, field.unit) == (value, unit)
    assert field.grounding is Grounding.NORMALISED
    assert field.written is not None
    assert field.written.unit in sentence
    assert with_confidence(field).confidence < with_confidence(read("Créatinine 80 µmol/L")[0]).confidence


@pytest.mark.parametrize("sentence", ["T4 libre 14 pmol/L", "Vitamine B12 300 pmol/L", "Créatinine 0,2 pmol/L"])
def test_pico_that_can_be_or_cannot_be_helped_is_shown_as_read(sentence: str) -> None:
    (field,) = read(sentence)
    assert field.unit == "pmol/L"
    assert field.grounding is Grounding.EXACT


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [("Ferritine : 12 pg/mL (N 10-200)", 12, "pg/mL"), ("Potassium 4000 pmol/L", 4000, "pmol/L")],
)
def test_a_micro_unit_that_nobody_uses_for_an_analyte_is_not_guessed(sentence: str, value: float, unit: str) -> None:
    (field,) = read(sentence)
    assert (field.value, field.unit, field.grounding) == (value, unit, Grounding.EXACT)
