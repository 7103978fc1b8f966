"""Posology as written and as data, the ways French and English prescribers write it."""

from __future__ import annotations

import pytest

from nlp.readers.medications.dosage import Amount, Span
from nlp.readers.medications.posology import after_name, before_name
from nlp.readers.medications.quantities import repaired
from nlp.readers.medications.schedule import dosages
from nlp.sections import fold


@pytest.mark.parametrize(
    ("line", "dose", "frequency", "duration", "route"),
    [
        ("500 mg 3 fois par jour pendant 7 jours", "500 mg", "3 fois par jour", "7 jours", None),
        ("1 cp matin et soir", "1 cp", "matin et soir", None, "PO"),
        ("2g toutes les 8 heures IV", "2g", "toutes les 8 heures", None, "IV"),
        ("10 mg 1-0-1 QSP 1 mois", "10 mg", "1-0-1", "1 mois", None),
        ("8mg 1.0.0", "8mg", "1.0.0", None, None),
        ("4 000 UI/j en sous-cutané jusqu'au 12/03 inclus", "4 000 UI", "/j", "jusqu'au 12/03 inclus", "SC"),
        ("1g x 4 par jour si douleur", "1g", "x 4 par jour si douleur", None, None),
        ("850 mg : 1 cp le midi", "850 mg", "le midi", None, "PO"),
        ("1 goutte dans les 2 yeux x 6/j", "1 goutte", "x 6/j", None, "topical"),
        ("0,5 g/m² tous les 28 jours", "0,5 g/m²", "tous les 28 jours", None, None),
        ("100 UI/ml : 12 UI le soir", "12 UI", "le soir", None, None),
        ("500 mg twice daily", "500 mg", "twice daily", None, None),
    ],
)
def test_written_parts(line: str, dose: str, frequency: str, duration: str | None, route: str | None) -> None:
    written = after_name(fold(line), 0, len(line))

    def words(span: tuple[int, int] | None) -> str | None:
        return line[slice(*span)] if span else None

    assert (words(written.dose), words(written.frequency), words(written.duration), written.route) == (
        dose,
        frequency,
        duration,
        route,
    )


@pytest.mark.parametrize(("line", "dose"), [("il reçoit 40 mg de ", "40 mg"), ("2g ", "2g"), ("en mai 2024 ", None)])
def test_dose_before_the_name(line: str, dose: str | None) -> None:
    written = before_name(fold(line), 0, len(line))
    assert (line[slice(*written.dose)] if written.dose else None) == dose


def test_each_moment_may_have_its_own_count() -> None:
    morning, evening = dosages(fold("2 cp le matin et 1 cp le soir pendant 5 jours"))
    assert (morning.dose, morning.when) == (Amount(2, "tablet"), ("MORN",))
    assert (evening.dose, evening.when) == (Amount(1, "tablet"), ("EVE",))
    assert morning.duration == evening.duration == Span(5, "d")


def test_slots_of_the_day() -> None:
    (equal,) = dosages("500 mg : 1-0-1")
    assert (equal.strength, equal.dose, equal.when) == (Amount(500, "mg"), Amount(1, ""), ("MORN", "EVE"))
    assert [(d.dose.low, d.when) for d in dosages("2-0-1") if d.dose] == [(2, ("MORN",)), (1, ("EVE",))]


def test_a_taper_keeps_the_moment_and_counts_its_steps() -> None:
    steps = dosages(fold("60 mg le matin pendant 3 jours, puis 40 mg pendant 1 semaine, puis 20 mg pendant 1 semaine"))
    assert [(d.step, d.dose.low if d.dose else None, d.when, d.duration) for d in steps] == [
        (1, 60, ("MORN",), Span(3, "d")),
        (2, 40, ("MORN",), Span(1, "wk")),
        (3, 20, ("MORN",), Span(1, "wk")),
    ]


def test_as_needed_with_its_limits() -> None:
    (told,) = dosages(
        fold(
            "1 comprimé si douleur, maximum 2 cp par prise, sans dépasser 8 cp/jour, "
            "en respectant 4 heures entre 2 prises"
        )
    )
    assert told.as_needed == "douleur"
    assert told.max_per_intake == Amount(2, "tablet")
    assert told.max_per_period == (Amount(8, "tablet"), Span(1, "d"))
    assert told.gap == Span(4, "h")


@pytest.mark.parametrize(
    ("line", "frequency", "every"),
    [
        ("1 g x3/j", 3, Span(1, "d")),
        ("2 g/8h", 1, Span(8, "h")),
        ("1 fois toutes les 12 heures", 1, Span(12, "h")),
        ("tous les 28 jours", 1, Span(28, "d")),
        ("2 fois par semaine", 2, Span(1, "wk")),
        ("500 mg twice daily", 2, Span(1, "d")),
        ("un jour sur deux", 1, Span(2, "d")),
    ],
)
def test_how_often(line: str, frequency: float, every: Span) -> None:
    (told,) = dosages(fold(line))
    assert (told.frequency, told.every) == (frequency, every)


def test_hours_weekdays_and_ranges() -> None:
    (hours,) = dosages(fold("1 comprimé à 7h, 12h et 18h30"))
    assert hours.times == ("07:00", "12:00", "18:30")
    (days,) = dosages(fold("1 cp lundi, mercredi, vendredi"))
    assert days.weekdays == ("mon", "wed", "fri")
    (some,) = dosages(fold("1 à 2 sachets par jour"))
    assert some.dose == Amount(1, "sachet", 2)


@pytest.mark.parametrize(
    ("line", "low", "unit"),
    [
        ("3/4 cpr par jour", 0.75, "tablet"),
        ("un demi comprimé le soir", 0.5, "tablet"),
        ("dix milligrammes par jour", 10, "mg"),
        ("100 000 UI par mois", 100_000, "[iU]"),
        ("50.000 UI par mois", 50_000, "[iU]"),
        ("1 mg/kg/j", 1, "mg/kg"),
    ],
)
def test_numbers_and_units(line: str, low: float, unit: str) -> None:
    (told,) = dosages(fold(line))
    assert told.dose == Amount(low, unit)


@pytest.mark.parametrize(
    ("read", "printed"), [("4 000 Ul/j", "4 000 UI/j"), ("12y¢", "12µg"), ("30 MUl", "30 MUI"), ("5 mg", "5 mg")]
)
def test_units_that_ocr_misreads(read: str, printed: str) -> None:
    assert repaired(read) == printed


def test_what_is_taken_instead_has_its_reason_and_shares_the_limits() -> None:
    usual, instead = dosages(
        fold("1 comprimé matin et midi. En cas de fièvre passer à : 2 comprimés matin et midi. Maximum 4 cp par jour.")
    )
    assert (usual.dose, usual.as_needed) == (Amount(1, "tablet"), None)
    assert (instead.dose, instead.as_needed, instead.when) == (Amount(2, "tablet"), "fievre", ("MORN", "NOON"))
    assert usual.max_per_period == instead.max_per_period == (Amount(4, "tablet"), Span(1, "d"))
