"""The one way in: a file becomes a document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ingestion.filetype import HEAD_BYTES, MediaType, media_type_of
from ingestion.limits import Limits
from ingestion.plain_text import read_plain_text
from records.document import Document
from records.errors import EmptyFile, FileTooLarge

DEFAULT_LIMITS = Limits()


def read_file(
    path: Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    image_folder: Path | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> Document:
    """Read a PDF, PNG, JPEG, TIFF, WebP or plain text file.

    Plain text is read at once. Everything else is opened in a child process that can be killed, with the
    given limits; an exception raised by `on_page` ends the child and comes back to the caller.

    Args:
        path: the file; its name says nothing, its first bytes do.
        limits: what the reading may cost.
        image_folder: where to write each page's image (`page-0001.jpg` or `.png`); no images when None.
        on_page: called with pages done and pages in all, also once before the first page.

    Raises:
        records.errors.FileRefused: one of its kinds, when the file is no readable document.
        records.errors.ReadingFailed: one of its kinds, when reading was stopped.
        records.errors.MissingTool: Tesseract or its French model is not installed.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > limits.max_file_mb * 1_000_000:
        raise FileTooLarge(limit_mb=limits.max_file_mb)
    with path.open("rb") as file:
        media_type = media_type_of(file.read(HEAD_BYTES))
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if media_type is MediaType.TEXT:
        pages = read_plain_text(path.read_bytes(), limits)
        if on_page is not None:
            on_page(len(pages), len(pages))
    else:
        from ingestion.sandbox import read_in_child

        pages = read_in_child(path, media_type, limits=limits, image_folder=image_folder, on_page=on_page)
    return Document(sha256=sha256, media_type=media_type.value, pages=pages)
