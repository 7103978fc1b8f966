"""How fast pages are read, beside the nearest other readers on the same pages in the same run; and at what memory.

    python -m benchmarks.speed [--parts scans,typed,memory] [--rounds 5] [--pages 8] [--long 2000]

scans   clean A4 at 200 dpi on two cores: the clean pages of `benchmarks.reading` where ANAMNESE_DATA is set; pages of
        our sample documents (letterheads, laboratory tables, signatures); pages packed with prose of no meaning, on
        which three times as much is read and more of it is doubted. In turn, round by round: this reader (one file, its
        child warm, as in the service), a loop of pytesseract over the page images with one thread (its own threads only
        make it slower), `ocrmypdf --jobs 2 --force-ocr`. Then page by page, this reader and the `tesseract` command,
        each with one thread, by the processor seconds they spend.
typed   dense A4 pages with a text layer, no images asked for: this reader with its check that each word can be seen
        and its layout, against pdfplumber's words alone; one process, processor seconds.
memory  a reading child's resident memory while it reads a very long typed file and a very long scanned one (half
        pages), and the peak of one A4 page at 300 dpi, which one thread reads.

The machine's other work slows all readers of a round alike: the ratios are medians over the rounds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

os.environ["OMP_THREAD_LIMIT"] = "1"

import pdfplumber
import pytesseract
from PIL import Image

from benchmarks.reading import draw
from benchmarks.speed_pages import drawn_pages, report_pages, scanned_pdf, typed_pdf
from ingestion import Limits, read_file
from ingestion.ocr.engine import LANGUAGES
from ingestion.pages import read_pages, warm_up

_CORES = 2
_PRINT, _SMALL_PRINT = 10.5, 9.0
"""Points: of a report that is scanned, and of a dense typed page."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default="scans,typed,memory")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=8, help="in each round")
    parser.add_argument("--long", type=int, default=2000, help="pages of the long files")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    print("| what | ours | other | ratio | bar |\n|---|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for part in options.parts.split(","):
            PARTS[part](Path(name), options)


def scans(folder: Path, options: argparse.Namespace) -> None:
    """Optical reading of clean pages."""
    if data := os.environ.get("ANAMNESE_DATA"):
        drawn = draw(Path(data), folder, options.pages, ("clean",)) / "images"
        images = [Image.open(path).convert("L") for path in sorted(drawn.glob("*_clean.jpg"))]
        _scans("clean reports", images, folder, options.rounds)
    _scans("our sample documents", report_pages(folder / "reports", options.pages, 200), folder, options.rounds)
    packed = list(drawn_pages(typed_pdf(folder / "typed.pdf", options.pages, size=_PRINT), 200))
    _scans("packed pages", packed, folder, options.rounds)


def _scans(kind: str, images: list[Image.Image], folder: Path, rounds: int) -> None:
    pdf = scanned_pdf(folder / "scan.pdf", images, 200)
    read_file(pdf)  # the process that children are forked from loads its libraries once
    ours, loop, peer = [], [], []
    has_peer = shutil.which("ocrmypdf") is not None
    for _ in range(rounds):
        ours.append(wall(lambda: read_file(pdf)))
        loop.append(wall(lambda: plain_loop(images)))
        if has_peer:
            peer.append(wall(lambda: ocrmypdf(pdf, folder / "out.pdf")))
    row(f"{kind}, pages/s: a pytesseract loop", rates(ours, len(images)), rates(loop, len(images)), "≥ 1.8")
    if has_peer:
        row(
            f"{kind}, pages/s: ocrmypdf --jobs {_CORES}",
            rates(ours, len(images)),
            rates(peer, len(images)),
            "≥ 1.2",
        )
    else:
        print(f"| {kind}: ocrmypdf --jobs {_CORES} | – | not installed | – | ≥ 1.2 |")
    warm_up()
    spent, theirs = [], []
    for number, image in enumerate(images):
        path = folder / f"page-{number}.png"
        image.save(path, dpi=(200, 200))
        for _ in range(2):
            spent.append(processor(partial(read_here, path, "image/png")))
            theirs.append(processor_of_children(partial(tesseract, path)))
    row(f"{kind}, CPU s/page: the tesseract command", spent, theirs, "≤ 1.15")


def typed(folder: Path, options: argparse.Namespace) -> None:
    """Pages with a text layer."""
    pdf = typed_pdf(folder / "dense.pdf", options.pages, size=_SMALL_PRINT)
    ours, peer = [], []
    for _ in range(options.rounds):
        ours.append(processor(lambda: read_here(pdf, "application/pdf")))
        peer.append(processor(lambda: plain_words(pdf)))
    row(
        "dense typed pages, pages/s a core (≥ 8): pdfplumber's words",
        rates(ours, options.pages),
        rates(peer, options.pages),
        "> 1",
    )


def memory(folder: Path, options: argparse.Namespace) -> None:
    """A child's resident memory."""
    limits = Limits(max_pages=options.long, max_seconds=36_000, max_file_mb=1000)
    half = next(drawn_pages(typed_pdf(folder / "short.pdf", 1, size=_PRINT, rows=4), 200)).crop((0, 0, 1654, 400))
    files = {
        "typed": typed_pdf(folder / "long.pdf", options.long, size=_PRINT),
        "scanned strips": scanned_pdf(folder / "strips.pdf", [half] * options.long, 200),
    }
    for kind, path in files.items():
        watched = Watched()
        read_file(path, limits=limits, on_page=watched)
        start, *later = watched.settled()
        drift = max(abs(size / start - 1) for size in later)
        steps = " → ".join(f"{size:.0f}" for size in (start, *later))
        print(f"| memory over {options.long} {kind} pages, MB: {steps} | {drift:+.1%} | – | – | ± 5 % |", flush=True)
    (page,) = drawn_pages(typed_pdf(folder / "one.pdf", 1, size=_PRINT), 300)
    page.save(folder / "one.png", dpi=(300, 300))
    print(
        f"| peak memory, one A4 page at 300 dpi | {peak_mb(folder / 'one.png'):.0f} MB | – | – | ≤ 600 MB |", flush=True
    )


class Watched:
    """The memory of the one reading child, looked at after each page."""

    def __init__(self) -> None:
        self._sizes: list[float] = []

    def __call__(self, *_progress: int) -> None:
        if (size := of_child("VmRSS")) is not None:
            self._sizes.append(size)

    def settled(self) -> list[float]:
        """Means over a twentieth of the pages, at a twentieth and at each further fifth of them."""
        count, width = len(self._sizes), max(1, len(self._sizes) // 20)
        places = [width, *(count * fifth // 5 - width for fifth in range(1, 6))]
        return [statistics.mean(self._sizes[place : place + width]) for place in places]


def peak_mb(path: Path) -> float:
    """The largest resident memory of the child that reads a file, asked for until it ends."""
    peak = 0.0
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(read_file, path)
        while not reading.done():
            peak = max(peak, of_child("VmHWM") or 0.0)
            time.sleep(0.01)
    return peak


def of_child(measure: str) -> float | None:
    """A figure of the reading child in megabytes; None before it starts and once it has ended."""
    try:
        (child,) = multiprocessing.active_children()
        status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii")
        figures = dict(line.split(":", 1) for line in status.splitlines())
        return int(figures[measure].split()[0]) / 1000
    except (ValueError, OSError, KeyError):
        return None


def read_here(path: Path, kind: str) -> None:
    """What the reading child does, in this process, where its processor time can be told."""
    for _ in read_pages(path, kind, Limits(), None, lambda *_: None):
        pass


def plain_loop(images: list[Image.Image]) -> None:
    for image in images:
        pytesseract.image_to_string(image, lang=LANGUAGES)


def ocrmypdf(pdf: Path, out: Path) -> None:
    command = ["ocrmypdf", "--jobs", str(_CORES), "--force-ocr", "-l", LANGUAGES, "--output-type", "pdf", "-O", "0"]
    free = {name: value for name, value in os.environ.items() if name != "OMP_THREAD_LIMIT"}  # it sets its own
    subprocess.run([*command, str(pdf), str(out)], check=True, capture_output=True, env=free)


def tesseract(path: Path) -> None:
    subprocess.run(["tesseract", str(path), "stdout", "-l", LANGUAGES], check=True, capture_output=True)


def plain_words(pdf: Path) -> None:
    with pdfplumber.open(pdf) as document:
        for page in document.pages:
            page.extract_words()
            page.close()


def wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def processor_of_children(work: Callable[[], object]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    work()
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rates(seconds: list[float], pages: int) -> list[float]:
    return [pages / spent for spent in seconds]


def row(what: str, ours: list[float], other: list[float], bar: str) -> None:
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, other, strict=True))
    print(
        f"| {what} | {statistics.median(ours):.2f} | {statistics.median(other):.2f} | {ratio:.2f} | {bar} |", flush=True
    )


PARTS = {"scans": scans, "typed": typed, "memory": memory}

if __name__ == "__main__":
    main()
