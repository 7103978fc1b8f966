"""What happens to paper on its way: the page stays a page, and stays legible."""

from __future__ import annotations

import numpy as np
import pytest

from samples.damage.fax import WIDTH_PX, fax
from samples.damage.paper import Pixels, clouds, ink, stamp
from samples.damage.phone import photograph
from samples.damage.scanner import scan


@pytest.fixture
def page() -> Pixels:
    """Half an A4 page at 100 dpi with bars of print."""
    paper = np.full((1169, 827, 3), 255, dtype=np.uint8)
    for row in range(100, 1000, 40):
        paper[row : row + 14, 80:740] = 0
    return paper


def darkness(image: np.ndarray) -> float:
    return float((image < 128).mean())


def test_a_scan_keeps_size_and_print(page: Pixels) -> None:
    seen = scan(page, np.random.default_rng(1), colour=False, punched=False)
    assert seen.shape == page.shape
    assert darkness(seen) == pytest.approx(darkness(page), rel=0.1)
    assert 235 < np.median(seen) < 255


def test_filing_holes_are_punched_at_the_left(page: Pixels) -> None:
    blank = np.full_like(page, 255)
    whole, punched = (scan(blank, np.random.default_rng(2), colour=True, punched=p) for p in (False, True))
    margin = np.s_[200:-200, page.shape[1] // 50 : page.shape[1] // 10]
    assert (punched[margin] < 200).sum() > 10 * max(1, (whole[margin] < 200).sum())


@pytest.mark.parametrize(("fine", "height"), [(True, 2291), (False, 1146)])
def test_a_fax_has_two_tones_and_the_width_of_the_standard(page: Pixels, fine: bool, height: int) -> None:
    sent = fax(page, "DE : VALMORIN", np.random.default_rng(3), fine=fine)
    assert sent.shape == (height, WIDTH_PX)
    assert set(np.unique(sent)) == {0, 255}
    assert darkness(sent) == pytest.approx(darkness(page), rel=0.15)


def test_a_photograph_shows_the_sheet_on_one_desk_or_another(page: Pixels) -> None:
    picture, elsewhere = (photograph(page, np.random.default_rng(4), desk_seed=seed) for seed in (9, 11))
    height, width = picture.shape[:2]
    assert height > width
    middle, corner = picture[height // 2 - 60 : height // 2 + 60, width // 2], picture[:200, :12].astype(float)
    assert middle.max() > corner.mean() + 30
    assert np.abs(corner - elsewhere[:200, :12]).mean() > 3


def test_ink_and_stamp_darken_only_where_they_touch(page: Pixels) -> None:
    rng = np.random.default_rng(6)
    blank = np.full_like(page, 255)
    signed = ink(blank, [(0, 0), (60, 30), (120, 10)], 400, 600, 1.4, rng)
    stamped = stamp(blank, ("Dr Exemple", "Pneumologie"), 200, 600, 1.4, rng)
    for inked in (signed, stamped):
        rows, columns = np.nonzero((inked < 250).any(axis=2))
        assert len(rows) > 100
        assert rows.min() > 560
        assert columns.min() > 150
    assert (blank == 255).all()


def test_clouds_have_mean_zero_and_deviation_one() -> None:
    noise = clouds((300, 200), 12, np.random.default_rng(7))
    assert noise.shape == (300, 200)
    assert float(noise.mean()) == pytest.approx(0, abs=1e-4)
    assert float(noise.std()) == pytest.approx(1, abs=1e-3)
