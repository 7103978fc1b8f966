"""Images as hospitals have them are read, each with the treatment it needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingestion import Limits, read_file
from records.document import PageSource
from records.errors import TooManyPages

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")

REPORT = (
    "Compte rendu de consultation",
    "Madame Odile Verdier, 67 ans, est vue en consultation de",
    "cardiologie pour le suivi de son hypertension artérielle.",
    "Tension artérielle : 142/86 mmHg, pouls régulier à 72 par minute.",
    "Traitement habituel :",
    "- Ramipril 5 mg le matin",
    "- Atorvastatine 20 mg le soir",
    "Créatinine 84 µmol/L, potassium 4,2 mmol/L.",
    "Prochaine consultation dans six mois.",
)


def drawn_page(lines: tuple[str, ...] = REPORT, *, dpi: int = 200) -> Image.Image:
    """An A5 page of those lines."""
    page = Image.new("L", (round(5.83 * dpi), round(4.1 * dpi)), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), round(11 * dpi / 72))
    for row, line in enumerate(lines):
        pen.text((0.5 * dpi, (0.4 + row * 0.26) * dpi), line, font=font, fill=10)
    return page


def in_shadow(page: Image.Image) -> Image.Image:
    """As under a lamp on the left: the right edge gets a third of the light."""
    light = np.linspace(0.8, 0.27, page.width)[None, :]
    return Image.fromarray((np.asarray(page, dtype=np.float32) * light).astype(np.uint8))


def as_fax(page: Image.Image, *, seed: int = 5) -> Image.Image:
    """Two tones, sprinkled with dots, a row dropped."""
    random = np.random.default_rng(seed)
    grey = np.asarray(page.resize((page.width * 3 // 5, page.height * 3 // 5), Image.Resampling.BILINEAR))
    tones = np.where(grey > 160, 255, 0).astype(np.uint8)
    tones[random.random(tones.shape) < 0.003] = 0
    tones[tones.shape[0] // 2] = 0
    return Image.fromarray(tones)


def found_words(text: str, lines: tuple[str, ...] = REPORT) -> float:
    """Part of the drawn words that are in the text."""
    drawn = [word.strip(".,:") for line in lines for word in line.split() if len(word) > 1]
    return sum(word in text for word in drawn) / len(drawn)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_a_scan_is_read_whatever_its_format(tmp_path: Path, suffix: str) -> None:
    document = read_file(saved(drawn_page(), tmp_path / f"scan.{suffix}"))
    page = document.pages[0]
    assert found_words(page.text) > 0.95
    assert page.source is PageSource.OCR
    assert "142/86" in page.text


def test_the_name_of_the_file_says_nothing(tmp_path: Path) -> None:
    path = saved(drawn_page(), tmp_path / "scan.png").rename(tmp_path / "scan.pdf")
    assert read_file(path).media_type == "image/png"


def test_every_word_stands_in_the_text_and_on_the_page(tmp_path: Path) -> None:
    page = read_file(saved(drawn_page(), tmp_path / "scan.png")).pages[0]
    for word in page.words:
        assert page.text[word.start : word.end] == word.text
        assert 0 <= word.box.left < word.box.right <= 1
        assert 0 <= word.box.top < word.box.bottom <= 1
    ramipril = next(word for word in page.words if word.text == "Ramipril")
    assert ramipril.box.left == pytest.approx(0.5 / 5.83, abs=0.05)
    assert ramipril.box.middle == pytest.approx((0.4 + 5 * 0.26 + 0.09) / 4.1, abs=0.02)


def test_wraps_are_told_from_line_ends_that_someone_typed(tmp_path: Path) -> None:
    page = read_file(saved(drawn_page(), tmp_path / "scan.png")).pages[0]
    wrapped = {page.text[:place].rsplit("\n", 1)[-1].split()[-1] for place in page.soft_breaks}
    assert wrapped == {"de"}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_turned_back(tmp_path: Path, degrees: int) -> None:
    turned = drawn_page().rotate(degrees, expand=True)
    page = read_file(saved(turned, tmp_path / "scan.png")).pages[0]
    assert found_words(page.text) > 0.95
    assert f"rotated_{360 - degrees}" in page.notes
    assert page.width_px > page.height_px


@pytest.mark.parametrize("degrees", [-14.0, -3.0, 1.5, 8.0])
def test_a_crooked_page_is_straightened(tmp_path: Path, degrees: float) -> None:
    crooked = drawn_page().rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    page = read_file(saved(crooked, tmp_path / "scan.png")).pages[0]
    assert found_words(page.text) > 0.95
    assert "straightened" in page.notes


def test_a_photo_in_the_shadow_is_read(tmp_path: Path) -> None:
    page = read_file(saved(in_shadow(drawn_page()), tmp_path / "photo.jpg", quality=80)).pages[0]
    assert found_words(page.text) > 0.95
    assert "light_evened" in page.notes


def test_a_noisy_fax_is_cleaned_and_read(tmp_path: Path) -> None:
    page = read_file(saved(as_fax(drawn_page()), tmp_path / "fax.png")).pages[0]
    assert found_words(page.text) > 0.85
    assert "fax_cleaned" in page.notes


def test_a_fax_file_of_several_pages_keeps_their_order(tmp_path: Path) -> None:
    sheets = [drawn_page((f"Feuillet {name}", *REPORT[1:4])).convert("1") for name in ("premier", "second", "dernier")]
    path = tmp_path / "fax.tif"
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    steps: list[tuple[int, int]] = []
    document = read_file(path, on_page=lambda done, total: steps.append((done, total)))
    assert [page.text.split()[1] for page in document.pages] == ["premier", "second", "dernier"]
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pytest.raises(TooManyPages):
        read_file(path, limits=Limits(max_pages=2))


def test_a_fax_in_coarse_mode_is_drawn_out(tmp_path: Path) -> None:
    page = drawn_page()
    squeezed = page.resize((page.width, page.height // 2)).convert("1")
    path = saved(squeezed, tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    read = read_file(path).pages[0]
    assert found_words(read.text) > 0.85
    assert read.height_px == pytest.approx(page.height, rel=0.06)


def test_a_photo_that_says_it_is_turned_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(drawn_page().rotate(90, expand=True), tmp_path / "photo.jpg", exif=exif)
    page = read_file(path).pages[0]
    assert found_words(page.text) > 0.95
    assert not any(note.startswith("rotated") for note in page.notes)


@pytest.mark.parametrize("mode", ["RGBA", "CMYK", "I;16", "P", "LA"])
def test_unusual_colours_are_read(tmp_path: Path, mode: str) -> None:
    page = drawn_page()
    image = Image.fromarray(np.asarray(page).astype(np.uint16) * 257) if mode == "I;16" else page.convert(mode)
    path = saved(image, tmp_path / ("scan.jpg" if mode == "CMYK" else "scan.png"))
    assert found_words(read_file(path).text) > 0.95


def test_the_page_image_is_kept_as_it_was_read(tmp_path: Path) -> None:
    path = saved(drawn_page().rotate(180), tmp_path / "scan.jpg")
    page = read_file(path, image_folder=tmp_path / "pages").pages[0]
    assert page.image == "page-0001.jpg"
    with Image.open(tmp_path / "pages" / page.image) as kept:
        assert kept.size == (page.width_px, page.height_px)
        heading = next(word for word in page.words if word.text == "Compte")
        box = heading.box.to_units(*kept.size)
        assert min(kept.convert("L").crop(tuple(round(side) for side in box)).tobytes()) < 60


def test_an_empty_page_is_a_page_without_words(tmp_path: Path) -> None:
    page = read_file(saved(Image.new("L", (1000, 1400), 255), tmp_path / "blanc.png")).pages[0]
    assert page.words == ()
    assert page.text == ""
