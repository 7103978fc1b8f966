"""The manual's tables say what the code does."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from records.catalogue import catalogue
from records.exchange.exports import Form
from records.exchange.fhir import systems
from records.exchange.fhir.problems import CONDITION_CLINICAL, VERIFIED
from records.exchange.fhir.resources import target_of
from records.fields import Assertion

MANUAL = (Path(str(files("records"))).parent / "docs" / "exchange.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z_.*]+)` \| ([A-Z]\w+(?: or \w+)?) \|", MANUAL, re.MULTILINE))


@pytest.mark.parametrize("name", catalogue())
def test_every_field_of_the_catalogue_has_its_row(name: str) -> None:
    row = ROWS.get(name) or ROWS.get(f"{name.partition('.')[0]}.*")
    assert row == target_of(name).value


def test_no_row_is_of_a_field_that_is_gone() -> None:
    groups = {f"{name.partition('.')[0]}.*" for name in catalogue()}
    assert set(ROWS) <= set(catalogue()) | groups


@pytest.mark.parametrize("assertion", [one for one in Assertion if one is not Assertion.FAMILY])
def test_what_a_condition_becomes_is_told(assertion: Assertion) -> None:
    (told,) = re.findall(rf"^\| {assertion.value} \| ([^|]+) \|", MANUAL, re.MULTILINE)
    clinical = CONDITION_CLINICAL.get(assertion)
    assert f"`{VERIFIED[assertion]}`" in told
    assert (f"`{clinical}`" in told) if clinical else ("active" not in told)


def test_every_system_and_name_is_told() -> None:
    own = (systems.GROUNDED_FIELD, systems.READING, systems.SHA256, systems.FIELDS, systems.CATALOGUE)
    assert [name for name in own if f"| `{name}` |" not in MANUAL] == []
    for code, uri in systems.TERMINOLOGIES.items():
        assert f"| `{code}` | `{uri}` |" in MANUAL


@pytest.mark.parametrize("form", Form)
def test_every_form_is_told(form: Form) -> None:
    assert f"| `{form.value}` |" in MANUAL
