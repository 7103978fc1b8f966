"""Whatever a file is called, its kept name is short, printable and no path."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.service import plain_name


@given(st.text())
def test_a_kept_name_is_short_printable_and_no_path(name: str) -> None:
    kept = plain_name(name)
    assert 0 < len(kept) <= 255
    assert not set(kept) & {"/", "\\", "\r", "\n", "\0"}
    kept.encode()
    assert plain_name(kept) == kept
