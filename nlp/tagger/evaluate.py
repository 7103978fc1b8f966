"""Cross-validated figures of the tagger: `python -m nlp.tagger.evaluate --data FOLDER --work FOLDER`.

Uses the fold networks that training left in its work folder; the linear models are fitted anew for each fold on
the other folds. Counts as the gold's scorer does: one to one, word F1 of at least one half; a finding with the
wrong assertion or status counts as one too many and one missed. Below the table stand the errors by kind.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.data import Example, gold
from nlp.tagger.findings import CONDITION, PROCEDURE, Finding, candidates, findings
from nlp.tagger.learning import Tagged, fit_linear, matches, quote, quoted
from nlp.tagger.linear import LinearModel
from nlp.tagger.main_diagnosis import main_diagnosis
from nlp.tagger.train import FOLDS, out_of_fold


@dataclass
class Tally:
    """Counts of one group."""

    found: int = 0
    wanted: int = 0
    right: int = 0
    attribute_right: int = 0

    def f1(self, right: int) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * right / (self.found + self.wanted) if self.found + self.wanted else 0.0

    def line(self, name: str) -> str:
        """One line of the table."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        return (
            f"{name:11s} P {precision:.3f} R {recall:.3f} F1 {self.f1(self.right):.3f}"
            f"  with attribute {self.f1(self.attribute_right):.3f}  ({self.wanted} wanted)"
        )


@dataclass
class Report:
    """Everything measured."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {CONDITION: Tally(), PROCEDURE: Tally()})
    outcomes: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: {CONDITION: [], PROCEDURE: []})
    """Probability and whether the finding was right, attribute included, by kind."""
    errors: Counter[str] = field(default_factory=Counter)
    """How often each kind of error was made."""
    main_right: int = 0
    main_wanted: int = 0

    def lines(self) -> Iterator[str]:
        """The table."""
        for kind, tally in self.tallies.items():
            yield tally.line(kind.lower() + "s")
        yield f"principal diagnosis {self.main_right}/{self.main_wanted}"
        for kind, count in sorted(self.errors.items()):
            yield f"{count:5d} {kind}"


def cross_validate(folds: Sequence[Tagged]) -> Report:
    """Each fold read with linear models fitted on the others."""
    report = Report()
    for index, held in enumerate(folds):
        linear = fit_linear([pair for other, fold in enumerate(folds) if other != index for pair in fold])
        for example, mentions in held:
            _measure(report, example, mentions, linear)
    return report


def _measure(report: Report, example: Example, mentions: Sequence[Mention], linear: dict[str, LinearModel]) -> None:
    contexts = Contexts(example.text)
    for kind, attribute, keep in ((CONDITION, "assertion", "condition"), (PROCEDURE, "status", "procedure")):
        proposed = candidates(contexts, mentions, kind)
        found = list(findings(contexts, proposed, kind, linear[attribute], linear[keep]))
        kept = [finding for finding in found if finding.is_proposed]
        wanted = [one for one in example.annotations if one.kind == kind]
        right = matches([quote(contexts, f.mention) for f in kept], [quoted(example, a) for a in wanted])
        tally = report.tallies[kind]
        tally.found += len(kept)
        tally.wanted += len(wanted)
        tally.right += len(right)
        whole = [index in right and wanted[right[index]].attribute == f.attribute for index, f in enumerate(kept)]
        tally.attribute_right += sum(whole)
        report.errors.update(_errors(contexts, example, kind, found, kept, right))
        report.outcomes[kind] += [(f.probability, ok) for f, ok in zip(kept, whole, strict=True)]
        if kind == CONDITION:
            _measure_main(report, contexts, kept, [right.get(i) for i in range(len(kept))], example, linear["main"])


def _errors(
    contexts: Contexts,
    example: Example,
    kind: str,
    found: Sequence[Finding],
    kept: Sequence[Finding],
    right: Mapping[int, int],
) -> Iterator[str]:
    """The kind of each error of one report."""
    wanted = [one for one in example.annotations if one.kind == kind]
    names = [quoted(example, one) for one in wanted]
    proposed = {*matches([quote(contexts, one.mention) for one in found], names).values()}
    for index in {*range(len(wanted))} - {*right.values()}:
        yield f"{kind} missed: {'proposed and then doubted' if index in proposed else 'never proposed'}"
    places = [(contexts.tokens.first_from(one.start), contexts.tokens.last_before(one.end)) for one in wanted]
    for index, finding in enumerate(kept):
        if index in right:
            if (told := wanted[right[index]].attribute) != finding.attribute:
                yield f"{kind} {told} called {finding.attribute}"
            continue
        overlaps = any(finding.mention.start < end and start < finding.mention.end for start, end in places)
        repeats = "repeat:new" not in finding.features
        yield f"{kind} too many: {'another extent' if overlaps else 'said before' if repeats else 'not annotated'}"


def _measure_main(
    report: Report,
    contexts: Contexts,
    kept: Sequence[Finding],
    right: Sequence[int | None],
    example: Example,
    model: LinearModel,
) -> None:
    wanted = [one for one in example.annotations if one.kind == CONDITION]
    report.main_wanted += any(one.main for one in wanted)
    chosen = main_diagnosis(contexts, kept, model)
    if chosen is not None and (match := right[chosen[0]]) is not None:
        report.main_right += wanted[match].main


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="the work folder of nlp.tagger.train")
    arguments = parser.parse_args()
    examples = gold(arguments.data, "train")
    lower = (arguments.work / "lower.bin").read_bytes()
    folds = [out_of_fold(examples, fold, lower, arguments.work) for fold in range(FOLDS)]
    print("\n".join(cross_validate(folds).lines()))  # noqa: T201


if __name__ == "__main__":
    main()
