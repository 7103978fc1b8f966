"""A page as pixels, on its way from a file to the optical reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Grey (rows, columns) or colour (rows, columns, 3: red, green, blue)."""

_JPEG_QUALITY = 82


@dataclass(frozen=True)
class PageImage:
    """A page as it was drawn or scanned."""

    pixels: Pixels
    dpi: float | None
    """None where the file does not say or says nonsense."""
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"PageImage({self.width} × {self.height})"

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    def grey(self) -> npt.NDArray[np.uint8]:
        """The page in shades of grey."""
        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    def changed(self, pixels: Pixels, *notes: str) -> PageImage:
        """The same page after a treatment that moved its pixels."""
        return replace(self, pixels=pixels, notes=(*self.notes, *notes))


def save_image(image: PageImage, folder: Path, number: int) -> str:
    """Write the page's image, two-tone pages as PNG and others as JPEG; returns the file's name."""
    pixels = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGR)
    two_tone = image.pixels.ndim == 2 and bool(np.isin(image.pixels[::7, ::7], (0, 255)).all())
    name = f"page-{number:04d}.{'png' if two_tone else 'jpg'}"
    options = [cv2.IMWRITE_PNG_BILEVEL, 1] if two_tone else [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    encoded, data = cv2.imencode(Path(name).suffix, pixels, options)
    if not encoded:
        raise ValueError(f"page image of {image.width} × {image.height} could not be encoded")
    (folder / name).write_bytes(data.tobytes())
    return name
