"""Both catalogues say the same things, and say them as their readers write."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.pages.language import preferred
from api.pages.wording import wording
from records.catalogue import catalogue
from records.store.stored import Status

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "ui").rglob("*.html"), *(ROOT / "ui").rglob("*.js"), *(ROOT / "api" / "pages").rglob("*.py")]
FAMILIES = (
    "value.",
    "status.",
    "trouble.",
    "assertion.",
    "method.",
    "group.",
    "unit.",
    "note.",
    "synthesis.",
    "search.",
)
"""Messages whose key is put together while the page is written."""


def _placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_both_languages_have_the_same_messages_with_the_same_places_to_fill() -> None:
    french, english = wording("fr").messages, wording("en").messages
    assert french.keys() == english.keys()
    for key in french:
        assert _placeholders(french[key]) == _placeholders(english[key]), key


def test_every_message_is_used_and_every_message_used_exists() -> None:
    sources = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    known = wording("fr").messages
    asked = set(re.findall(r"""(?:\bt|\btext|\.text)\(\s*["'`]([a-z_.]+[a-z_])["'`]""", sources))
    asked |= {
        f"{key}.{form}" for key in re.findall(r"\.count\(['\"]([a-z_.]+)['\"]", sources) for form in ("one", "other")
    }
    asked |= {f"synthesis.{key}" for key in re.findall(r"""\.say\(\s*["']([a-z_.]+[a-z_])["']""", sources)}
    assert asked - known.keys() == set()
    unused = {key for key in known if key not in sources and not key.startswith(FAMILIES)}
    assert unused - asked == set()


def test_every_status_has_a_word_and_every_unit_of_the_catalogue_is_readable() -> None:
    for language in ("fr", "en"):
        words = wording(language)
        assert all(words.status(status.value, 0, None) for status in Status)
        units = {words.unit(spec.unit) for spec in catalogue().values() if spec.unit}
        assert not [unit for unit in units if re.search(r"[\[\]{}*]", unit)]


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (38.4, "38,4", "38.4"),
        (38.0, "38", "38"),
        (0, "0", "0"),
        (-2.5, "-2,5", "-2.5"),
        (1500, "1500", "1500"),
        (250_000, "250\u202f000", "250,000"),
        (1e-7, "1e-07", "1e-07"),
    ],
)
def test_numbers_have_the_mark_of_their_language(number: float, french: str, english: str) -> None:
    assert wording("fr").number(number) == french
    assert wording("en").number(number) == english


def test_dates_are_written_as_people_do_and_partial_ones_left_alone() -> None:
    assert wording("fr").date("2025-02-12") == "12/02/2025"
    assert wording("en").date("2025-02-12") == "12 Feb 2025"
    assert wording("fr").date("2025-02") == "2025-02"
    assert wording("fr").moment(datetime(2025, 2, 12, 9, 5, tzinfo=UTC)).startswith("12/02/2025 ")


def test_a_doubt_is_never_rounded_away() -> None:
    assert wording("en").percent(0.999) == "99%"
    assert wording("en").percent(1.0) == "100%"


@pytest.mark.parametrize(
    ("ucum", "french"),
    [
        ("Cel", "°C"),
        ("mm[Hg]", "mmHg"),
        ("umol/L", "µmol/L"),
        ("10*9/L", "G/L"),
        ("10*6/L", "10⁶/L"),
        ("m[IU]/L", "mUI/L"),
        ("u[IU]/mL", "µUI/mL"),
        ("{score}", ""),
        ("g/dL", "g/dL"),
        (None, ""),
    ],
)
def test_units_are_those_of_the_ward(ucum: str | None, french: str) -> None:
    assert wording("fr").unit(ucum) == french


def test_counting_follows_the_grammar_of_zero() -> None:
    assert wording("fr").count("count.fields", 0) == "0 valeur lue"
    assert wording("en").count("count.fields", 0) == "0 values read"
    assert wording("fr").count("count.fields", 2) == "2 valeurs lues"


def test_a_value_is_said_in_words() -> None:
    sex = catalogue()["patient.sex"]
    assert wording("fr").value(sex, "F") == "Femme"
    assert wording("en").value(sex, "F") == "Female"
    assert wording("fr").value(sex, "autre") == "autre"
    assert wording("fr").value(catalogue()["document.date"], "2025-02-12") == "12/02/2025"
    assert wording("fr").value(catalogue()["labs"], "negative") == "négatif"
    assert wording("fr").value(catalogue()["labs"], "traces") == "traces"
    assert wording("fr").value(None, True) == "Oui"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("de-DE, it;q=0.5", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.9, en;q=0.8", "fr"),
        ("de, en;q=0.4, fr;q=0.3", "en"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("en;q=much", "fr"),
    ],
)
def test_the_browsers_language_is_respected_and_french_is_the_rest(header: str, language: str) -> None:
    assert preferred(header) == language
