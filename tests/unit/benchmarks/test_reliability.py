from __future__ import annotations

import pytest

from benchmarks.reliability import Outcome, calibration_error, caught, diagram, table


def outcomes(*told: tuple[float, bool]) -> list[Outcome]:
    return [Outcome("labs", confidence, right) for confidence, right in told]


def test_a_confidence_that_is_kept_has_no_error() -> None:
    assert calibration_error(outcomes(*[(0.75, True)] * 3, (0.75, False))) == pytest.approx(0.0)
    assert calibration_error(outcomes(*[(0.95, False)] * 4)) == pytest.approx(0.95)


def test_errors_among_the_least_certain_are_caught() -> None:
    sorted_well = outcomes((0.2, False), *[(0.9, True)] * 4)
    assert caught(sorted_well, 0.2) == 1.0
    assert caught(outcomes((0.9, False), *[(0.2, True)] * 4), 0.2) == 0.0


def test_of_fields_equally_certain_chance_decides_which_are_reviewed() -> None:
    assert caught(outcomes((0.9, False), *[(0.9, True)] * 4), 0.2) == pytest.approx(0.2)


def test_the_table_and_the_diagram_tell_of_every_field() -> None:
    told = outcomes((0.2, False), (0.9, True))
    assert [line.split("|")[1].strip() for line in table(told)][2:] == ["labs", "**all**"]
    assert diagram(told).count("<circle") == 2
