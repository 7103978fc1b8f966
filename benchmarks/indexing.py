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
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.intervals import Bounds, bounds, resampled, shown
from nlp import load_indexer
from nlp.indexer import READERS
from nlp.text import ClinicalText
from records.record_json import record_json

BARS = {
    "overall": 0.89,
    "identity": 0.98,
    "encounter": 0.88,
    "document": 0.96,
    "vitals": 0.97,
    "labs": 0.92,
    "medications": 0.95,
    "medications.dose": 0.93,
    "medications.frequency": 0.92,
    "medications.status": 0.88,
    "conditions": 0.85,
    "conditions.assertion": 0.80,
    "procedures": 0.72,
    "allergies": 0.88,
    "lifestyle": 0.90,
    "reason": 0.88,
}
AGREEMENT = {
    "overall": 0.953,
    "identity": 1.00,
    "encounter": 0.89,
    "document": 1.00,
    "conditions": 0.96,
    "conditions.assertion": 0.96,
    "medications": 0.99,
    "medications.dose": 0.92,
    "medications.frequency": 0.96,
    "medications.status": 0.97,
    "vitals": 1.00,
    "labs": 0.98,
    "procedures": 1.00,
    "allergies": 0.67,
    "lifestyle": 1.00,
    "reason": 1.00,
}
"""Of two annotators on eight reports, as the data's README tells it."""


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


def _resampled(scorer: ModuleType, gold: dict[str, dict], predicted: dict[str, dict]) -> dict[str, Bounds]:
    """95 % intervals of each group's F1 and of the overall figure, resampling whole reports."""
    reports = [scorer.score({key: gold[key]}, {key: predicted[key]})[0]["groups"] for key in sorted(gold)]
    drawn: dict[str, list[float]] = {}
    for sample in resampled(reports):
        figures = _summed(sample)
        headline = [figures[group] for group in scorer.HEADLINE if group in figures]
        for group, figure in (*figures.items(), ("overall", sum(headline) / len(headline))):
            drawn.setdefault(group, []).append(figure)
    return {group: bounds(figures) for group, figures in drawn.items()}


def _summed(reports: Sequence[dict]) -> dict[str, float]:
    """Each group's F1 over these reports; those without gold left out, as the scorer does."""
    counts: dict[str, list[int]] = {}
    for report in reports:
        for group, row in report.items():
            tally = counts.setdefault(group, [0, 0, 0])
            for place, name in enumerate(("tp", "fp", "fn")):
                tally[place] += row[name]
    return {group: 2 * tp / (2 * tp + fp + fn) for group, (tp, fp, fn) in counts.items() if tp + fn}


def _print_table(scorer: ModuleType, result: dict, intervals: dict[str, Bounds]) -> None:
    print("| group | F1 | 95 % | bar | two annotators | precision | recall | right | spurious | missed |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for group, row in result["groups"].items():
        name = f"**{group}**" if group in scorer.HEADLINE else group
        cells = [name, *_beside(group, row["f1"], intervals), _figure(row["p"]), _figure(row["r"])]
        print(f"| {' | '.join(cells)} | {row['tp']} | {row['fp']} | {row['fn']} |")
    print(f"| **overall** | {' | '.join(_beside('overall', result['overall_f1'], intervals))} | | | | | |")


def _beside(group: str, figure: float | None, intervals: dict[str, Bounds]) -> list[str]:
    """The figure, its interval, the bar and the agreement of two annotators."""
    bar, agreement = BARS.get(group), AGREEMENT.get(group)
    return [
        _figure(figure),
        shown(intervals.get(group)),
        f"≥ {bar:.2f}" if bar else "",
        f"{agreement:.2f}" if agreement else "",
    ]


def _figure(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"


if __name__ == "__main__":
    main()
