"""A file with handwriting, read in the child that any file is read in, under its limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion import read_file
from records.page_layout import RegionKind
from tests.integration.ingestion.handwriting.strokes import handwritten, page_with, printed


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Printed lines above and below one that was written by hand."""
    page = np.full((1400, 1000), 255, np.uint8)
    for row, seed in zip((100, 200, 300, 400, 800, 900, 1000, 1100), range(8), strict=True):
        part = printed(880, 16, 3 * seed)
        page[row : row + len(part), 60 : 60 + part.shape[1]] = part
    page = np.minimum(page, page_with(handwritten(860, 18, 3), (1000, 1400), (60, 580)))
    path = tmp_path_factory.mktemp("letter") / "letter.png"
    Image.fromarray(page).save(path, dpi=(120, 120))
    return path


def test_without_a_model_handwriting_is_said_to_be_unread(letter: Path) -> None:
    (page,) = read_file(letter).pages
    assert "handwriting_unread" in page.notes
    assert page.regions == ()


def test_with_a_model_it_is_read_and_marked(letter: Path, tiny_trocr: Path) -> None:
    (before,) = read_file(letter).pages
    (page,) = read_file(letter, handwriting_model=tiny_trocr).pages
    assert "handwriting_read" in page.notes
    assert [page.text[region.start : region.end] for region in page.regions] == ["Doliprane 1000 mg"]
    (region,) = page.regions
    assert region.kind is RegionKind.HANDWRITING
    assert 0.4 < region.box.middle < 0.5
    sure = [word.text for word in before.words if word.confidence >= 0.8]
    assert set(sure) <= {word.text for word in page.words}


def test_a_model_that_is_gone_costs_no_page(letter: Path, tmp_path: Path) -> None:
    (page,) = read_file(letter, handwriting_model=tmp_path / "gone").pages
    assert "handwriting_unread" in page.notes
    assert "patient" in page.text or "traitement" in page.text
