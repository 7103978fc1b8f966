"""What the document page is made of, before any browser sees it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.pages.assets import assets
from api.pages.page_view import spots_on, stretches
from api.pages.record_view import group_fields
from api.pages.rendering import render
from api.pages.wording import wording
from records.catalogue import catalogue
from records.fields import REVIEW_BELOW, Assertion, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box
from records.store.stored import Status

FRENCH = wording("fr")


def _field(name: str, value: str | float, evidence: Evidence | None = None, **more: Any) -> Field:
    plain: dict[str, Any] = {"confidence": 0.97, "method": Method.RULE, "model": "test/1"} | more
    return Field(name, value, evidence, **plain)


def _at(start: int, end: int, *boxes: Box, page: int = 1) -> Evidence:
    return Evidence("…", page, start, end, boxes)


def test_groups_come_in_the_order_of_a_medical_file_and_empty_ones_are_left_out() -> None:
    fields = [_field("labs", 5), _field("vitals.temperature_c", 38.4), _field("patient.last_name", "Quervadec")]
    assert [group.name for group in group_fields(fields, FRENCH)] == ["patient", "vitals", "labs"]


def test_no_field_of_the_catalogue_is_lost_on_the_way_to_the_page() -> None:
    whole = [name for name in catalogue() if name.count(".") == 0 or name.split(".")[0] not in catalogue()]
    fields = [_field(name, "x") for name in whole]
    assert sum(len(group.fields) for group in group_fields(fields, FRENCH)) == len(fields)


def test_a_medication_reads_on_one_line() -> None:
    parts = tuple(
        _field(f"medications.{name}", value)
        for name, value in (("frequency", "3 fois par jour"), ("route", "PO"), ("dose", "1 g"), ("status", "home"))
    )
    (group,) = group_fields([_field("medications", "paracétamol", _at(0, 9), parts=parts)], FRENCH)
    (drug,) = group.fields
    assert (drug.value, drug.line) == ("paracétamol", "1 g · Orale · 3 fois par jour")
    assert [chip.text for chip in drug.chips] == ["Habituel"]


def test_a_result_comes_with_its_range_and_its_flag_and_an_allergy_with_its_reaction() -> None:
    parts = (_field("labs.analyte", "CRP"), _field("labs.reference_range", "< 5"), _field("labs.flag", "high"))
    rash = (_field("allergies.reaction", "urticaire"),)
    fields = [_field("allergies", "pénicilline", _at(0, 9), parts=rash), _field("labs", 148, _at(20, 23), parts=parts)]
    allergies, labs = group_fields(fields, FRENCH)
    assert allergies.fields[0].line == "urticaire"
    assert (labs.fields[0].label, labs.fields[0].line) == ("CRP", "< 5")
    assert [chip.text for chip in labs.fields[0].chips] == ["Haut"]


def test_every_icon_that_a_page_may_show_is_drawn() -> None:
    drawn = set(re.findall(r'id="([^"]+)"', assets().by_name["icons.svg"].content.decode()))
    asked = {f"status-{status.value}" for status in Status}
    asked |= {kind.value for kind in Assertion if kind is not Assertion.PRESENT}
    asked |= {f"flag-{flag}" for flag in catalogue()["labs.flag"].values}
    assert asked - drawn == set()


def test_what_the_document_denies_or_supposes_is_said_in_a_word() -> None:
    fields = [_field("conditions", "fièvre", _at(0, 6), assertion=assertion) for assertion in Assertion]
    (group,) = group_fields(fields, FRENCH)
    said = [[chip.text for chip in field.chips] for field in group.fields]
    assert said == [[], ["absent"], ["possible"], ["antécédent"], ["familial"], ["prévu"]]


def test_doubt_is_shown_below_the_threshold_and_where_no_place_was_found() -> None:
    fields = [
        _field("conditions", "sûr", _at(0, 3), confidence=REVIEW_BELOW),
        _field("conditions", "douteux", _at(4, 9), confidence=REVIEW_BELOW - 0.01),
        _field("conditions", "sans place", None, grounding=Grounding.NONE),
    ]
    (group,) = group_fields(fields, FRENCH)
    assert [field.review for field in group.fields] == [False, True, True]
    assert [[chip.kind for chip in field.chips] for field in group.fields] == [[], ["review"], ["unlocated"]]


def test_what_was_written_is_shown_where_it_differs() -> None:
    same = _field("labs", 148, unit="mg/L", written=Quantity("148", "mg/L"))
    other = _field("labs", 11.8, unit="g/dL", written=Quantity("118", "g/L"))
    (group,) = group_fields([same, other], FRENCH)
    assert [field.written for field in group.fields] == ["", "118 g/L"]


def test_outlines_stay_on_the_page_and_small_ones_lie_on_top() -> None:
    large = _field("medications", "a", _at(0, 9, Box(0.0, 0.0, 1.0, 0.5)))
    small = _field("labs", 1, _at(2, 4, Box(0.2, 0.2, 0.3, 0.21)))
    first, second = spots_on(1, [small, large])
    assert (first.field_id, second.field_id) == (1, 0)
    (whole,) = first.rectangles
    assert (whole.x, whole.y, whole.width) == ("0.000%", "0.000%", "100.000%")
    assert spots_on(2, [small, large]) == ()


def test_a_part_is_outlined_only_where_it_stands_apart() -> None:
    row = Box(0.4, 0.2, 0.5, 0.22)
    apart = _field("labs.analyte", "CRP", _at(0, 3, Box(0.1, 0.2, 0.2, 0.22)))
    within = _field("labs.analyte", "CRP", _at(0, 3, Box(0.41, 0.2, 0.45, 0.22)))
    assert len(spots_on(1, [_field("labs", 1, _at(4, 5, row), parts=(apart,))])[0].rectangles) == 2
    assert len(spots_on(1, [_field("labs", 1, _at(4, 5, row), parts=(within,))])[0].rectangles) == 1


def test_plain_text_is_cut_without_losing_a_character_and_the_innermost_quote_answers() -> None:
    text = "Paracétamol 1 g le soir"
    outer, inner = _field("medications", "x", _at(0, 23)), _field("labs", 1, _at(12, 15))
    parts = stretches(1, text, [outer, inner])
    assert "".join(part.text for part in parts) == text
    assert [(part.text, part.field_ids) for part in parts] == [
        ("Paracétamol ", (0,)),
        ("1 g", (1, 0)),
        (" le soir", (0,)),
    ]
    assert [part.begins for part in parts] == [(0,), (1,), ()]
    assert "".join(part.text for part in stretches(1, "", [])) == ""


@pytest.mark.parametrize(("language", "invitation"), [("fr", "Déposez le premier"), ("en", "Drop the first one")])
def test_an_empty_house_invites_the_first_document(language: str, invitation: str) -> None:
    page = render(
        "home.html", wording(language), here="/", documents=[], after=None, next=None, refusal=None, max_file_mb=50
    )
    assert invitation in bytes(page.body).decode()


def test_scripts_are_few_and_nothing_is_inline() -> None:
    scripts = [asset.content for name, asset in assets().by_name.items() if name.endswith(".js")]
    assert sum(map(len, scripts)) < 40_000
    page = bytes(
        render("home.html", FRENCH, here="/", documents=[], after=None, next=None, refusal=None, max_file_mb=50).body
    ).decode()
    assert not re.search(r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:""", page)
    assert not any(b"innerHTML" in script or b"insertAdjacentHTML" in script for script in scripts)
