"""The problem list: one line a problem, where it stands, and how that changed."""

from __future__ import annotations

from collections.abc import Callable

from records.fields import Assertion
from records.patient import DocumentFields
from records.synthesis import Synthesis, synthesise
from records.synthesis.contradictions import Subject
from records.synthesis.problems import Problem, Standing

Paper = Callable[..., DocumentFields]


def only(synthesis: Synthesis) -> Problem:
    (problem,) = synthesis.problems
    return problem


def test_what_documents_write_differently_is_one_problem_by_its_code(paper: Paper) -> None:
    found = only(
        synthesise(
            [
                paper("a", date="2025-01-01", conditions=[("HTA", {"code": "icd-10 I10"})]),
                paper("b", date="2025-02-01", conditions=[("Hypertension artérielle", {"code": "icd-10 I10"})]),
                paper("c", date="2025-03-01", conditions=["hypertension artérielle"]),
            ]
        )
    )
    assert found.standing is Standing.PROBLEM
    assert [one.document_id for one in found.mentions] == ["a", "b", "c"]


def test_a_longer_name_without_code_joins_the_one_it_begins_with_and_is_shown(paper: Paper) -> None:
    written = ["appendicite aiguë", "Appendicite aiguë suppurée", "appendicite aiguë"]
    found = only(synthesise([paper("a", conditions=written)]))
    assert found.label == "appendicite aiguë"
    assert found.writings == ("Appendicite aiguë suppurée",)


def test_one_word_is_no_head_fever_and_typhoid_fever_stay_apart(paper: Paper) -> None:
    assert len(synthesise([paper("a", conditions=["fièvre", "fièvre typhoïde"])]).problems) == 2


def test_a_suspicion_that_is_ruled_out_shows_its_course(paper: Paper) -> None:
    found = only(
        synthesise(
            [
                paper("later", date="2025-02-14", conditions=[("embolie pulmonaire", {"assertion": "absent"})]),
                paper("first", date="2025-02-12", conditions=[("Embolie pulmonaire", {"assertion": "possible"})]),
            ]
        )
    )
    assert found.standing is Standing.ABSENT
    assert [said for _, said in found.course] == [Assertion.POSSIBLE, Assertion.ABSENT]


def test_a_confirmed_word_outweighs_the_machines_of_the_same_document(paper: Paper) -> None:
    said = [("asthme", {"validated_by": "dr"}), ("asthme", {"assertion": "absent"})]
    assert only(synthesise([paper("a", conditions=said)])).standing is not Standing.ABSENT


def test_a_disease_of_the_family_is_not_the_patients(paper: Paper) -> None:
    said = [("diabète", {"code": "icd-10 E14", "assertion": "family"}), ("diabète", {"code": "icd-10 E14"})]
    assert {one.standing for one in synthesise([paper("a", conditions=said)]).problems} == {
        Standing.FAMILY,
        Standing.PROBLEM,
    }


def test_signs_and_single_findings_do_not_crowd_the_problems(paper: Paper) -> None:
    said = [("fièvre", {"code": "icd-10 R50.9"}), "marbrures", ("HTA", {"code": "icd-10 I10"})]
    found = synthesise([paper("a", conditions=said)]).problems
    assert {one.label: one.standing for one in found} == {
        "fièvre": Standing.SIGN,
        "marbrures": Standing.SIGN,
        "HTA": Standing.PROBLEM,
    }


def test_the_main_diagnosis_of_a_stay_is_its_reports(paper: Paper) -> None:
    dates = {"encounter__admission_date": "2025-02-12", "encounter__discharge_date": "2025-02-17"}
    found = synthesise(
        [
            paper("urgences", date="2025-02-12", conditions=[("dyspnée", {"main": True})], **dates),
            paper(
                "report",
                date="2025-02-17",
                document__type="hospital_report",
                conditions=[("pneumopathie", {"main": True})],
                **dates,
            ),
            paper("order", date="2025-02-17", document__type="prescription", conditions=[("toux", {"main": True})]),
        ]
    )
    (stay,) = found.stays
    assert [one.value for one in stay.main_diagnoses] == ["pneumopathie"]
    assert [one.label for one in found.problems if one.main] == ["pneumopathie"]
    assert [one.id for one in stay.documents] == ["urgences", "order", "report"]


def test_a_lasting_disease_that_is_denied_is_a_contradiction(paper: Paper) -> None:
    has = paper("a", date="2025-01-01", conditions=[("diabète de type 2", {"code": "icd-10 E11.9"})])
    denies = paper("b", date="2025-02-01", conditions=[("diabète", {"code": "icd-10 E14", "assertion": "absent"})])
    other = paper("b", conditions=[("diabète de type 1", {"code": "icd-10 E10", "assertion": "absent"})])
    (found,) = synthesise([has, denies]).contradictions
    assert (found.subject, found.about) == (Subject.PROBLEM, "diabète")
    assert synthesise([has, other]).contradictions == ()


def test_left_in_one_document_and_right_in_another_is_a_contradiction(paper: Paper) -> None:
    right = paper("a", procedures=["Prothèse de hanche droite"])
    left = paper("b", procedures=["prothèse de la hanche gauche"])
    both = paper("b", procedures=["Prothèse de hanche gauche", "prothèse de hanche droite"])
    (found,) = synthesise([right, left]).contradictions
    assert (found.subject, [side.value for side in found.sides]) == (Subject.SIDE, ["right", "left"])
    assert synthesise([right, both]).contradictions == ()
