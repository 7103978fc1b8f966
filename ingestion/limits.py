"""What reading one file may cost, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A file that would go beyond one of these is refused, or its reading stopped, with a typed error."""

    max_file_mb: int = 50
    max_text_mb: int = 2
    """For plain text, which is read at once and without a child process."""
    max_pages: int = 150
    """Of a PDF or TIFF; form feeds in plain text count as page breaks."""
    max_megapixels: int = 120
    """Of one page image; an A3 page at 600 dpi has 70."""
    max_memory_mb: int = 3000
    """Address space of the reading process, shared by its pages; resident memory stays far below it."""
    max_seconds: int = 900
    """Wall clock for the whole file."""
