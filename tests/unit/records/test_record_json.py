"""The record of one document in the form for other systems."""

from __future__ import annotations

from records.fields import Assertion, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box
from records.record_json import record_json


def field(name: str, value: str | float, start: int = 0, *, confidence: float = 0.9, **more: object) -> Field:
    text = str(value)
    evidence = Evidence(text, 1, start, start + len(text), (Box(0.1, 0.1, 0.2, 0.12),))
    return Field(name, value, evidence, Method.RULE, "test/1", confidence=confidence, **more)  # type: ignore[arg-type]


def part(name: str, value: str) -> Field:
    return Field(name, value, None, Method.RULE, "test/1")


def test_every_group_is_there_even_when_nothing_was_read() -> None:
    record = record_json("vide", [])
    assert record["id"] == "vide"
    assert record["document"] == {"type": "other"}
    assert record["patient"] == record["encounter"] == record["lifestyle"] == {}
    assert record["conditions"] == record["labs"] == []


def test_a_scalar_shows_its_value_its_quote_and_its_spot() -> None:
    name = record_json("a", [field("patient.last_name", "Verneuil", 12)])["patient"]["last_name"]
    assert (name["value"], name["quote"], name["start"], name["end"]) == ("Verneuil", "Verneuil", 12, 20)
    assert name["boxes"] == [[0.1, 0.1, 0.2, 0.12]]


def test_of_two_proposals_for_a_scalar_the_surer_one_stands() -> None:
    proposals = [field("patient.sex", "M", 3, confidence=0.4), field("patient.sex", "F", 40, confidence=0.8)]
    assert record_json("a", proposals)["patient"]["sex"]["value"] == "F"


def test_a_list_is_in_reading_order_with_its_assertion() -> None:
    fever = field("conditions", "fièvre", 30, assertion=Assertion.ABSENT)
    cough = field("conditions", "toux", 10)
    conditions = record_json("a", [fever, cough])["conditions"]
    assert [(item["quote"], item["assertion"]) for item in conditions] == [("toux", "present"), ("fièvre", "absent")]


def test_a_medication_shows_its_posology_and_says_null_for_what_was_not_written() -> None:
    drug = field(
        "medications", "bisoprolol", parts=(part("medications.dose", "2,5 mg"), part("medications.status", "home"))
    )
    (medication,) = record_json("a", [drug])["medications"]
    assert medication["drug"] == "bisoprolol"
    assert (medication["dose"], medication["status"], medication["frequency"]) == ("2,5 mg", "home", None)


def test_a_lab_result_is_given_as_written_and_converted() -> None:
    haemoglobin = field("labs", 92.0, unit="g/L", written=Quantity(9.2, "g/dL"), parts=(part("labs.analyte", "Hb"),))
    (lab,) = record_json("a", [haemoglobin])["labs"]
    assert (lab["name"], lab["value"], lab["unit"]) == ("Hb", 9.2, "g/dL")
    assert (lab["normalised_value"], lab["normalised_unit"]) == (92.0, "g/L")


def test_a_value_without_a_spot_is_kept_and_says_so() -> None:
    lost = Field("conditions", "asthme", None, Method.LLM, "test/1", grounding=Grounding.NONE)
    (condition,) = record_json("a", [lost])["conditions"]
    assert condition["grounding"] == "none"
    assert condition["quote"] is None
