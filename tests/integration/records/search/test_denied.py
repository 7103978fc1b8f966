"""What a document denies does not answer, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

from tests.integration.records.search.conftest import Library
from tests.integration.records.search.corpus import Sample


def test_a_finding_denied_in_every_section_does_not_answer(empty_library: Library) -> None:
    denied = "Motif : toux. Pas de fièvre.\nExamen : pas de fièvre.\nConclusion : pas de fièvre"
    lettre = Sample("denied", denied, "consultation_letter", "urgences", "Dr Test", "2025-02-01", absent=("fièvre",))
    empty_library.keep(lettre)
    later = f"{denied}.\nFièvre à 39 au troisième jour"
    empty_library.keep(replace(lettre, name="later", text=later, present=("Fièvre",)))
    assert empty_library.names("fièvre") == ["later"]
    assert set(empty_library.names("pas de fièvre")) == {"denied", "later"}
