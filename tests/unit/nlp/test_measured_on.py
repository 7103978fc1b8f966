from __future__ import annotations

import pytest

from nlp.readers.labs import read
from nlp.text import ClinicalText


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Biologie le 04/03/2025 : Hémoglobine 11 g/dL. CRP 43 mg/L", "2025-03-04"),
        ("CRP 43 mg/L le 12/03/2025", "2025-03-12"),
        ("CRP du 12/03/2025 à 43 mg/L", "2025-03-12"),
        ("Bilan du 12 mars 2025 :\n\nSodium 140 mmol/L\n\nCRP 43 mg/L", "2025-03-12"),
        ("CRP 43 mg/L le 12/03", None),
        ("Chute le 04/03/2025. CRP 43 mg/L", None),
        ("CRP 43 mg/L", None),
    ],
)
def test_the_day_a_result_was_taken(line: str, day: str | None) -> None:
    results = read(ClinicalText.of(f"Compte rendu\n\nExamens complémentaires\n\n{line}\n"))
    crp = next(field for field in results if field.value == 43)
    taken = crp.part("labs.taken_at")
    assert (taken.value if taken else None) == day


def test_the_heading_of_the_section_may_tell_it() -> None:
    (crp,) = read(ClinicalText.of("Compte rendu\n\nBiologie du 12/10/2025 :\n\nCRP 43 mg/L\n"))
    taken = crp.part("labs.taken_at")
    assert taken is not None and taken.value == "2025-10-12"
