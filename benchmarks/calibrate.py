"""Measure how often each rule is right on the annotated training reports; writes `nlp/confidence.toml`.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.calibrate [--scorer FILE] [--work FOLDER] [--only-tell]

An item is right when the scorer would match it: a scalar by its value, a list item by its words. The figure is
Laplace-smoothed, (right + 1) / (proposed + 2). Rules that never fire on these reports are not written.

With the work folder of `nlp.tagger.train` it also tells how far the confidences can be believed, and draws
`docs/reliability.svg`: every field gets the confidence that the other three quarters of the reports give its rule;
conditions and procedures are read by networks and linear models that learnt from those alone.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.indexing import by_id, load_scorer
from benchmarks.intervals import interval, shown
from benchmarks.reliability import Outcome, calibration_error, caught, diagram, table
from nlp import load_indexer
from nlp.confidence import UNMEASURED
from nlp.indexer import READERS
from nlp.tagger.data import gold
from nlp.tagger.evaluate import cross_validate
from nlp.tagger.train import FOLDS, out_of_fold
from nlp.text import ClinicalText
from records.fields import Field
from records.record_json import record_json

HEAD = """\
# How often each rule is right, by rule and field: (right + 1) / (proposed + 2) on the annotated training reports.
# Written by `ANAMNESE_DATA=… python -m benchmarks.calibrate`; not to be edited by hand.
"""
BRING_THEIR_OWN = ("conditions", "procedures")
"""Readers whose model gives each field a probability; these reports taught it, so they cannot judge it."""
_ROOT = Path(__file__).resolve().parents[1]
TARGET = _ROOT / "nlp" / "confidence.toml"
DIAGRAM = _ROOT / "docs" / "reliability.svg"

Counts = dict[tuple[str, str], list[int]]
"""Right and proposed, by rule and field."""


def main() -> None:
    """Count right and proposed per rule and field, write the file, and tell how far it can be believed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--scorer", type=Path, help="default: ../eval/score_indexing.py beside the data")
    parser.add_argument("--work", type=Path, help="the work folder of nlp.tagger.train")
    parser.add_argument("--only-tell", action="store_true", help="write nothing")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    scorer = load_scorer(options.scorer or options.data.parent / "eval" / "score_indexing.py")
    texts = by_id(options.data / "documents" / "gold" / "texts.jsonl")
    indexer = load_indexer([reader for reader in READERS if reader not in BRING_THEIR_OWN])
    reports = [
        list(judged(scorer, annotated, indexer.index(ClinicalText.of(texts[key]["text"]).document)))
        for key, annotated in by_id(options.data / "documents" / "gold" / "train.jsonl").items()
    ]
    counts = counted(reports)
    if not options.only_tell:
        TARGET.write_text(HEAD + "".join(_tables(counts)), encoding="utf-8")
        print(f"{len(counts)} rules measured, written to {TARGET}")
    if options.work is not None:
        outcomes = [*_of_rules(reports), *_of_models(options.data / "documents", options.work)]
        print("\n".join(table(outcomes)))
        told = [
            f"{name} {shown(interval(outcomes, figure))}"
            for name, figure in (("ECE", calibration_error), ("errors in the least certain 20 %", caught))
        ]
        print(f"\nOf all, 95 % over fields: {', '.join(told)}")
        if not options.only_tell:
            DIAGRAM.write_text(diagram(outcomes), encoding="utf-8")


def counted(reports: Sequence[Sequence[tuple[Field, bool]]]) -> Counts:
    """Right and proposed over these reports."""
    counts: Counts = defaultdict(lambda: [0, 0])
    for field, right in (pair for report in reports for pair in report):
        for one in (field, *field.parts):
            tally = counts[one.model, one.name]
            tally[0] += right
            tally[1] += 1
    return counts


def _of_rules(reports: Sequence[Sequence[tuple[Field, bool]]]) -> Iterator[Outcome]:
    """Each field with the confidence that its rule earned in the other folds."""
    for fold in range(FOLDS):
        counts = counted([report for index, report in enumerate(reports) if index % FOLDS != fold])
        for field, right in (pair for report in reports[fold::FOLDS] for pair in report):
            known = (field.model, field.name) in counts
            confidence = _smoothed(counts[field.model, field.name]) if known else UNMEASURED
            yield Outcome(field.name.partition(".")[0], confidence, right)


def _of_models(documents: Path, work: Path) -> Iterator[Outcome]:
    """Conditions and procedures, each read by models that never saw the report."""
    examples, lower = gold(documents, "train"), (work / "lower.bin").read_bytes()
    report = cross_validate([out_of_fold(examples, fold, lower, work) for fold in range(FOLDS)])
    for kind, outcomes in report.outcomes.items():
        for probability, right in outcomes:
            yield Outcome(f"{kind.lower()}s", probability, right)


def judged(scorer: ModuleType, gold: dict, fields: tuple[Field, ...]) -> Iterator[tuple[Field, bool]]:
    """Each field with whether the annotation holds it; fields that the annotation does not cover are left out."""
    for field in fields:
        group, _, leaf = field.name.partition(".")
        if group in ("vitals", "labs", "conditions", "medications", "allergies", "procedures"):
            item = record_json("", (field,))[group][0]
            yield field, any(_same_item(scorer, group, item, other) for other in gold[group])
        elif leaf in gold.get(group, {}):
            yield field, _same_scalar(scorer, leaf, gold[group][leaf], field.value)


def _same_scalar(scorer: ModuleType, leaf: str, expected: object, value: object) -> bool:
    wanted = expected["value"] if isinstance(expected, dict) else expected
    if wanted is None:
        return False
    floor = {"author": 0.6, "department": 0.6, "reason": 0.5}.get(leaf, 1.1)
    return scorer.norm(wanted) == scorer.norm(value) or scorer.word_f1(wanted, value) >= floor


def _same_item(scorer: ModuleType, group: str, item: dict, other: dict) -> bool:
    if group == "vitals":
        return item["name"] == other["name"] and scorer.norm(item["value"]) == scorer.norm(other["value"])
    if group == "labs":
        same_value = scorer.norm(item["value"]) == scorer.norm(other["value"])
        return same_value and scorer.word_f1(item["name"], other["name"]) >= 0.5
    key = "drug" if group == "medications" else "quote"
    same = scorer.word_f1(item[key], other[key]) >= 0.5
    return same and item.get("assertion") == other.get("assertion") and item.get("status") == other.get("status")


def _tables(counts: Counts) -> Iterator[str]:
    for model in sorted({model for model, _ in counts}):
        yield f"\n[{json.dumps(model)}]\n"
        for name, (right, proposed) in sorted(
            (name, tally) for (other, name), tally in counts.items() if other == model
        ):
            yield f"{json.dumps(name)} = {_smoothed((right, proposed)):.3f}  # {right} of {proposed}\n"


def _smoothed(tally: Sequence[int]) -> float:
    right, proposed = tally
    return (right + 1) / (proposed + 2)


if __name__ == "__main__":
    main()
