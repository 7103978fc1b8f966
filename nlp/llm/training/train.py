"""Train the small indexer from nothing and write it as GGUF.

    python -m nlp.llm.training.train --reports GOLD/train.jsonl --texts GOLD/texts.jsonl \\
        [--reports SAMPLES/truth.jsonl --texts SAMPLES/texts.jsonl] --out models/indexer-fr.gguf

Reports are annotated as in the gold set; `anamnese sample` writes generated ones in the same form. The seed is fixed:
the same reports, versions and number of threads give the same model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import torch

from nlp.llm.passes import PassName
from nlp.llm.training.answers import answer_to
from nlp.llm.training.examples import beginning, endless_examples, example_of
from nlp.llm.training.export import write_gguf
from nlp.llm.training.fitting import Plan, fit, loss_of
from nlp.llm.training.network import Network, Shape
from nlp.llm.training.tokenizer import learn_tokenizer
from nlp.llm.training.variants import stock_of, variant

_LONGEST = 2600
"""Tokens of a report and its four answers; what is longer takes windows when it is read, and is left out here."""
_HELD_OUT = 24
"""Of the first set of reports: never shown, their loss is said now and then."""


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, action="append", required=True, help="annotations, JSON lines")
    parser.add_argument("--texts", type=Path, action="append", required=True, help="their texts, in the same order")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--tokens", type=float, default=16e6, help="shown in all")
    parser.add_argument("--vocabulary", type=int, default=4096)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--checkpoint", type=Path, help="written now and then")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    sets = [load(reports, texts) for reports, texts in zip(options.reports, options.texts, strict=True)]
    held_out, reports = sets[0][:_HELD_OUT], [*sets[0][_HELD_OUT:], *(report for more in sets[1:] for report in more)]
    stock = stock_of(reports)
    dice = Random(1)  # noqa: S311 - a training run, not a secret
    told = [variant(report, stock, dice)["text"] for report in reports for _ in range(3)]
    answers = [answer_to(report, name) for report in reports for name in PassName]
    tokenizer = learn_tokenizer([*told, *answers], options.vocabulary)
    plan = Plan(tokens=int(options.tokens))
    shape = Shape(
        options.vocabulary,
        width=options.width,
        layers=options.layers,
        heads=options.width // 64,
        feed_forward=options.width * 11 // 4 // 32 * 32,
    )
    torch.manual_seed(plan.seed)
    network = Network(shape).to(options.device)
    opening = torch.tensor(beginning(tokenizer), device=options.device)
    print(f"{sum(p.numel() for p in network.parameters()) / 1e6:.1f} M parameters", flush=True)
    unseen = [one for one in (example_of(report, tokenizer) for report in held_out) if one.length <= _LONGEST]

    def check() -> str:
        network.eval()
        with torch.no_grad():
            losses = [loss_of(network, opening, [example]).item() for example in unseen]
        network.train()
        if options.checkpoint is not None:
            torch.save(network.state_dict(), options.checkpoint)
        return f"held out: loss {sum(losses) / len(losses):.3f}"

    examples = partial(endless_examples, reports, stock, tokenizer, _LONGEST)
    fit(network, opening, examples, plan, partial(print, flush=True), check)
    network.eval()
    write_gguf(options.out, network, tokenizer, name="indexer-fr", version=options.version, licence="Apache-2.0")


def load(reports: Path, texts: Path) -> Sequence[dict[str, Any]]:
    """Annotated reports with their texts."""
    with texts.open(encoding="utf-8") as lines:
        by_id = {row["id"]: row["text"] for row in map(json.loads, lines)}
    with reports.open(encoding="utf-8") as lines:
        return [{**row, "text": by_id[row["id"]]} for row in map(json.loads, lines)]


if __name__ == "__main__":
    main()
