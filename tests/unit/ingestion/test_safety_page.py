"""docs/safety.md says what is taken, up to what size, and which requirement of OWASP ASVS 5.0, V5, has a test."""

from __future__ import annotations

import re
from pathlib import Path

from ingestion import Limits
from ingestion.filetype import MediaType

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")


def test_v5_1_1_the_page_names_every_kind_that_is_taken() -> None:
    names = {MediaType.TEXT: "plain text", MediaType.WEBP: "WebP"}
    assert [kind for kind in MediaType if names.get(kind, kind.name) not in PAGE] == []


def test_v5_1_1_the_page_names_every_limit() -> None:
    limits = Limits()
    rows = {
        "file": f"{limits.max_file_mb} MB",
        "plain text": f"{limits.max_text_mb} MB",
        "pages of": str(limits.max_pages),
        "points of": f"{limits.max_megapixels} megapixels",
        "one side": f"{limits.max_side_px:,} pixels",
        "address space": f"{limits.max_memory_mb:,} MB",
        "wall clock": f"{limits.max_seconds:,} s",
    }
    for start, value in rows.items():
        assert re.search(rf"^\| {start}[^|]*\| {re.escape(value)} \|", PAGE, re.MULTILINE), start


def test_every_requirement_that_is_said_to_be_tested_is_in_a_tests_name_and_the_other_way_round() -> None:
    rows = re.findall(r"^\| (5\.\d\.\d) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 13
    said = {number for number, stand in rows if stand.startswith("tested")}
    names = re.findall(
        r"def test_v5_(\d)_(\d)_", "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    )
    assert {f"5.{section}.{number}" for section, number in names} == said
