"""Pages that take long, and pages that fail, among others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from ingestion import pages
from ingestion.limits import Limits
from records.document import Page, PageSource

COUNT = 12


@pytest.fixture
def tiff(tmp_path: Path) -> Path:
    sheets = [Image.new("L", (60, 80), 255) for _ in range(COUNT)]
    sheets[0].save(tmp_path / "pages.tif", save_all=True, append_images=sheets[1:])
    return tmp_path / "pages.tif"


def read(
    path: Path, monkeypatch: pytest.MonkeyPatch, read_one: Callable[[int], None], told: Callable[[int, int], None]
) -> list[int]:
    def page(_sheet: object, number: int, *_: object) -> Page:
        read_one(number)
        return Page(number=number, width_px=60, height_px=80, text="", words=(), source=PageSource.OCR)

    monkeypatch.setattr(pages, "_page_by_eye", page)
    monkeypatch.setattr(pages, "page_threads", lambda _: 2)
    return [one.number for one in pages.read_pages(path, "image/tiff", Limits(), None, told)]


def test_a_slow_page_keeps_its_place_and_no_other_page_waiting(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others_read = Event()
    seen: list[tuple[int, int]] = []

    def told(done: int, count: int) -> None:
        seen.append((done, count))
        if done == COUNT - 2:  # while the first page is still being read
            others_read.set()

    def slow_first(number: int) -> None:
        if number == 1:
            assert others_read.wait(30)

    assert read(tiff, monkeypatch, slow_first, told) == list(range(1, COUNT + 1))
    assert seen[0] == (0, COUNT)
    assert seen[-1] == (COUNT, COUNT)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_page_that_fails_behind_a_slow_one_ends_the_file_at_once(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: set[int] = set()
    failed = Event()

    def third_fails(number: int) -> None:
        begun.add(number)
        if number == 3:
            failed.set()
            raise MemoryError
        if number == 1:
            assert failed.wait(30)

    with pytest.raises(MemoryError):
        read(tiff, monkeypatch, third_fails, lambda *_: None)
    assert len(begun) < COUNT
