"""Weigh the two readers' confidences and spellings: prints the numbers of `ingestion.ocr.arbiter`.

    python -m ingestion.training.weights --data DATA [--reports 12]

Reads every page twice: faxes and photos drawn from PARHAF reports that the spelling was not learnt from (CC BY 4.0, by
the data folder's `eval/render_pages.py`) and every second typewritten page of TapusCorpus (CC BY 4.0). A spot counts
where exactly one reading has only words of the page's true text; a logistic regression tells which. About five minutes.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from ingestion.ocr.arbiter import differ_in_accents_only, features, text_of
from ingestion.ocr.engine import Engine
from ingestion.ocr.merge import spots
from ingestion.ocr.neural import load_neural_reader
from ingestion.ocr.select import load_engine
from ingestion.ocr.spelling import load_spelling
from ingestion.page_image import PageImage
from ingestion.page_reader import read_upright
from ingestion.training.texts import reports_for_weights

_WORD = re.compile(r"\w+(?:[.,/]\d+)*")
_STEPS = 25
_PENALTY = 1.0

Spot = tuple[tuple[float, ...], bool]
"""Features, and whether the second reading was the right one."""


def main() -> None:
    """Draw, read twice, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = [*_drawn(options.data, Path(folder), options.reports), *_typewritten(options.data)]
        engine = load_engine()
        seen = [spot for path, truth in pages for spot in _spots(path, truth, engine)]
    rows = np.array([(*spot, 1.0) for spot, _ in seen])
    right = np.array([second for _, second in seen], dtype=float)
    weights = _fit(rows, right)
    share = float((((rows @ weights) > 0) == (right > 0)).mean())
    print(f"{len(seen)} spots, the second reading right in {right.mean():.2f}, told in {share:.3f}")
    print("WEIGHTS", tuple(round(float(weight), 2) for weight in weights[:-1]), "BIAS", round(float(weights[-1]), 2))


def _drawn(data: Path, folder: Path, reports: int) -> Iterator[tuple[Path, str]]:
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in reports_for_weights(data)), encoding="utf-8")
    renderer = data.parent / "eval" / "render_pages.py"
    command = [sys.executable, str(renderer), str(source), str(folder), "--n", str(reports), "--levels", "fax,phone"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the project's own renderer
    for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield folder / row["image"], row["text"]


def _typewritten(data: Path) -> Iterator[tuple[Path, str]]:
    folder = data / "documents" / "tapuscorpus_fr"
    lines = (folder / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::2]:
        row = json.loads(line)
        yield folder / row["image"], re.sub(r"[_^~]", "", row["text"])


def _spots(path: Path, truth: str, engine: Engine) -> Iterator[Spot]:
    with Image.open(path) as opened:
        page = PageImage(np.asarray(opened.convert("L")), None)
    page, prepared, first = read_upright(page, engine)
    if prepared.measures.x_height is None:
        return
    second = load_neural_reader().read(prepared.shape.level(page.grey()), prepared.measures.x_height)
    true_words = set(_WORD.findall(truth.lower()))
    spelling = load_spelling()
    for mine, theirs in spots(first, second):
        if mine and theirs and not differ_in_accents_only(mine, theirs):
            rights = [_is_right(text_of(words), true_words) for words in (mine, theirs)]
            if rights[0] != rights[1]:
                yield features(mine, theirs, spelling), rights[1]


def _is_right(text: str, true_words: set[str]) -> bool:
    words = _WORD.findall(text.lower())
    return bool(words) and all(word in true_words for word in words)


def _fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method, with a small penalty on all but the bias."""
    penalty = np.diag([_PENALTY] * (rows.shape[1] - 1) + [0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - chance) - penalty @ weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        weights = weights + np.linalg.solve(bend, slope)
    return weights


if __name__ == "__main__":
    main()
