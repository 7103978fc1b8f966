"""Identifiers found in the fictitious hospital snippets of EDS-Pseudo: recall by label, precision, and by rule.

    ANAMNESE_DATA=… python -m benchmarks.identifiers [--write]

The rules were written with three quarters of the snippets in view (by a hash of the snippet's id); the fourth quarter
was never looked into, only its totals. An annotated identifier is found when each of its letters and digits is covered,
whatever the kind; its kind is right when all of them have the label's. A find is right when it touches an annotation:
professional numbers and web addresses, which the annotation leaves out, count as wrong.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.intervals import interval, shown
from nlp.identifiers import Kind, find_identifiers

KINDS = {
    "NOM": Kind.LAST_NAME,
    "PRENOM": Kind.FIRST_NAME,
    "DATE": Kind.DATE,
    "DATE_NAISSANCE": Kind.BIRTH_DATE,
    "TEL": Kind.PHONE,
    "VILLE": Kind.TOWN,
    "ZIP": Kind.ZIP,
    "ADRESSE": Kind.ADDRESS,
    "HOPITAL": Kind.HOSPITAL,
    "MAIL": Kind.EMAIL,
    "SECU": Kind.NIR,
    "IPP": Kind.IPP,
    "NDA": Kind.STAY_NUMBER,
}
MISSPELT = {"ADDRESSE": "ADRESSE"}
UNSEEN = 3
"""Which quarter nobody looked into."""
PARTS = {"in view": False, "unseen": True}
CONFIDENCE = Path("nlp/identifiers/confidence.toml")
Snippet = Mapping[str, Any]


@dataclass
class Score:
    """Counts by label and by rule."""

    annotated: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    kind_right: Counter[str] = field(default_factory=Counter)
    finds: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Print both tables; with --write, measure the rules' confidence on the snippets in view and keep it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    folder = Path(os.environ["ANAMNESE_DATA"]) / "documents" / "eds_pseudo_templates"
    snippets = [json.loads(line) for line in (folder / "snippets.jsonl").read_text(encoding="utf-8").splitlines()]
    parts = {name: [one for one in snippets if (quarter(one["id"]) == UNSEEN) == last] for name, last in PARTS.items()}
    in_view, unseen = (score(part) for part in parts.values())
    print(f"{'':16}{'snippets in view':>24}{'unseen quarter':>24}")
    print(f"{'':16}{'n':>6}{'recall':>9}{'kind':>9}{'n':>6}{'recall':>9}{'kind':>9}")
    for label in (*KINDS, None):
        print(f"{label or 'all':16}{line(in_view, label)}{line(unseen, label)}")
    for name, counts in zip(parts, (in_view, unseen), strict=True):
        single = [score([one]) for one in parts[name]]
        print(f"precision, {name}: {counts.right.total() / counts.finds.total():.3f} of {counts.finds.total()} finds")
        between = shown(interval(single, recall))
        print(f"recall, {name}: {recall([counts]):.3f}, 95 % {between} over {len(single)} snippets")
    if write:
        CONFIDENCE.write_text(confidence(in_view), encoding="utf-8")


def recall(counts: Sequence[Score]) -> float:
    """Share of the annotated identifiers that were found."""
    return sum(one.found.total() for one in counts) / max(1, sum(one.annotated.total() for one in counts))


def quarter(snippet_id: str) -> int:
    """Which quarter a snippet belongs to."""
    return sha256(snippet_id.encode()).digest()[0] % 4


def score(snippets: Iterable[Snippet]) -> Score:
    """Counts over snippets."""
    counts = Score()
    for snippet in snippets:
        text = snippet["text"]
        finds = find_identifiers(text)
        kinds: list[Kind | None] = [None] * len(text)
        for one in finds:
            kinds[one.start : one.end] = [one.kind] * (one.end - one.start)
        marked = [False] * len(text)
        for entity in snippet["entities"]:
            label = MISSPELT.get(entity["label"], entity["label"])
            for start, end in entity["spans"]:
                marked[start:end] = [True] * (end - start)
                told = [kinds[place] for place in range(start, end) if text[place].isalnum()]
                counts.annotated[label] += 1
                counts.found[label] += None not in told
                counts.kind_right[label] += set(told) == {KINDS[label]}
        for one in finds:
            counts.finds[one.rule] += 1
            counts.right[one.rule] += any(marked[one.start : one.end])
    return counts


def line(counts: Score, label: str | None) -> str:
    """Number, recall and share of right kinds; over all labels for None."""
    number, found, right = (
        (column.total() if label is None else column[label])
        for column in (counts.annotated, counts.found, counts.kind_right)
    )
    return f"{number:6}{found / number:9.3f}{right / number:9.3f}"


def confidence(counts: Score) -> str:
    """The rules' shares of right finds, one right and one wrong find added to each (Laplace)."""
    head = "# Share of right finds by rule, written by `python -m benchmarks.identifiers --write`.\n"
    shares = ((rule, (counts.right[rule] + 1) / (counts.finds[rule] + 2)) for rule in sorted(counts.finds))
    return head + "".join(f"{rule} = {share:.3f}\n" for rule, share in shares)


if __name__ == "__main__":
    main()
