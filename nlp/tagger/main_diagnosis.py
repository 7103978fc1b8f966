"""Which of a document's conditions is the principal diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.assertion.context import Contexts
from nlp.sections import SectionKind
from nlp.tagger.findings import YES, Finding, content
from nlp.tagger.linear import Features, LinearModel

_TELLING = (SectionKind.REASON, SectionKind.CONCLUSION, SectionKind.HEADER)
_PRESENT = "present"
_POSSIBLE = "possible"


def main_diagnosis(contexts: Contexts, kept: Sequence[Finding], model: LinearModel) -> tuple[int, float] | None:
    """Index of the most likely one among those kept, with its probability; None where nothing is present."""
    instances = dict(main_features(contexts, kept))
    likely = {index: model.probabilities(features).get(YES, 0.0) for index, features in instances.items()}
    best = max(likely, key=likely.__getitem__, default=None)
    return (best, likely[best]) if best is not None else None


def main_by_section(contexts: Contexts, kept: Sequence[Finding]) -> int | None:
    """Without trained weights: the first one present in the conclusion, else in the reason, else in the header."""
    for kind in (SectionKind.CONCLUSION, SectionKind.REASON, SectionKind.HEADER):
        for index, finding in enumerate(kept):
            if finding.attribute == _PRESENT and contexts.section(finding.mention).kind is kind:
                return index
    return None


def main_features(contexts: Contexts, kept: Sequence[Finding]) -> Iterator[tuple[int, Features]]:
    """Features of each finding that could be the principal diagnosis."""
    by_section = _content_by_section(contexts, kept)
    eligible = [index for index, finding in enumerate(kept) if finding.attribute in (_PRESENT, _POSSIBLE)]
    in_section: dict[SectionKind, int] = {}
    for rank, index in enumerate(eligible):
        finding = kept[index]
        kind = contexts.section(finding.mention).kind
        order = in_section[kind] = in_section.get(kind, -1) + 1
        words = content(contexts, finding.mention)
        told = {f"told_in:{section.value}" for section, said in by_section if words <= said}
        inner = {f"in:{word}" for word in words} | {f"head:{contexts.tokens.words[finding.mention.start]}"}
        length = min(finding.mention.end - finding.mention.start, 8)
        yield (
            index,
            frozenset(
                told
                | inner
                | {f"section:{kind.value}", f"section:{kind.value}+order:{min(order, 3)}", f"rank:{min(rank, 4)}"}
                | {f"length:{length}", f"told:{len(told)}", f"attribute:{finding.attribute}"}
            ),
        )


def _content_by_section(contexts: Contexts, kept: Sequence[Finding]) -> list[tuple[SectionKind, frozenset[str]]]:
    """Words and concepts said in the sections that name the diagnosis."""
    found = []
    for section in contexts.text.sections:
        if section.kind in _TELLING:
            start, end = contexts.tokens.first_from(section.start), contexts.tokens.last_before(section.end)
            said = frozenset(contexts.tokens.words[start:end])
            for finding in kept:
                if start <= finding.mention.start < end:
                    said |= content(contexts, finding.mention)
            found.append((section.kind, said))
    return found
