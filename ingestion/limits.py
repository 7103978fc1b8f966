"""What reading one file may cost, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from records.errors import TooLongSide, TooManyPixels


@dataclass(frozen=True, slots=True)
class Limits:
    """A file that would go beyond one of these is refused, or its reading stopped, with a typed error."""

    max_file_mb: int = 50
    max_text_mb: int = 2
    """For plain text, which is read at once and without a child process."""
    max_pages: int = 500
    """Of a PDF or TIFF; form feeds in plain text count as page breaks."""
    max_megapixels: int = 120
    """Of one page image; an A3 page at 600 dpi has 70."""
    max_side_px: int = 30_000
    """Of one page image; Tesseract takes sides of 32,767 at the most."""
    max_memory_mb: int = 3000
    """Address space of the reading process, shared by its pages; resident memory stays far below it."""
    max_seconds: int = 1800
    """Wall clock for the whole file."""

    def check_image(self, width: int, height: int) -> None:
        """Refuse a page image by its size alone, before it is decoded or drawn.

        Raises:
            TooManyPixels, TooLongSide.
        """
        if width * height > self.max_megapixels * 1_000_000:
            raise TooManyPixels(width=width, height=height, limit_megapixels=self.max_megapixels)
        if max(width, height) > self.max_side_px:
            raise TooLongSide(width=width, height=height, limit_px=self.max_side_px)
