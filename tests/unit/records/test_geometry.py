"""Boxes are fractions of the page, whatever unit they came in."""

from __future__ import annotations

import pytest

from records.geometry import Box, merge_into_lines


def test_pixels_become_fractions_and_come_back() -> None:
    box = Box.from_units(100, 200, 300, 260, width=1000, height=2000)
    assert box == Box(0.1, 0.1, 0.3, 0.13)
    assert box.to_units(1000, 2000) == pytest.approx((100, 200, 300, 260))


def test_a_box_that_leaves_the_page_is_clipped_to_it() -> None:
    assert Box.from_units(-5, -5, 2000, 900, width=1000, height=800) == Box(0, 0, 1, 1)


def test_words_of_one_line_share_a_box_and_the_next_line_has_its_own() -> None:
    line = [Box(0.1, 0.10, 0.2, 0.12), Box(0.22, 0.101, 0.3, 0.121)]
    next_line = Box(0.1, 0.13, 0.2, 0.15)
    assert merge_into_lines([*line, next_line]) == (Box(0.1, 0.10, 0.3, 0.121), next_line)


def test_a_wrapped_line_is_not_merged_with_the_one_before_though_it_touches_it() -> None:
    assert len(merge_into_lines([Box(0.8, 0.10, 0.9, 0.12), Box(0.1, 0.105, 0.2, 0.125)])) == 2
