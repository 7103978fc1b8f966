"""Annotated reports for training: the project's gold, FRASIMED, and reports the tagger annotated itself.

Every example is a clinical text with labelled stretches. Folders are those of the data the project measures on
(`gold`, `parhaf_reports`, `frasimed`; see the model's card for origin and licence).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.text import ClinicalText

_PIECE = 2500
"""Characters of a FRASIMED case shown at once: about one report."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A labelled stretch, in characters of the text."""

    start: int
    end: int
    kind: str
    """`CONDITION` or `PROCEDURE`; `DISEASE` or `MORPHOLOGY` in FRASIMED."""
    attribute: str = ""
    """The assertion of a condition, the status of a procedure."""
    main: bool = False

    @property
    def label(self) -> str:
        """What the tagger learns: conditions are told apart by assertion, procedures are not."""
        return f"{self.kind}_{self.attribute}" if self.kind == "CONDITION" else self.kind


@dataclass(frozen=True)
class Example:
    """A text and what stands in it."""

    id: str
    text: ClinicalText
    annotations: tuple[Annotation, ...]

    def __repr__(self) -> str:
        return f"Example({self.id}, {len(self.annotations)} annotations)"


def gold(folder: Path, split: str) -> tuple[Example, ...]:
    """The `train` or `dev` reports, annotated by hand."""
    texts = {row["id"]: row["text"] for row in _rows(folder / "gold" / "texts.jsonl")}
    return tuple(
        Example(row["id"], ClinicalText.of(texts[row["id"]]), tuple(_gold_annotations(row)))
        for row in _rows(folder / "gold" / f"{split}.jsonl")
    )


def _gold_annotations(row: dict[str, list[dict[str, str | int | bool]]]) -> Iterator[Annotation]:
    for item in row["conditions"]:
        start, end = int(item["start"]), int(item["end"])
        yield Annotation(start, end, "CONDITION", str(item["assertion"]), bool(item["main"]))
    for item in row["procedures"]:
        yield Annotation(int(item["start"]), int(item["end"]), "PROCEDURE", str(item["status"]))


def unannotated(folder: Path, without: Iterable[str]) -> tuple[tuple[str, ClinicalText], ...]:
    """The reports of the same corpus that nobody annotated; `without` are ids to leave out, dev's above all."""
    left_out = frozenset(without)
    rows = _rows(folder / "parhaf_reports" / "reports.jsonl")
    return tuple((row["id"], ClinicalText.of(row["text"])) for row in rows if row["id"] not in left_out)


def frasimed(folder: Path) -> Iterator[Example]:
    """FRASIMED's cases in pieces; mentions that are split or lie across a cut are left out."""
    kinds = {"disease": "DISEASE", "morphology-onco": "MORPHOLOGY"}
    for name in ("distemist", "cantemist"):
        for row in _rows(folder / "frasimed" / f"{name}.jsonl.gz"):
            whole = [(e["spans"][0], kinds[e["label"]]) for e in row["entities"] if len(e["spans"]) == 1]
            for cut, piece in _pieces(row["text"]):
                inside = [
                    Annotation(start - cut, end - cut, kind)
                    for (start, end), kind in whole
                    if cut <= start and end <= cut + len(piece)
                ]
                yield Example(f"{row['id']}@{cut}", ClinicalText.of(piece), tuple(inside))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = min(len(text), start + _PIECE)
        if end < len(text):
            cut = max(text.rfind("\n", start, end), text.rfind(". ", start, end))
            end = cut + 1 if cut > start + _PIECE // 4 else end
        yield start, text[start:end]
        start = end


def without_overlap(annotations: Sequence[Annotation]) -> list[Annotation]:
    """The longest of those that overlap, in the order of the text."""
    kept: list[Annotation] = []
    for one in sorted(annotations, key=lambda a: (a.start - a.end, a.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda a: a.start)


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # the rows' schema is the gold README's
    with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
