"""Train the shipped tagger: `python -m nlp.tagger.train --data FOLDER --out models/tagger-fr`.

    1  lower layers on FRASIMED
    2  a network a fold on the gold's training reports, to see what it finds in reports it did not learn
    3  the linear models, on what was found in 2
    4  the networks of 2 together annotate the corpus' other reports (dev's left out)
    5  the network that is shipped: gold, every other of it again as a scanner would spell it, and the reports of 4

Afterwards `python -m records.artefacts models` lists the new files. Finished stages are kept in `--work`, so a
training that was stopped goes on. About 30 minutes of one core. The seed is fixed; another machine's arithmetic may
still differ in the last digits. Of the gold's dev reports only the ids are read, to leave them out.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.data import Annotation, Example, frasimed, gold, unannotated
from nlp.tagger.findings import CONDITION, PROCEDURE, candidates, findings
from nlp.tagger.fitting import fit_network, lower_layers
from nlp.tagger.learning import Tagged, fit_linear
from nlp.tagger.linear import LinearModel
from nlp.tagger.model import NETWORK, NOT_KEPT, Tagger, load
from nlp.tagger.noise import noisy

SEED = 7
FOLDS = 4
LOWER_EPOCHS, FOLD_EPOCHS, FINAL_EPOCHS = 2, 20, 8
SCAN_ERROR_RATE = 0.012
"""Errors a character in the scanned copies: between a clean scan (0.002) and a photo (0.08)."""
VOTES = 2
SILVER_AT_LEAST = 0.4
_MIN_CHARACTERS = 40

log = logging.getLogger("nlp.tagger.train")


def main() -> None:
    """Run every stage that is not done yet and write the artefact."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with gold, parhaf_reports and frasimed")
    parser.add_argument("--out", type=Path, required=True, help="folder of the artefact")
    parser.add_argument("--work", type=Path, help="folder for finished stages (default: OUT with .work behind)")
    parser.add_argument("--version", default="1")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    work = arguments.work or arguments.out.with_suffix(".work")
    work.mkdir(parents=True, exist_ok=True)
    train(arguments.data, arguments.out, work, arguments.version)


def train(data: Path, out: Path, work: Path, version: str) -> None:
    """All stages."""
    examples = gold(data, "train")
    lower = _lower(data, work)
    tagged = [pair for fold in range(FOLDS) for pair in out_of_fold(examples, fold, lower, work)]
    linear = fit_linear(tagged)
    log.info("linear models: %s", ", ".join(f"{name} {len(model.weights)}" for name, model in linear.items()))
    if not (work / "final" / NETWORK).is_dir():
        scanned = [noisy(example, SCAN_ERROR_RATE, seed) for seed, example in enumerate(examples[::2])]
        _network([*examples, *scanned, *_silver(data, examples, linear, work)], FINAL_EPOCHS, lower, work / "final")
    _write(out, work / "final", linear, version)


def out_of_fold(examples: Sequence[Example], fold: int, lower: bytes, work: Path) -> Tagged:
    """The fold's reports with the mentions of a network trained on the other folds."""
    held = [example for index, example in enumerate(examples) if index % FOLDS == fold]
    rest = [example for index, example in enumerate(examples) if index % FOLDS != fold]
    network = _network(rest, FOLD_EPOCHS, lower, work / f"fold-{fold}")
    return [(example, network.mentions(Contexts(example.text))) for example in held]


def _lower(data: Path, work: Path) -> bytes:
    kept = work / "lower.bin"
    if not kept.exists():
        pieces = [piece for piece in frasimed(data) if len(piece.text.text) > _MIN_CHARACTERS]
        log.info("lower layers on %d pieces of FRASIMED", len(pieces))
        kept.write_bytes(
            lower_layers(fit_network(pieces, epochs=LOWER_EPOCHS, seed=SEED, dropout=0.2, batch_tokens=2500))
        )
    return kept.read_bytes()


def _silver(data: Path, examples: Sequence[Example], linear: dict[str, LinearModel], work: Path) -> list[Example]:
    """The corpus' other reports as the folds' networks read them: what at least two of them name alike."""
    teachers = [load(work / f"fold-{fold}") for fold in range(FOLDS)]
    dev = {json.loads(line)["id"] for line in (data / "gold" / "dev.jsonl").open(encoding="utf-8")}
    silver = []
    for name, text in unannotated(data, dev | {example.id for example in examples}):
        contexts = Contexts(text)
        tagged = vote([teacher.mentions(contexts) for teacher in teachers])
        silver.append(Example(name, text, tuple(_annotated(contexts, tagged, linear))))
    log.info("silver: %d reports, %d mentions", len(silver), sum(len(s.annotations) for s in silver))
    return silver


def vote(readings: Sequence[Sequence[Mention]]) -> list[Mention]:
    """Mentions that at least VOTES readings share to the token, the most shared first where they overlap."""
    votes = Counter((mention.start, mention.end) for reading in readings for mention in reading)
    labels = {place: Counter[str]() for place in votes}
    for mention in (mention for reading in readings for mention in reading):
        labels[mention.start, mention.end][mention.label] += 1
    kept: list[Mention] = []
    for (start, end), count in votes.most_common():
        if count >= VOTES and all(end <= other.start or start >= other.end for other in kept):
            kept.append(Mention(start, end, labels[start, end].most_common(1)[0][0]))
    return sorted(kept, key=lambda mention: mention.start)


def _annotated(contexts: Contexts, tagged: Sequence[Mention], linear: dict[str, LinearModel]) -> Iterator[Annotation]:
    for kind, attribute, keep in ((CONDITION, "assertion", "condition"), (PROCEDURE, "status", "procedure")):
        for one in findings(contexts, candidates(contexts, tagged, kind), kind, linear[attribute], linear[keep]):
            if one.kept >= SILVER_AT_LEAST:
                start, end = contexts.tokens.starts[one.mention.start], contexts.tokens.ends[one.mention.end - 1]
                yield Annotation(start, end, kind, one.attribute)


def _network(examples: Sequence[Example], epochs: int, lower: bytes, kept: Path) -> Tagger:
    if not (kept / NETWORK).is_dir():
        log.info("%s: %d reports, %d epochs", kept.name, len(examples), epochs)
        network = fit_network(
            examples, epochs=epochs, seed=SEED, start_from=lower, on_epoch=lambda n: log.info("epoch %d", n)
        )
        (kept / "unfinished").mkdir(parents=True, exist_ok=True)
        network.to_disk(kept / "unfinished", exclude=NOT_KEPT)
        (kept / "unfinished").rename(kept / NETWORK)
    return load(kept)


def _write(out: Path, network: Path, linear: dict[str, LinearModel], version: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / NETWORK, ignore_errors=True)
    shutil.copytree(network / NETWORK, out / NETWORK)
    for name, model in linear.items():
        model.save(out / f"{name}.json")
    (out / "version").write_text(f"{version}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
