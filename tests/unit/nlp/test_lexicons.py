"""Patterns of the lexicons: what may be skipped by a glance at the first letter, and what may not."""

from __future__ import annotations

import re

import pytest

from nlp.lexicons import any_of, first_letter, quick_any_of


@pytest.mark.parametrize(
    ("pattern", "letter"),
    [
        ("fievre", "f"),
        (r"\bpoids\b", "p"),
        ("x?abc", None),
        ("(?:a|b)c", None),
        ("ab|cd", None),
        ("a(?:b|c)", "a"),
        (r"\w+", None),
    ],
)
def test_the_first_letter_is_told_only_where_it_is_plain(pattern: str, letter: str | None) -> None:
    assert first_letter(pattern) == letter


@pytest.mark.parametrize("patterns", [["fievre", r"\bt\b"], ["fievre", "x?abc"]])
def test_the_quick_pattern_finds_what_the_plain_one_finds(patterns: list[str]) -> None:
    text = "fievre, t 38, abc, xabc, test"
    found = [match.span() for match in re.finditer(quick_any_of(patterns), text)]
    assert found == [match.span() for match in re.finditer(any_of(patterns), text)]
    assert found
