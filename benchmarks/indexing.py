"""How well the indexer reads the annotated reports, scored by the scorer that lies beside the data.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.indexing [--split train|dev] [--errors N] [--readers NAME…]
        [--only GROUP…] [--keep FILE] [--no-intervals]

Needs the data folder's `documents/gold` and, beside that folder, `eval/score_indexing.py` (or `--scorer`).
Prints a Markdown table with 95 % bootstrap intervals over reports. `--errors` lists what went wrong and is
allowed on the train split only: the dev split measures, it is not to be tuned to.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import sys
import time
from pathlib import Path
from types import ModuleType

from nlp import load_indexer
from nlp.indexer import READERS
from nlp.text import ClinicalText
from records.record_json import record_json

RESAMPLES = 200
SEED = 17


def main() -> None:
    """Index one split of the gold texts and print the scores."""
    options = _options()
    gold_folder = options.data / "documents" / "gold"
    scorer = load_scorer(options.scorer or options.data.parent / "eval" / "score_indexing.py")
    gold = by_id(gold_folder / f"{options.split}.jsonl")
    texts = by_id(gold_folder / "texts.jsonl")

    started = time.perf_counter()
    indexer = load_indexer(options.readers)
    ready = time.perf_counter() - started
    started = time.process_time()
    predicted = {
        key: record_json(key, indexer.index(ClinicalText.of(texts[key]["text"]).document)) for key in sorted(gold)
    }
    spent = time.process_time() - started
    if options.keep:
        options.keep.write_text(
            "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in predicted.values()), encoding="utf-8"
        )

    result, errors = scorer.score(gold, predicted, options.errors)
    _print_table(scorer, result, _resampled(scorer, gold, predicted) if options.resamples else {})
    print(f"\n{len(gold)} reports of {options.split}; ready in {ready:.2f} s, {len(gold) / spent:.0f} reports/s/core")
    for group, lines in errors.items():
        if lines and (not options.only or group.startswith(tuple(options.only))):
            print(f"\n{group}", *lines, sep="\n  ")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--scorer", type=Path, help="default: ../eval/score_indexing.py beside the data")
    parser.add_argument("--split", choices=("train", "dev"), default="train")
    parser.add_argument("--errors", type=int, default=0, help="errors listed per group, train only")
    parser.add_argument("--only", nargs="*", help="list errors of the groups that start so")
    parser.add_argument("--readers", nargs="+", default=READERS, help="only these readers")
    parser.add_argument("--keep", type=Path, help="write the predictions there")
    parser.add_argument("--no-intervals", dest="resamples", action="store_false", help="skip the bootstrap")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    if options.errors and options.split != "train":
        parser.error("--errors is for the train split")
    return options


def load_scorer(path: Path) -> ModuleType:
    """The scorer, as a module."""
    spec = importlib.util.spec_from_file_location("score_indexing", path)
    if spec is None or spec.loader is None or not path.exists():
        sys.exit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_id(path: Path) -> dict[str, dict]:
    """The objects of a JSON-lines file by their `id`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def _resampled(scorer: ModuleType, gold: dict[str, dict], predicted: dict[str, dict]) -> dict[str, tuple[float, float]]:
    """95 % intervals of each group's F1 and of the overall figure, resampling whole reports."""
    drawn: dict[str, list[float]] = {}
    chooser = random.Random(SEED)
    keys = sorted(gold)
    for _ in range(RESAMPLES):
        sample = chooser.choices(keys, k=len(keys))
        result, _ = scorer.score(
            {f"{i}": gold[key] for i, key in enumerate(sample)},
            {f"{i}": predicted[key] for i, key in enumerate(sample)},
        )
        figures = {group: row["f1"] for group, row in result["groups"].items()} | {"overall": result["overall_f1"]}
        for group, figure in figures.items():
            if figure is not None:
                drawn.setdefault(group, []).append(figure)
    return {group: _interval(figures) for group, figures in drawn.items()}


def _interval(figures: list[float]) -> tuple[float, float]:
    ordered = sorted(figures)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * (len(ordered) - 1))]


def _print_table(scorer: ModuleType, result: dict, intervals: dict[str, tuple[float, float]]) -> None:
    print("| group | F1 | 95 % | precision | recall | right | spurious | missed |")
    print("|---|---|---|---|---|---|---|---|")
    for group, row in result["groups"].items():
        name = f"**{group}**" if group in scorer.HEADLINE else group
        cells = [name, _figure(row["f1"]), _range(intervals.get(group)), _figure(row["p"]), _figure(row["r"])]
        print(f"| {' | '.join(cells)} | {row['tp']} | {row['fp']} | {row['fn']} |")
    print(f"| **overall** | {_figure(result['overall_f1'])} | {_range(intervals.get('overall'))} | | | | | |")


def _figure(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"


def _range(bounds: tuple[float, float] | None) -> str:
    return "–" if bounds is None else f"{bounds[0]:.3f}–{bounds[1]:.3f}"


if __name__ == "__main__":
    main()
