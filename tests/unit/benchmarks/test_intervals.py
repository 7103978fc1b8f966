from __future__ import annotations

from statistics import mean

from benchmarks.intervals import interval, shown


def test_documents_that_are_alike_leave_no_doubt() -> None:
    assert interval([0.5] * 20, mean) == (0.5, 0.5)


def test_the_more_documents_the_narrower_and_the_figure_lies_within() -> None:
    few, many = interval([0.0, 1.0] * 10, mean), interval([0.0, 1.0] * 250, mean)
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert interval([0.0, 1.0] * 10, mean) == few


def test_an_interval_is_shown_with_three_digits() -> None:
    assert shown((0.25, 1.0)) == "0.250–1.000"
    assert shown(None) == "–"
