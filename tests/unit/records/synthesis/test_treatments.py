"""What is taken, since when, and what changed from one list to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.fields import Field, Grounding
from records.patient import DocumentFields
from records.synthesis import Synthesis, synthesise
from records.synthesis.treatments import Change, Treatment

Paper = Callable[..., DocumentFields]
BISOPROLOL, RAMIPRIL, FUROSEMIDE = "atc C07AB07", "atc C09AA05", "atc C03CA01"


def drug(name: str, status: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return name, {"status": status} | more


def followed(synthesis: Synthesis, label: str) -> Treatment:
    return next(one for one in synthesis.treatments.drugs if one.label == label)


def changes(treatment: Treatment) -> list[tuple[Change, date | None]]:
    return [(event.change, event.on) for event in treatment.events]


@pytest.fixture
def stay(paper: Paper) -> DocumentFields:
    return paper(
        "report",
        date="2025-02-17",
        encounter__admission_date="2025-02-12",
        encounter__discharge_date="2025-02-17",
        medications=[
            drug("Bisoprolol", "home", code=BISOPROLOL, dose="2,5 mg", frequency="le matin"),
            drug("Ramipril", "home", code=RAMIPRIL, dose="5 mg"),
            drug("Furosémide", "stay", code=FUROSEMIDE, dose="40 mg"),
            drug("Bisoprolol", "discharge", code=BISOPROLOL, dose="5 mg", frequency="le matin"),
            drug("ramipril", "stopped", code=RAMIPRIL),
            drug("Amoxicilline", "discharge", dose="1 g", duration="7 jours"),
        ],
    )


def test_a_stay_changes_a_dose_stops_a_drug_and_starts_another(stay: DocumentFields) -> None:
    found = synthesise([stay])
    discharge = date(2025, 2, 17)
    assert changes(followed(found, "Bisoprolol")) == [(Change.DOSE, discharge)]
    assert followed(found, "Bisoprolol").since == date(2025, 2, 12)
    assert changes(followed(found, "Ramipril")) == [(Change.STOPPED, discharge)]
    assert changes(followed(found, "Amoxicilline")) == [(Change.STARTED, discharge)]
    assert [one.label for one in found.current_drugs] == ["Bisoprolol", "Amoxicilline"]
    assert [[one.value for one in given] for given in found.treatments.during_stays] == [["Furosémide"]]


def test_a_drug_stopped_and_listed_later_is_resumed(stay: DocumentFields, paper: Paper) -> None:
    letter = paper("letter", date="2025-03-20", medications=[drug("RAMIPRIL", "discharge", code=RAMIPRIL, dose="5 mg")])
    again = followed(synthesise([letter, stay]), "Ramipril")
    assert changes(again)[-1] == (Change.RESUMED, date(2025, 3, 20))
    assert not again.over


def test_only_a_word_stops_a_drug_and_one_left_out_is_marked(stay: DocumentFields, paper: Paper) -> None:
    listed = [drug("Bisoprolol", "home", code=BISOPROLOL, dose="5 mg"), drug("Kardégic", "home", dose="75 mg")]
    later = paper("later", date="2026-01-10", medications=[*listed])
    stay = paper("report", date="2025-02-17", medications=[drug("Atorvastatine", "home", dose="40 mg"), *listed])
    left_out = followed(synthesise([stay, later]), "Atorvastatine")
    assert not left_out.over
    assert {one.value for one in left_out.not_listed} == {"Bisoprolol", "Kardégic"}
    assert followed(synthesise([stay, later]), "Kardégic").not_listed == ()


def test_a_letter_that_names_one_drug_is_no_list(stay: DocumentFields, paper: Paper) -> None:
    letter = paper("letter", date="2025-03-20", medications=[drug("Kardégic", "home", dose="75 mg")])
    assert followed(synthesise([stay, letter]), "Bisoprolol").not_listed == ()


def test_a_course_whose_time_is_over_is_no_longer_taken(stay: DocumentFields, paper: Paper) -> None:
    later = paper("later", date="2025-03-20")
    course = followed(synthesise([stay, later]), "Amoxicilline")
    assert course.ended_on == date(2025, 2, 24)
    assert course.over
    assert not followed(synthesise([stay]), "Amoxicilline").over


def test_a_habitual_drug_whose_prescription_runs_out_is_still_taken(paper: Paper) -> None:
    prescription = paper(
        "ordonnance",
        date="2025-02-17",
        medications=[drug("Bisoprolol", "discharge", code=BISOPROLOL, dose="5 mg", duration="1 mois")],
    )
    before = paper("urgences", date="2025-02-12", medications=[drug("Bisoprolol", "home", code=BISOPROLOL)])
    habitual = followed(synthesise([before, prescription, paper("later", date="2025-06-01")]), "Bisoprolol")
    assert habitual.ended_on == date(2025, 3, 19)
    assert not habitual.over


def test_the_same_dose_in_another_unit_and_a_longer_wording_are_no_change(paper: Paper) -> None:
    one = paper("a", date="2025-01-01", medications=[drug("Doliprane", "home", dose="1 g", frequency="matin et soir")])
    more = drug("Doliprane", "home", dose="1000 mg", frequency="matin et soir si douleur")
    assert followed(synthesise([one, paper("b", date="2025-02-01", medications=[more])]), "Doliprane").events == ()


def test_two_documents_of_one_day_that_disagree_on_a_dose_are_a_contradiction(paper: Paper) -> None:
    report = paper("report", date="2025-02-17", medications=[drug("Lasilix", "discharge", dose="40 mg")])
    order = paper("order", date="2025-02-17", medications=[drug("LASILIX", "discharge", dose="20 mg")])
    (found,) = synthesise([report, order]).contradictions
    assert (found.name, found.about) == ("medications.dose", "LASILIX")
    assert {side.value for side in found.sides} == {"40 mg", "20 mg"}


def test_a_dose_without_a_place_contradicts_nothing_until_someone_confirms_it(paper: Paper) -> None:
    report = paper("report", date="2025-02-17", medications=[drug("Lasilix", "discharge", dose="40 mg")])
    order = paper("order", date="2025-02-17", medications=[drug("LASILIX", "discharge", dose="20 mg")])

    def with_lost_dose(by: str | None) -> DocumentFields:
        def lost(part: Field) -> Field:
            return replace(part, grounding=Grounding.NONE, validated_by=by) if part.name.endswith(".dose") else part

        fields = tuple(replace(one, parts=tuple(map(lost, one.parts))) for one in order.fields)
        return replace(order, fields=fields)

    assert synthesise([report, with_lost_dose(None)]).contradictions == ()
    assert synthesise([report, with_lost_dose("Dr A")]).contradictions
