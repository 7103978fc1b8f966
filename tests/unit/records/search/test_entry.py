"""What the index keeps of a document, by the fields that were read in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from records.fields import Assertion, Evidence, Field, Grounding, Method
from records.search.entry import Entry, entry_of
from tests.integration.records.search.corpus import Sample

RECEIVED = date(2025, 9, 1)


def entry(text: str, *fields: Field) -> Entry:
    document = Sample("", text, "", "", "", "").document("0" * 64)
    return entry_of(str(UUID(int=1)), document, fields, RECEIVED)


def read(name: str, value: str, start: int = 0, **changed: Any) -> Field:
    field = Field(name, value, Evidence(value, 1, start, start + len(value), ()), Method.RULE, "test/1")
    return replace(field, **changed)


def said(found: Entry) -> set[tuple[str, str]]:
    return {(one.facet, one.value) for one in found.facets}


def test_what_was_not_located_counts_only_where_a_person_stands_behind_it() -> None:
    lost: dict[str, Any] = {"evidence": None, "grounding": Grounding.NONE}
    found = entry(
        "Toux.",
        read("document.date", "2020-01-01", **lost),
        read("document.author", "Dr Perdu", **lost),
        read("conditions", "asthme", **lost),
        read("conditions", "toux", validated_by="Dr Test", **lost),
    )
    assert (found.day, found.author) == (RECEIVED, None)
    assert {value for facet, value in said(found) if facet == "present"} == {"toux"}


def test_a_value_that_was_not_located_still_waits_to_be_verified() -> None:
    found = entry(
        "Toux.",
        read("conditions", "toux", validated_by="Dr Test"),
        read("conditions", "asthme", evidence=None, grounding=Grounding.NONE),
    )
    assert ("verified", "no") in said(found)


def test_a_person_then_the_surest_reading_tells_what_a_document_is() -> None:
    found = entry(
        "Lettre.",
        read("document.date", "2020-01-01", confidence=0.3),
        read("document.date", "2025-03-12", confidence=0.9),
        read("document.type", "prescription", confidence=0.9),
        read("document.type", "lab_report", confidence=0.2, validated_by="Dr Test"),
        read("document.department", "urgences", confidence=0.4),
        read("document.department", "cardiologie", confidence=0.4),
    )
    assert (found.day, found.type, found.department) == (date(2025, 3, 12), "lab_report", "urgences")
    assert [one.value for one in found.facets if one.facet == "type"] == ["lab_report"]


def test_a_procedure_is_kept_under_its_status() -> None:
    def procedure(name: str, status: str, assertion: Assertion = Assertion.PRESENT) -> Field:
        part = read("procedures.status", status, evidence=None)
        return read("procedures", name, assertion=assertion, parts=(part,))

    found = entry(
        "Actes.",
        procedure("coronarographie", "planned"),
        procedure("polypectomie", "history"),
        procedure("scanner", "done"),
        procedure("biopsie", "planned", Assertion.ABSENT),
    )
    facets = [(one.facet, one.label) for one in found.facets if one.label and one.facet != "verified"]
    assert facets == [
        ("planned", "coronarographie"),
        ("history", "polypectomie"),
        ("present", "scanner"),
        ("absent", "biopsie"),
    ]


THREE_TIMES = "Motif : toux. Pas de fièvre.\nExamen : pas de fièvre, sans frissons.\nConclusion : absence de fièvre."


def fever(text: str, *, absent_at: int, present_at: int | None = None) -> list[str]:
    """How the index keeps each fever of a text of which the reader tells one absent place, and maybe a present one."""
    fields = [read("conditions", "fièvre", absent_at, assertion=Assertion.ABSENT)]
    if present_at is not None:
        fields.append(read("conditions", "fièvre", present_at))
    return [term for term in entry(text, *fields).terms if term.lstrip("!") == "fievr"]


def test_what_is_said_not_to_be_so_in_every_section_is_marked_in_each() -> None:
    assert fever(THREE_TIMES, absent_at=THREE_TIMES.index("fièvre")) == ["!fievr"] * 3


def test_the_same_finding_read_as_present_further_on_is_not_marked() -> None:
    text = "Pas de fièvre à l'entrée. Fièvre à 39 au troisième jour. Pas de fièvre à la sortie."
    assert fever(text, absent_at=7, present_at=text.index("Fièvre")) == ["!fievr", "fievr", "!fievr"]
    held = "Pas de fièvre. Sans fièvre."
    assert fever(held, absent_at=7, present_at=held.rindex("fièvre")) == ["!fievr", "fievr"], "the reader knows better"


@pytest.mark.parametrize(
    "said",
    [
        "Pas eu de nouvel épisode de fièvre",
        "Aucune fièvre",
        "ni fièvre",
        "Toux sans fièvre",
        "Absence totale de fièvre",
    ],
)
def test_words_that_deny_a_finding(said: str) -> None:
    assert fever(f"Pas de fièvre. {said}.", absent_at=7) == ["!fievr"] * 2


@pytest.mark.parametrize(
    "said",
    [
        "Fièvre à 39",
        "Pas de toux, fièvre à 39",
        "Pas de toux mais fièvre",
        "Toux : aucune\nFièvre : 39",
        "Sans. Fièvre à 39",
        "Pas de baisse de la fièvre",
        "Sans doute fièvre",
        "Pas fièvre",
    ],
)
def test_words_that_do_not_deny_it(said: str) -> None:
    assert fever(f"Pas de fièvre. {said}.", absent_at=7) == ["!fievr", "fievr"]
