"""A synthesis of two people would be worse than none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from records.errors import DifferentPatients
from records.patient import DocumentFields
from records.synthesis import require_same_patient

Paper = Callable[..., DocumentFields]
SOLENE = {"patient__last_name": "QUERVADEC", "patient__first_name": "Solène", "patient__birth_date": "1958-05-03"}
NIR, OTHER_NIR = "258059900012345", "258059900099999"


@pytest.mark.parametrize(
    ("differs", "told_by"),
    [
        ({"patient__birth_date": "1985-11-20"}, "patient.birth_date"),
        ({"patient__first_name": "Maëlle"}, "patient.first_name"),
        ({"patient__last_name": "BRAVELOT", "patient__birth_date": "1958-05-08"}, "patient.last_name"),
    ],
)
def test_documents_of_two_people_are_refused(paper: Paper, differs: dict[str, Any], told_by: str) -> None:
    with pytest.raises(DifferentPatients) as refused:
        require_same_patient([paper("a", **SOLENE), paper("b", **SOLENE | differs)])
    assert refused.value.details == {"first": "a", "second": "b", "field": told_by}


@pytest.mark.parametrize(
    "differs",
    [
        {"patient__birth_date": "1958-05-08"},  # a misread digit
        {"patient__birth_date": "1958-03-05"},  # day and month that changed places
        {"patient__last_name": "QUERVADEG"},  # a misread letter
        {"patient__first_name": "S."},
        {"patient__last_name": "BRAVELOT"},  # another usual name, the same birth date
        {"patient__last_name": "BRAVELOT", "patient__birth_name": "Quervadec"},
    ],
)
def test_what_scans_misread_and_marriages_change_is_no_refusal(paper: Paper, differs: dict[str, Any]) -> None:
    require_same_patient([paper("a", **SOLENE), paper("b", **SOLENE | differs)])


def test_the_national_number_decides_before_everything_else(paper: Paper) -> None:
    one = SOLENE | {"patient__nir": NIR}
    require_same_patient([paper("a", **one), paper("b", **one | {"patient__first_name": "Marie"})])
    with pytest.raises(DifferentPatients):
        require_same_patient([paper("a", **one), paper("b", **SOLENE | {"patient__nir": OTHER_NIR})])


def test_a_document_without_a_name_is_taken(paper: Paper) -> None:
    require_same_patient([paper("a", **SOLENE), paper("b", date="2025-02-12"), paper("c", **SOLENE)])
