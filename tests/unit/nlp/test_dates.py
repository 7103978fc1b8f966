from __future__ import annotations

import pytest

from nlp.dates import find_dates, find_ranges
from nlp.sections import fold


@pytest.mark.parametrize(
    ("sentence", "iso"),
    [
        ("vu le 12/02/2025 à 9 h", "2025-02-12"),
        ("vu le 3-10-25", "2025-10-03"),
        ("le 1er mars 2024", "2024-03-01"),
        ("le 15 Août 2025.", "2025-08-15"),
        ("le 08.09.2023", "2023-09-08"),
        ("le 31/02/2025", None),
        ("le 16/08", None),
    ],
)
def test_a_date_is_read_as_written(sentence: str, iso: str | None) -> None:
    (written,) = find_dates(fold(sentence))
    assert written.iso == iso


def test_a_blood_pressure_is_no_date() -> None:
    assert not list(find_dates("ta 130/80, sat 96 %"))


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("du 12 février 2025 au 16 février 2025", ("2025-02-12", "2025-02-16")),
        ("du 17 au 18/06/2025", ("2025-06-17", "2025-06-18")),
        ("du 01-09 au 28-09-25", ("2025-09-01", "2025-09-28")),
        ("du 3 au 12 septembre", (None, None)),
        ("du 28/12 au 3/01/2025", ("2024-12-28", "2025-01-03")),
        ("12 février 2025 au 16 février 2025", ("2025-02-12", "2025-02-16")),
    ],
)
def test_a_period_shares_its_month_and_year(sentence: str, period: tuple[str | None, str | None]) -> None:
    ((first, last),) = find_ranges(fold(sentence))
    assert (first.iso, last.iso) == period


def test_a_short_year_of_birth_lies_in_the_past() -> None:
    (written,) = find_dates("nee le 3/4/56")
    assert written.as_birth(2025).iso == "1956-04-03"
