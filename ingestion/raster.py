"""Images: PNG, JPEG, WebP, HEIC and TIFF with one or many pages, every limit checked on the header alone."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageOps

from ingestion.filetype import MediaType
from ingestion.limits import Limits
from ingestion.page_image import PageImage, Pixels
from records.errors import DamagedFile, FileRefused, TooManyPages

_FORMATS = {
    MediaType.PNG: "PNG",
    MediaType.JPEG: "JPEG",
    MediaType.WEBP: "WEBP",
    MediaType.HEIC: "HEIF",
    MediaType.TIFF: "TIFF",
}
_STRETCHED, _MOST_STRETCHED = 1.2, 4.5
"""The finer resolution over the coarser, from where points are not square to where the file talks nonsense."""
_BELIEVABLE_DPI = (60.0, 1300.0)


def open_raster(path: Path, media_type: MediaType, limits: Limits) -> tuple[int, Generator[PageImage]]:
    """The number of pages, and the pages one by one.

    Raises:
        TooManyPages, TooManyPixels, TooLongSide, DamagedFile; all but the first also while pages are taken.
    """
    # Our own limit stands before any decoding; Pillow's guess at one would only contradict it.
    Image.MAX_IMAGE_PIXELS = None
    if media_type is MediaType.HEIC:
        _learn_heic()
    try:
        image = Image.open(path, formats=[_FORMATS[media_type]])
        count = getattr(image, "n_frames", 1) if media_type is MediaType.TIFF else 1
    except MemoryError:
        raise
    except Exception as error:
        raise DamagedFile from error
    if count > limits.max_pages:
        raise TooManyPages(pages=count, limit=limits.max_pages)
    limits.check_image(image.width, image.height)
    return count, _frames(image, count, limits)


def _learn_heic() -> None:
    """Loaded for these files alone: its decoder is a large program, and it runs only in the child that reads one."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1


def _frames(image: Image.Image, count: int, limits: Limits) -> Generator[PageImage]:
    with image:
        for index in range(count):
            try:
                if index:
                    image.seek(index)
                limits.check_image(image.width, image.height)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    image.load()
                    limits.check_image(image.width, image.height)  # HEIC may be larger than its header says
                    yield PageImage(_upright_pixels(image, limits), _resolution(image))
            except (FileRefused, MemoryError):
                raise
            except Exception as error:
                # Decoders fail on broken files in their own many ways; for the sender it is one.
                raise DamagedFile from error


def _upright_pixels(image: Image.Image, limits: Limits) -> Pixels:
    """Grey or colour, on white where the image is transparent, turned as EXIF says, points square."""
    turned = _with_square_points(ImageOps.exif_transpose(image), image, limits)
    if turned.mode.startswith("I;16") or turned.mode in {"I", "F"}:
        values = np.asarray(turned, dtype=np.float32)
        top = float(values.max()) or 1.0
        return (values * (255.0 / top)).astype(np.uint8)
    if turned.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    if turned.mode in {"1", "L"}:
        return np.array(turned.convert("L"), dtype=np.uint8)
    if turned.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        turned = ImageChops.invert(turned)  # Pillow takes all of them for Adobe's, which store their inks inverted
    pixels = np.array(turned.convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(pixels)


def _with_square_points(turned: Image.Image, image: Image.Image, limits: Limits) -> Image.Image:
    """Faxes have half as many rows as columns an inch in their coarse mode, twice as many in their finest."""
    across, down = (float(value) for value in image.info.get("dpi", (1, 1)))
    if not (across > 0 and down > 0):
        return turned
    rows, columns = (across / down, 1.0) if across > down else (1.0, down / across)
    if not _STRETCHED < rows * columns < _MOST_STRETCHED:
        return turned
    grey = turned.convert("L") if turned.mode == "1" else turned
    size = round(grey.width * columns), round(grey.height * rows)
    limits.check_image(*size)
    return grey.resize(size, Image.Resampling.BICUBIC)


def _resolution(image: Image.Image) -> float | None:
    stated = image.info.get("dpi")
    if not stated:
        return None
    dpi = max(float(side) for side in stated[:2])  # the coarser side is drawn out
    return dpi if _BELIEVABLE_DPI[0] <= dpi <= _BELIEVABLE_DPI[1] else None
