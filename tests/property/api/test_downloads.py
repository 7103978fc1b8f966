"""Whatever a file is called, the header that offers it for download is one safe header."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from api.documents import _as_download
from api.guard import _without_port
from pipeline.service import plain_name


@given(st.text())
def test_v5_4_2_the_header_is_ascii_and_gives_the_name_back(name: str) -> None:
    kept = plain_name(name)
    disposition = _as_download(kept)["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.isprintable()
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert unquote(disposition.rpartition("filename*=UTF-8''")[2]) == kept


@given(st.text(alphabet="ab.[]:0123456789"), st.integers(0, 65535))
def test_a_port_never_changes_which_host_is_meant(host: str, port: int) -> None:
    assert _without_port(f"{host}:{port}") == host
