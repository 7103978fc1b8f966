"""The image files of hospitals: telephones, fax servers, print shops, large and odd scanners."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from ingestion import Limits, read_file
from records.errors import DamagedFile, TooManyPixels

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
LINES = (
    "Compte rendu de consultation",
    "Madame Odile Verdier, 67 ans, est vue pour le suivi",
    "de son hypertension artérielle : 142/86 mmHg.",
    "Ramipril 5 mg le matin, atorvastatine 20 mg le soir.",
    "Créatinine 84 µmol/L, potassium 4,2 mmol/L.",
)
WORDS = ("consultation", "Verdier", "67", "hypertension", "142/86", "Ramipril", "atorvastatine", "Créatinine", "4,2")


def drawn(*, dpi: int = 200, inches: tuple[float, float] = (5.83, 2.2), lines: tuple[str, ...] = LINES) -> Image.Image:
    """Those lines in eleven points, in grey."""
    page = Image.new("L", (round(inches[0] * dpi), round(inches[1] * dpi)), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, round(11 * dpi / 72))
    for row, line in enumerate(lines):
        pen.text((0.4 * dpi, (0.3 + row * 0.28) * dpi), line, font=font, fill=10)
    return page


def says(text: str) -> bool:
    """Whether nearly all of it was read."""
    return sum(word in text for word in WORDS) >= len(WORDS) - 1


def heic(path: Path, image: Image.Image) -> None:
    pillow_heif.register_heif_opener()
    image.convert("RGB").save(path, "HEIF", quality=85)


def turned_heic(path: Path, image: Image.Image) -> None:
    """As telephones write them: pixels on their side, and the turn in the container as well as in EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    on_its_side = image.convert("RGB").rotate(90, expand=True)
    on_its_side.info["exif"] = exif.tobytes()
    pillow_heif.register_heif_opener()
    on_its_side.save(path, "HEIF", quality=85)
    assert b"irot" in path.read_bytes()


def progressive_jpeg(path: Path, image: Image.Image) -> None:
    image.save(path, "JPEG", progressive=True, quality=70)


def two_pictures_in_one_jpeg(path: Path, image: Image.Image) -> None:
    """With a preview beside it, as some telephones write them."""
    image.save(path, "MPO", save_all=True, append_images=[image.resize((200, 75))])


def adobe_cmyk(path: Path, image: Image.Image) -> None:
    """Inks stored inverted, with Adobe's mark."""
    image.convert("CMYK").save(path, "JPEG", quality=90)
    assert b"Adobe" in path.read_bytes()


def plain_cmyk(path: Path, image: Image.Image) -> None:
    """Inks as they are, and no mark."""
    ImageChops.invert(image.convert("CMYK")).save(path, "JPEG", quality=90)
    marked = path.read_bytes()
    at = marked.index(b"\xff\xee")
    path.write_bytes(marked[:at] + marked[at + 2 + int.from_bytes(marked[at + 2 : at + 4], "big") :])


def group_4(path: Path, image: Image.Image) -> None:
    image.convert("1", dither=Image.Dither.NONE).save(path, "TIFF", compression="group4", dpi=(200, 200))


def finest_fax(path: Path, image: Image.Image) -> None:
    """Twice as many rows as columns an inch."""
    tall = image.resize((image.width, image.height * 2), Image.Resampling.BICUBIC).convert(
        "1", dither=Image.Dither.NONE
    )
    tall.save(path, "TIFF", compression="group4", dpi=(204, 391))


def ink_on_glass(path: Path, image: Image.Image) -> None:
    """All pixels are black, and most of them cannot be seen."""
    glass = Image.new("RGBA", image.size, "black")
    glass.putalpha(image.point(lambda shade: 255 - shade))
    glass.save(path, "PNG")


def palette_with_a_hole(path: Path, image: Image.Image) -> None:
    """The paper is a colour of the palette that stands for nothing."""
    few = image.point(lambda shade: 1 if shade < 128 else 0).convert("L")
    few.putpalette([0, 0, 0, 20, 20, 20] + [0] * 762)
    few.save(path, "PNG", transparency=0)


def twelve_of_sixteen_bits(path: Path, image: Image.Image) -> None:
    Image.fromarray(np.asarray(image).astype(np.uint16) * 16).save(path, "TIFF")


def cmyk_tiff(path: Path, image: Image.Image) -> None:
    image.convert("CMYK").save(path, "TIFF", compression="tiff_lzw")


WAYS = (
    heic,
    turned_heic,
    progressive_jpeg,
    two_pictures_in_one_jpeg,
    adobe_cmyk,
    plain_cmyk,
    group_4,
    finest_fax,
    ink_on_glass,
    palette_with_a_hole,
    twelve_of_sixteen_bits,
    cmyk_tiff,
)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_read(tmp_path: Path, way: Callable[[Path, Image.Image], None]) -> None:
    path = tmp_path / "scan"
    way(path, drawn())
    (page,) = read_file(path).pages
    assert says(page.text)
    assert page.width_px > page.height_px
    assert not any(note.startswith("rotated") for note in page.notes)


@pytest.mark.parametrize(("dpi", "inches"), [(600, (5.83, 2.2)), (200, (16.5, 11.7)), (75, (5.83, 2.2))])
def test_any_size_is_read(tmp_path: Path, dpi: int, inches: tuple[float, float]) -> None:
    drawn(dpi=dpi, inches=inches).save(tmp_path / "scan.png", dpi=(dpi, dpi))
    assert says(read_file(tmp_path / "scan.png").text)


def test_a_tiff_s_pages_may_differ_in_size_and_colour(tmp_path: Path) -> None:
    first, second = drawn(), drawn(dpi=300, lines=LINES[::-1]).convert("RGB")
    third = drawn(dpi=150, inches=(5.83, 4)).convert("1", dither=Image.Dither.NONE)
    first.save(tmp_path / "liasse.tif", save_all=True, append_images=[second, third])
    pages = read_file(tmp_path / "liasse.tif").pages
    assert all(says(page.text) for page in pages)
    assert pages[1].text.startswith("Créatinine")
    assert [page.width_px for page in pages] == [first.width, second.width, third.width]


def test_v5_2_6_a_large_heic_is_refused_by_its_header(tmp_path: Path) -> None:
    heic(tmp_path / "photo.heic", drawn())
    with pytest.raises(TooManyPixels):
        read_file(tmp_path / "photo.heic", limits=Limits(max_megapixels=0))


def test_a_broken_heic_is_said_to_be_damaged(tmp_path: Path) -> None:
    heic(tmp_path / "photo.heic", drawn())
    content = (tmp_path / "photo.heic").read_bytes()
    (tmp_path / "photo.heic").write_bytes(content[: len(content) // 2])
    with pytest.raises(DamagedFile):
        read_file(tmp_path / "photo.heic")
