"""All pages of a file, in order: optical reading runs side by side, as many pages as cores and memory allow."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.filetype import MediaType
from ingestion.handwriting import HandwritingReader
from ingestion.layer_page import read_layer_page
from ingestion.letters import usual
from ingestion.limits import Limits
from ingestion.ocr import load_engine
from ingestion.page_image import PageImage
from ingestion.page_reader import read_page_image
from ingestion.pdf import PdfPage, open_pdf
from ingestion.raster import open_raster
from records.document import Page

_MOST_THREADS = 4
"""Gains are small beyond; further files have children of their own."""
_THREAD_MB = 600
"""Address space that an A4 page at 300 dpi takes while it is read, with its thread's share of arenas and models."""
_LOADED_MB = 1400
"""Libraries and models, before the first page: 600, and 800 for the neural reader on four pages (measured: 150 loaded,
160 while it looks for the lines of a page, one page at a time, and 100 to 150 for each page that it reads)."""
_PAGE_MB = 250
_MEGAPIXEL_MB = 30
"""Measured: a page takes 490 MB at 8.7 megapixels and 1,230 MB at 35."""
_PUNCTUATION = ".,;:!?()[]\"'«»-–"
_FORGED_SHARE = 0.4
"""Of the words of an unseen text layer: more that are not on the scan, and it is not its reading."""


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def page_threads(limits: Limits) -> int:
    """How many pages are read side by side: all share the address space of one process."""
    return min(cores(), _MOST_THREADS, max(1, limits.max_memory_mb // _THREAD_MB))


def fits(megapixels: float, in_flight: Sequence[float], limits: Limits) -> bool:
    """Whether a page of that size can be read beside those that are being read; a page alone always is tried."""
    if not in_flight:
        return True
    wanted = sum(_PAGE_MB + _MEGAPIXEL_MB * size for size in (*in_flight, megapixels))
    return wanted <= limits.max_memory_mb - _LOADED_MB


def warm_up() -> None:
    """Load what every reading needs, in the process that others are forked from."""
    from ingestion.ocr.in_process import InProcessTesseract
    from records.errors import MissingTool

    try:
        engine = load_engine()
    except MissingTool:
        return
    if isinstance(engine, InProcessTesseract):
        engine.prepare(page_threads(Limits()))


def read_pages(
    path: Path,
    media_type: str,
    limits: Limits,
    image_folder: Path | None,
    progress: Callable[[int, int], None],
    handwriting: HandwritingReader | None = None,
) -> Iterator[Page]:
    """The pages of a PDF or image, as they are finished, in order.

    At most one page more than there are threads is held as an image, whatever the length of the document. A page that
    takes long keeps no thread waiting: those after it are read meanwhile, and wait for their turn without their images.
    """
    kind = MediaType(media_type)
    count, sheets = _open(path, kind, limits, image_folder is not None)
    progress(0, count)
    threads = page_threads(limits)
    waiting: deque[_Waiting] = deque()
    given = said = 0

    def tell() -> None:
        """How many are read, whether or not those before them are; a page that failed ends the file here and now."""
        nonlocal said
        read = [page for page in waiting if page.done]
        for page in read:
            page.finished()
        while said < given + len(read):
            said += 1
            progress(said, count)

    with closing(sheets), ThreadPoolExecutor(threads, thread_name_prefix="page") as pool:
        for number, sheet in enumerate(sheets, start=1):
            size = _megapixels(sheet)
            while (unread := _unread(waiting)) and not fits(size, [page.megapixels for page in unread], limits):
                _wait_for_one(unread)
            if isinstance(sheet, PdfPage) and sheet.words is not None:
                waiting.append(_Waiting(read_layer_page(sheet, number, image_folder), size))
            else:
                waiting.append(_Waiting(pool.submit(_page_by_eye, sheet, number, image_folder, handwriting), size))
            while len(unread := _unread(waiting)) > threads:
                _wait_for_one(unread)
            tell()
            while waiting and waiting[0].done:
                given += 1
                yield waiting.popleft().finished()
        while unread := _unread(waiting):
            _wait_for_one(unread)
            tell()
            while waiting and waiting[0].done:
                given += 1
                yield waiting.popleft().finished()
        tell()
        yield from (page.finished() for page in waiting)


@dataclass(frozen=True)
class _Waiting:
    """A page that is read, or is being read, and waits for its turn."""

    page: Future[Page] | Page
    megapixels: float

    @property
    def done(self) -> bool:
        return not isinstance(self.page, Future) or self.page.done()

    def finished(self) -> Page:
        """The page, waited for."""
        return self.page.result() if isinstance(self.page, Future) else self.page


def _unread(waiting: Iterable[_Waiting]) -> list[_Waiting]:
    return [page for page in waiting if not page.done]


def _wait_for_one(unread: Iterable[_Waiting]) -> None:
    wait((page.page for page in unread if isinstance(page.page, Future)), return_when=FIRST_COMPLETED)


def _megapixels(sheet: PdfPage | PageImage) -> float:
    image = sheet.image if isinstance(sheet, PdfPage) else sheet
    return image.width * image.height / 1e6 if image is not None else 0.0


def _open(path: Path, kind: MediaType, limits: Limits, with_images: bool) -> tuple[int, Generator[PdfPage | PageImage]]:
    return open_pdf(path, limits, with_images) if kind is MediaType.PDF else open_raster(path, kind, limits)


def _page_by_eye(
    sheet: PdfPage | PageImage, number: int, image_folder: Path | None, handwriting: HandwritingReader | None
) -> Page:
    if isinstance(sheet, PageImage):
        return read_page_image(sheet, number, load_engine(), image_folder, handwriting)
    if sheet.image is None:
        raise ValueError("a page to be read by eye came without an image")
    page = read_page_image(sheet.image, number, load_engine(), image_folder, handwriting)
    hidden = "hidden_text" if _says_something_else(sheet.unseen, page.text) else None
    return replace(page, notes=tuple(dict.fromkeys(note for note in (*sheet.notes, hidden, *page.notes) if note)))


def _says_something_else(unseen: Sequence[str], seen: str) -> bool:
    """Whether the words under a scan are not those on it: a forged text layer, not a careless one."""
    read = {word.strip(_PUNCTUATION).lower() for word in seen.split()}
    checked = [bare for word in unseen if len(bare := usual(word).strip(_PUNCTUATION).lower()) > 3]
    missing = sum(word not in read for word in checked)
    return missing > max(1, _FORGED_SHARE * len(checked))
