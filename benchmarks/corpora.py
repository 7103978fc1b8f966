"""Entities found in corpora that others annotated, by the shipped indexer as it is.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.corpora [--only CORPUS…]

Their labels are not our fields; `CORPORA` says which of our fields is held against which of their labels. Two ways
to count: `names`, the different names of a document, one to one, word F1 of at least one half (our record wants each
condition once, whatever it is called later on); `mentions`, every annotated stretch, to the character. Published
figures stand beside ours where there are some; the parts they were measured on are not ours, so they orient only.
Nothing of these corpora trained the shipped models but FRASIMED, on which the network's lower layers were started.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.intervals import interval, shown
from nlp import load_indexer
from nlp.indexer import Indexer
from nlp.sections import fold
from nlp.tagger.learning import matches
from nlp.text import ClinicalText
from records.fields import Field

READERS = ("medications", "conditions", "procedures")


@dataclass(frozen=True)
class Corpus:
    """Files, and which of our fields is held against which labels."""

    files: Sequence[str]
    labels: Mapping[str, Sequence[str]]
    published: str = ""


CORPORA = {
    "e3c_fr": Corpus(
        ["e3c_fr/documents.jsonl"], {"conditions": ["CLINENTITY"]}, "dictionary matching 0.73 (layer 2, Zanoli 2023)"
    ),
    "quaero EMEA": Corpus(
        ["quaero_frenchmed/train_EMEA.jsonl", "quaero_frenchmed/dev_EMEA.jsonl"],
        {"conditions": ["DISO"], "medications": ["CHEM"], "procedures": ["PROC"]},
        "best system of 2016: 0.70 (test part, exact, all ten labels)",
    ),
    "quaero MEDLINE": Corpus(
        ["quaero_frenchmed/train_MEDLINE.jsonl", "quaero_frenchmed/dev_MEDLINE.jsonl"],
        {"conditions": ["DISO"], "medications": ["CHEM"], "procedures": ["PROC"]},
    ),
    "mantra_gsc_fr": Corpus(
        ["mantra_gsc_fr/documents.jsonl"], {"conditions": ["DISO"], "medications": ["CHEM"], "procedures": ["PROC"]}
    ),
    "frasimed distemist": Corpus(["frasimed/distemist.jsonl.gz"], {"conditions": ["disease"]}),
    "frasimed cantemist": Corpus(["frasimed/cantemist.jsonl.gz"], {"conditions": ["morphology-onco"]}),
    "e3c_en": Corpus(["e3c_en/documents.jsonl"], {"conditions": ["CLINENTITY"]}),
    "maccrobat2020": Corpus(
        ["maccrobat2020/documents.jsonl"],
        {
            "conditions": ["Disease_disorder", "Sign_symptom"],
            "medications": ["Medication"],
            "procedures": ["Therapeutic_procedure"],
        },
    ),
}


@dataclass
class Counts:
    """Right, found and wanted, document by document."""

    names: list[tuple[int, int, int]] = field(default_factory=list)
    mentions: list[tuple[int, int, int]] = field(default_factory=list)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    parser.add_argument("--only", nargs="+", choices=[*CORPORA], default=[*CORPORA])
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    indexer = load_indexer(READERS)
    print("| corpus | field = labels | wanted | names P | names R | names F1 | 95 % | mentions F1 | published |")
    print("|---|---|---:|---:|---:|---:|---|---:|---|")
    for name in options.only:
        corpus = CORPORA[name]
        for group, counts in measured(indexer, corpus, options.data / "documents").items():
            precision, recall, figure = scores(counts.names)
            between = shown(interval(counts.names, lambda drawn: scores(drawn)[2]))
            print(
                f"| {name} | {group} = {', '.join(corpus.labels[group])} | {sum(w for _, _, w in counts.names)} "
                f"| {precision:.3f} | {recall:.3f} | **{figure:.3f}** | {between} "
                f"| {scores(counts.mentions)[2]:.3f} | {corpus.published if group == 'conditions' else ''} |",
                flush=True,
            )


def measured(indexer: Indexer, corpus: Corpus, folder: Path) -> dict[str, Counts]:
    """Counts by group of fields."""
    found: dict[str, Counts] = {group: Counts() for group in corpus.labels}
    for document in _documents(folder, corpus):
        text = document["text"]
        fields = indexer.index(ClinicalText.of(text).document)
        for group, labels in corpus.labels.items():
            wanted = [entity for entity in document["entities"] if entity["label"] in labels]
            ours = [place for one in fields if one.name == group and (place := _place(one))]
            found[group].names.append(_by_name([text[s:e] for s, e in ours], [entity["text"] for entity in wanted]))
            theirs = {tuple(entity["spans"][0]) for entity in wanted if len(entity["spans"]) == 1}
            found[group].mentions.append((len(theirs & {*ours}), len({*ours}), len(wanted)))
    return found


def _documents(folder: Path, corpus: Corpus) -> Iterator[dict]:
    for name in corpus.files:
        path = folder / name
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _place(one: Field) -> tuple[int, int] | None:
    """Where the name stands; of a medication the drug alone, without its posology."""
    if one.evidence is None:
        return None
    start, end = one.evidence.start, one.evidence.end
    if one.name == "medications" and (inside := fold(one.evidence.text).find(fold(str(one.value)))) >= 0:
        return start + inside, start + inside + len(str(one.value))
    return start, end


def _by_name(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int, int]:
    found, wanted = ([*dict.fromkeys(" ".join(fold(name).split()) for name in names)] for names in (ours, theirs))
    return len(matches(found, wanted)), len(found), len(wanted)


def scores(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all documents."""
    right, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    return right / max(1, found), right / max(1, wanted), 2 * right / max(1, found + wanted)


if __name__ == "__main__":
    main()
