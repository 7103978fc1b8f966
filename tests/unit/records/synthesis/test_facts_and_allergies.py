"""Identity, allergies and other single facts: what is settled, and what contradicts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from records.patient import DocumentFields
from records.synthesis import synthesise
from records.synthesis.contradictions import Subject

Paper = Callable[..., DocumentFields]


def test_the_birth_date_most_documents_give_is_shown_and_the_other_is_a_contradiction(paper: Paper) -> None:
    found = synthesise(
        [
            paper("a", patient__birth_date="1958-05-08"),
            paper("b", patient__birth_date="1958-05-03"),
            paper("c", patient__birth_date="1958-05-03"),
        ]
    )
    (birth,) = found.identity
    assert (birth.value, [one.document_id for one in birth.mentions]) == ("1958-05-03", ["b", "c"])
    (clash,) = found.contradictions
    assert (clash.subject, clash.name, len(clash.sides)) == (Subject.IDENTITY, "patient.birth_date", 2)


def test_a_confirmed_value_wins_over_the_majority(paper: Paper) -> None:
    documents = [paper(name, patient__sex="M") for name in "ab"]
    (sex,) = synthesise([*documents, paper("c", patient__sex=("F", {"validated_by": "sec"}))]).identity
    assert sex.value == "F"


def test_what_was_not_located_is_not_there(paper: Paper) -> None:
    lost = {"grounding": "none"}
    found = synthesise([paper("a", patient__sex=("F", lost), conditions=[("asthme", lost)], labs=[(3.2, lost)])])
    assert (found.identity, found.problems, found.labs) == ((), (), ())


def test_a_document_that_does_not_say_whose_it_is_is_named(paper: Paper) -> None:
    found = synthesise([paper("a", patient__last_name="QUERVADEC"), paper("b", patient__sex="F")])
    assert [one.id for one in found.unnamed] == ["b"]


def test_none_known_beside_a_substance_is_a_contradiction(paper: Paper) -> None:
    none = paper("a", date="2025-01-01", allergies=[("Aucune allergie connue", {"assertion": "absent"})])
    some = paper("b", date="2025-02-01", allergies=[("Pénicilline", {"reaction": "urticaire"})])
    found = synthesise([none, some])
    assert [(one.label, one.reactions) for one in found.allergies.known] == [("Pénicilline", ("urticaire",))]
    assert [one.subject for one in found.contradictions] == [Subject.ALLERGY]
    assert synthesise([none]).contradictions == synthesise([some]).contradictions == ()


def test_an_allergy_told_and_denied_is_a_contradiction(paper: Paper) -> None:
    found = synthesise([paper("a", allergies=["latex"]), paper("b", allergies=[("latex", {"assertion": "absent"})])])
    (clash,) = found.contradictions
    assert clash.about == "latex"


def test_no_word_of_allergies_is_not_none_known(paper: Paper) -> None:
    assert not synthesise([paper("a", conditions=["asthme"])]).allergies.spoken_of


def test_who_never_smoked_cannot_have_smoked_before(paper: Paper) -> None:
    smoked = paper("a", date="2020-01-01", lifestyle__smoking="former")
    never = paper("b", date="2025-01-01", lifestyle__smoking="never")
    begun = paper("c", date="2026-01-01", lifestyle__smoking="current")
    assert [one.name for one in synthesise([smoked, never]).contradictions] == ["lifestyle.smoking"]
    assert synthesise([never, begun]).contradictions == ()


@pytest.mark.parametrize(("second", "clash"), [("2025-03-01", True), ("2027-03-01", False)])
def test_deliveries_contradict_within_a_pregnancy_only(paper: Paper, second: str, clash: bool) -> None:
    one = paper("a", date="2025-02-12", obstetrics__delivery_mode="caesarean")
    other = paper("b", date=second, obstetrics__delivery_mode="spontaneous_vaginal")
    found = synthesise([one, other])
    assert bool(found.contradictions) is clash
    assert [fact.value for fact in found.obstetrics] == ["spontaneous_vaginal"]


def test_a_document_dated_on_the_birth_date_was_misread(paper: Paper) -> None:
    (document,) = synthesise([paper("a", date="1958-05-03", patient__birth_date="1958-05-03")]).documents
    assert document.written_on is None
