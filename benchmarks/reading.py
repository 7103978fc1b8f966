"""What is read from every kind of page, beside plain Tesseract on the same pages.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.reading [--pages 20] [--kinds clean,phone,funsd_nc] [--keep DIR]

Draws report pages with `eval/render_pages.py` (clean, strong, fax, phone) and turns and skews the clean ones; takes the
scanned sets as they are. Scores with the functions of `eval/score_ocr.py`; both lie beside the data folder. Prints one
Markdown table. Each reader has one thread; processor seconds include decoding, treatment and every second pass.
Character error rates are given only where the order of reading is plain.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from types import ModuleType

os.environ["OMP_THREAD_LIMIT"] = "1"

from PIL import Image

from benchmarks.indexing import load_scorer
from ingestion.filetype import HEAD_BYTES, media_type_of
from ingestion.limits import Limits
from ingestion.ocr.engine import LANGUAGES
from ingestion.pages import read_pages, warm_up
from ingestion.training.texts import reports_for_measuring

DRAWN = ("clean", "strong", "fax", "phone")
TURNED = {"turned_90": 90.0, "turned_180": 180.0, "turned_270": 270.0, "skewed_5": 5.0, "skewed_15": -15.0}
SCANNED = ("funsd_nc", "sroie", "tapuscorpus_fr")
ORDER_IS_PLAIN = {*DRAWN, *TURNED, "tapuscorpus_fr"}

Sample = tuple[Path, str]
"""An image and its true text."""


def main() -> None:
    """Draw, read twice, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--pages", type=int, default=20, help="report pages drawn of each kind")
    parser.add_argument("--kinds", default=",".join((*DRAWN, *TURNED, *SCANNED)))
    parser.add_argument("--keep", type=Path, help="folder for what was read, one JSON line a page")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    options.data = Path(options.data)
    scorer = load_scorer(options.data.parent / "eval" / "score_ocr.py")
    warm_up()
    print("| pages | n | word recall, Tesseract | ours | number recall | ours | CER | ours | CPU s/page | ours |")
    print(f"|---|{'---:|' * 9}")
    with tempfile.TemporaryDirectory() as name:
        drawn = draw(options.data, Path(name), options.pages)
        for kind in options.kinds.split(","):
            samples = list(samples_of(kind, options.data, drawn, scorer))
            plain, ours = (
                measure(kind, reader, samples, scorer, options.keep) for reader in (read_plainly, read_with_treatment)
            )
            pairs = " | ".join(f"{before} | {after}" for before, after in zip(plain, ours, strict=True))
            print(f"| {kind} | {len(samples)} | {pairs} |", flush=True)


def draw(data: Path, folder: Path, pages: int, kinds: Sequence[str] = DRAWN) -> Path:
    """Pages of every drawn kind, of reports on which nothing was trained; the clean ones turned and skewed too."""
    renderer = data.parent / "eval" / "render_pages.py"
    reports = folder / "reports.jsonl"
    with reports.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in reports_for_measuring(data))
    command = [sys.executable, str(renderer), str(reports), str(folder), "--n", str(pages), "--levels", ",".join(kinds)]
    subprocess.run(command, check=True)
    rows = [json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in [row for row in rows if row["kind"] == "clean"]:
        for kind, degrees in TURNED.items():
            image = folder / "images" / f"{row['id']}_{kind}.jpg"
            with Image.open(folder / row["image"]) as page:
                page.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC).save(
                    image, quality=80
                )
            rows.append({**row, "id": image.stem, "image": f"images/{image.name}", "kind": kind})
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def samples_of(kind: str, data: Path, drawn: Path, scorer: ModuleType) -> Iterator[Sample]:
    """The pages of a kind."""
    folder = data / "documents" / kind if kind in SCANNED else drawn
    for image, text, drawn_kind in scorer.gold(str(folder)):
        if kind in (drawn_kind, folder.name):
            yield folder / image, text


def measure(
    kind: str,
    read: Callable[[Path], tuple[str, float]],
    samples: Sequence[Sample],
    scorer: ModuleType,
    keep: Path | None,
) -> tuple[str, ...]:
    """Word recall, number recall, character error rate and processor seconds a page."""
    sums: collections.Counter[str] = collections.Counter()
    rows = []
    for path, truth in samples:
        text, seconds = read(path)
        rows.append({"id": path.stem, "text": text})
        gold, found = scorer.norm(truth), scorer.norm(text)
        words, read_words = (collections.Counter(scorer.tokens(side)) for side in (gold, found))
        numbers = collections.Counter({word: n for word, n in words.items() if any(char.isdigit() for char in word)})
        sums["words"] += words.total()
        sums["words found"] += (words & read_words).total()
        sums["numbers"] += numbers.total()
        sums["numbers found"] += (numbers & read_words).total()
        sums["ms"] += round(seconds * 1000)
        if kind in ORDER_IS_PLAIN:
            sums["letters"] += len(gold)
            sums["errors"] += scorer.distance(gold, found)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (keep / f"{kind}-{read.__name__}.jsonl").write_text("".join(lines), encoding="utf-8")
    return (
        f"{sums['words found'] / max(1, sums['words']):.3f}",
        f"{sums['numbers found'] / max(1, sums['numbers']):.3f}",
        f"{sums['errors'] / sums['letters']:.3f}" if sums["letters"] else "–",
        f"{sums['ms'] / 1000 / max(1, len(samples)):.2f}",
    )


def read_plainly(path: Path) -> tuple[str, float]:
    """The `tesseract` command on the image as it is."""
    before = getrusage(RUSAGE_CHILDREN)
    run = subprocess.run(
        ["tesseract", str(path), "stdout", "-l", LANGUAGES],
        check=True,
        capture_output=True,
        text=True,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return run.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def read_with_treatment(path: Path) -> tuple[str, float]:
    """What the reading child does, in this process, where its processor time can be told."""
    with path.open("rb") as file:
        kind = media_type_of(file.read(HEAD_BYTES))
    started = time.process_time()
    pages = list(read_pages(path, kind.value, Limits(), None, lambda *_: None))
    return "\n\n".join(page.text for page in pages), time.process_time() - started


if __name__ == "__main__":
    main()
