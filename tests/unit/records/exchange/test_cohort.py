"""A cohort as a table: the columns that were asked for, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from records.errors import InvalidRequest
from records.exchange.cohort import columns, table
from records.exchange.source import Source

Paper = Callable[..., Source]


def rows(*sources: Source, wanted: list[str], together: bool = False) -> list[dict[str, str]]:
    grouped = [("p1", list(sources))] if together else [(source.id, [source]) for source in sources]
    return list(csv.DictReader(io.StringIO("".join(table(grouped, columns(wanted))), newline="")))


def test_a_row_a_document(paper: Paper) -> None:
    source = paper(
        ("patient.sex", "F"),
        ("vitals.temperature_c", 38.4, {"unit": "Cel"}),
        ("conditions", "HTA"),
        ("conditions", "BPCO"),
        ("conditions", "diabète", {"assertion": "absent"}),
        ("labs", 120, {"analyte": "CRP", "code": "loinc 1988-5", "unit": "mg/L"}),
    )
    wanted = ["patient.sex", "vitals.temperature_c", "conditions", "conditions:absent", "labs:crp", "labs:1988-5"]
    assert rows(source, wanted=wanted) == [
        {
            "id": "cr",
            "patient.sex": "F",
            "vitals.temperature_c": "38.4",
            "conditions": "HTA | BPCO",
            "conditions:absent": "diabète",
            "labs:crp": "120",
            "labs:crp (unit)": "mg/L",
            "labs:1988-5": "120",
            "labs:1988-5 (unit)": "mg/L",
        }
    ]


def test_a_row_a_patient_sums_up_their_documents(paper: Paper) -> None:
    first = paper(("document.date", "2026-01-05"), ("lifestyle.smoking", "current"), ("conditions", "HTA"))
    later = paper(("document.date", "2026-02-05"), ("lifestyle.smoking", "former"), ("conditions", "BPCO"), id="cr2")
    found = rows(later, first, wanted=["lifestyle.smoking", "conditions", "patient.sex"], together=True)
    assert found == [{"id": "p1", "lifestyle.smoking": "former", "conditions": "HTA | BPCO", "patient.sex": ""}]


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("x")',
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\u00a0=1",
        "\u202f=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "＝1",
        "﹣1",
    ],
)
@pytest.mark.parametrize("before", ["", "HTA,", "HTA;", "HTA\t", "\n", "\t", "\v", "HTA\r\n", "HTA\u2028"])
def test_text_of_a_document_never_runs_in_a_spreadsheet(paper: Paper, before: str, formula: str) -> None:
    """Not where the spreadsheet takes another separator than was written either."""
    (row,) = rows(paper(("conditions", before + formula)), wanted=["conditions"])
    assert row["conditions"] == f"{before}'{formula}"


def test_a_quote_does_not_hide_a_formula(paper: Paper) -> None:
    (row,) = rows(paper(("conditions", 'HTA;"=1"')), wanted=["conditions"])
    assert row["conditions"] == 'HTA;\'"=1"'


@pytest.mark.parametrize("plain", ["HTA, BPCO", "pH = 7", "anti-HBs +", "a\nb", ""])
def test_other_text_stays_as_it_is(paper: Paper, plain: str) -> None:
    (row,) = rows(paper(("conditions", plain)), wanted=["conditions"])
    assert row["conditions"] == plain


def test_a_negative_number_stays_a_number(paper: Paper) -> None:
    (row,) = rows(paper(("labs", -4.5, {"analyte": "BE"})), wanted=["labs:BE"])
    assert row["labs:BE"] == "-4.5"


def test_a_value_without_a_place_is_not_counted(paper: Paper) -> None:
    (row,) = rows(paper(("conditions", "lupus", {"grounding": "none"})), wanted=["conditions"])
    assert row["conditions"] == ""


@pytest.mark.parametrize("asked", ["no.such", "labs", "conditions:CRP", "medications.dose", "patient.sex:absent"])
def test_a_column_that_cannot_be_is_refused(asked: str) -> None:
    with pytest.raises(InvalidRequest):
        columns([asked])
