"""Pages are read side by side only as far as memory allows, however many cores the server has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from ingestion import pages
from ingestion.limits import Limits
from ingestion.pages import fits, page_threads, read_pages
from records.document import Page, PageSource

A4_200_DPI = 3.9
A4_300_DPI = 8.7
A4_600_DPI = 34.8


@pytest.mark.parametrize(
    ("cores", "memory_mb", "threads"), [(1, 3000, 1), (2, 3000, 2), (16, 3000, 4), (16, 1300, 2), (64, 300, 1)]
)
def test_threads_follow_cores_and_memory(
    cores: int, memory_mb: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "cores", lambda: cores)
    assert page_threads(Limits(max_memory_mb=memory_mb)) == threads


def test_four_usual_scans_fit_three_fine_ones_and_one_of_600_dpi() -> None:
    assert fits(A4_200_DPI, [A4_200_DPI] * 3, Limits())
    assert fits(A4_300_DPI, [A4_300_DPI] * 2, Limits())
    assert not fits(A4_300_DPI, [A4_300_DPI] * 3, Limits())
    assert not fits(A4_600_DPI, [A4_300_DPI], Limits())


def test_a_page_alone_is_always_tried() -> None:
    assert fits(120, [], Limits(max_memory_mb=300))


def test_a_server_of_sixteen_cores_reads_four_pages_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "liasse.tif"
    sheet = Image.new("L", (200, 300), 255)
    sheet.save(path, save_all=True, append_images=[sheet] * 7)
    pools: list[int] = []

    class CountedPool(ThreadPoolExecutor):
        def __init__(self, threads: int, **options: str) -> None:
            pools.append(threads)
            super().__init__(threads, **options)  # type: ignore[arg-type]

    def blank(sheet: object, number: int, image_folder: Path | None, handwriting: None) -> Page:
        return Page(number, 200, 300, "", (), PageSource.OCR)

    monkeypatch.setattr(pages, "cores", lambda: 16)
    monkeypatch.setattr(pages, "ThreadPoolExecutor", CountedPool)
    monkeypatch.setattr(pages, "_page_by_eye", blank)
    read = list(read_pages(path, "image/tiff", Limits(), None, lambda *_: None))
    assert pools == [4]
    assert [page.number for page in read] == list(range(1, 9))
