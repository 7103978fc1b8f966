"""Training the linear models on mentions that the network found in reports it had not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nlp.assertion.context import Contexts, Mention
from nlp.sections import fold
from nlp.tagger.data import Annotation, Example
from nlp.tagger.findings import CONDITION, PROCEDURE, YES, attribute_features, candidates, findings
from nlp.tagger.linear import Features, LinearModel, fit
from nlp.tagger.main_diagnosis import main_features
from nlp.tagger.tokens import tokenise

NO = "no"
MATCH = 0.5
"""Word F1 from which two names count as the same, as in the scorer of the gold annotation."""
_IDLE = frozenset({"de", "du", "des", "d", "la", "les", "l", "le", "un", "une", "au", "aux", "a", "en", "et"})

_KEEP_PENALTY = 6.0
"""Chosen on held-out folds: 2 and 6 were tried, 6 gives 0.002 more."""

Tagged = Sequence[tuple[Example, Sequence[Mention]]]
"""Examples with the mentions of a network that never saw them."""


def fit_linear(tagged: Tagged) -> dict[str, LinearModel]:
    """All linear models; assertion and status, and whether to keep a condition or a procedure."""
    models: dict[str, LinearModel] = {}
    for kind, attribute, keep in ((CONDITION, "assertion", "condition"), (PROCEDURE, "status", "procedure")):
        models[attribute] = _fit_attribute(tagged, kind)
        models[keep] = _fit_keep(tagged, kind, models[attribute])
    models["main"] = _fit_main(tagged, models)
    return models


def _fit_attribute(tagged: Tagged, kind: str) -> LinearModel:
    instances: list[Features] = []
    classes: list[str] = []
    for example, mentions in tagged:
        contexts = Contexts(example.text)
        previous: tuple[Mention, str] | None = None
        for one in sorted((a for a in example.annotations if a.kind == kind), key=lambda a: a.start):
            mention = _as_mention(contexts, one, mentions)
            if mention.start >= mention.end:
                continue
            instances.append(attribute_features(contexts, mention, previous, kind))
            classes.append(one.attribute)
            previous = (mention, one.attribute)
    return fit(instances, classes, penalty=0.5)


def _as_mention(contexts: Contexts, one: Annotation, mentions: Sequence[Mention]) -> Mention:
    """The annotated stretch with the label that the network gave to what overlaps it."""
    start, end = contexts.tokens.first_from(one.start), contexts.tokens.last_before(one.end)
    label = next((m.label for m in mentions if m.start < end and m.end > start), "")
    return Mention(start, end, label if label.startswith(one.kind) else "")


def _fit_keep(tagged: Tagged, kind: str, attribute_model: LinearModel) -> LinearModel:
    instances: list[Features] = []
    classes: list[str] = []
    for example, mentions in tagged:
        contexts = Contexts(example.text)
        proposed = candidates(contexts, mentions, kind)
        wanted = [a for a in example.annotations if a.kind == kind]
        right = matches([quote(contexts, m) for m in proposed], [quoted(example, a) for a in wanted])
        nothing = LinearModel((YES,), {"bias": (0.0,)})
        for index, finding in enumerate(findings(contexts, proposed, kind, attribute_model, nothing)):
            instances.append(finding.features)
            classes.append(YES if index in right else NO)
    return fit(instances, classes, penalty=_KEEP_PENALTY)


def _fit_main(tagged: Tagged, models: Mapping[str, LinearModel]) -> LinearModel:
    instances: list[Features] = []
    classes: list[str] = []
    for example, mentions in tagged:
        contexts = Contexts(example.text)
        proposed = candidates(contexts, mentions, CONDITION)
        found = findings(contexts, proposed, CONDITION, models["assertion"], models["condition"])
        kept = [finding for finding in found if finding.is_proposed]
        wanted = [a for a in example.annotations if a.kind == CONDITION]
        right = matches([quote(contexts, f.mention) for f in kept], [quoted(example, a) for a in wanted])
        for index, features in main_features(contexts, kept):
            instances.append(features)
            classes.append(YES if index in right and wanted[right[index]].main else NO)
    return fit(instances, classes, penalty=2.0)


def quote(contexts: Contexts, mention: Mention) -> str:
    """The mention's words as the document has them."""
    start, end = contexts.tokens.starts[mention.start], contexts.tokens.ends[mention.end - 1]
    return contexts.text.document.text[start:end]


def quoted(example: Example, one: Annotation) -> str:
    """The annotated words."""
    return example.text.document.text[one.start : one.end]


def matches(proposed: Sequence[str], wanted: Sequence[str]) -> dict[int, int]:
    """Pairs one to one, best first, by the F1 of their words; index of the proposed to index of the wanted."""
    left, right = [_counted(text) for text in proposed], [_counted(text) for text in wanted]
    scored = sorted((-_word_f1(p, w), j, i) for i, p in enumerate(left) for j, w in enumerate(right))
    paired: dict[int, int] = {}
    for score, j, i in scored:
        if -score < MATCH:
            break
        if i not in paired and j not in paired.values():
            paired[i] = j
    return paired


def _counted(text: str) -> Counter[str]:
    words = [w for w in tokenise(fold(text)).words if w.isalnum()]
    return Counter([w for w in words if w not in _IDLE] or words)


def _word_f1(one: Counter[str], other: Counter[str]) -> float:
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0
