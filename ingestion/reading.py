"""The one way in: a file becomes a document."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from ingestion.filetype import HEAD_BYTES, MediaType, media_type_of
from ingestion.limits import Limits
from ingestion.page_frame import with_frames
from ingestion.plain_text import read_plain_text
from records.document import Document, Page
from records.errors import EmptyFile, EncryptedFile, FileTooLarge, UnsupportedFile

DEFAULT_LIMITS = Limits()


def read_file(
    path: Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    image_folder: Path | None = None,
    on_page: Callable[[int, int], None] | None = None,
    password: str | None = None,
    handwriting_model: Path | None = None,
) -> Document:
    """Read a PDF, PNG, JPEG, TIFF, WebP, HEIC or plain text file.

    Plain text is read at once. Everything else is opened in a child process that can be killed, with the
    given limits; an exception raised by `on_page` ends the child and comes back to the caller.

    Args:
        path: the file; its name says nothing, its first bytes do.
        limits: what the reading may cost.
        image_folder: where to write each page's image (`page-0001.jpg` or `.png`); no images when None.
        on_page: called with pages done and pages in all, also once before the first page.
        password: of a PDF that asks for one; others, and files of other kinds, are read all the same.
        handwriting_model: the folder of a TrOCR model; without one, handwriting is noted but not read.

    Raises:
        records.errors.FileRefused: one of its kinds, when the file is no readable document.
        records.errors.ReadingFailed: one of its kinds, when reading was stopped.
        records.errors.MissingTool: Tesseract, its French model or the neural reader is not installed.
        records.errors.ServiceNotReady: the spelling model is not the one that was shipped.
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
        from ingestion.sandbox import read_in_child, scratch_folder

        def read(file: Path) -> tuple[Page, ...]:
            return read_in_child(
                file,
                media_type,
                limits=limits,
                image_folder=image_folder,
                on_page=on_page,
                handwriting_model=handwriting_model,
            )

        try:
            pages = read(path)
        except EncryptedFile:
            if password is None:
                raise
            folder = scratch_folder()
            try:
                pages = read(unlocked(path, password, folder, limits=limits))
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return Document(sha256=sha256, media_type=media_type.value, pages=with_frames(pages))


def unlocked(path: Path, password: str, folder: Path, *, limits: Limits = DEFAULT_LIMITS) -> Path:
    """A copy in `folder` of a PDF, without its protection.

    Raises:
        UnsupportedFile: no PDF.
        WrongPassword, EncryptedFile, DamagedFile: see `ingestion.unlock`.
        records.errors.ReadingFailed: one of its kinds, when unlocking was stopped.
    """
    from ingestion.sandbox import unlock_in_child

    with path.open("rb") as file:
        if media_type_of(file.read(HEAD_BYTES)) is not MediaType.PDF:
            raise UnsupportedFile
    copy = folder / "unlocked.pdf"
    unlock_in_child(path, password, copy, limits=limits)
    return copy
