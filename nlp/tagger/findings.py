"""From mentions to findings: what each mention means and whether it belongs in the record.

A report names the same thing several times and the record wants it once; headings and normal findings look like
conditions. Two linear models decide, one mention after the other in the order of the text: the assertion (or a
procedure's status), then the probability that a careful reader would note the mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp.assertion.context import Contexts, Mention
from nlp.assertion.features import mention_features, title_features
from nlp.tagger.condition_names import rule_candidates as condition_candidates
from nlp.tagger.condition_names import singular, term_at, terms
from nlp.tagger.linear import Features, LinearModel
from nlp.tagger.procedure_names import rule_candidates as procedure_candidates

CONDITION, PROCEDURE = "CONDITION", "PROCEDURE"
KEEP_AT_LEAST = {CONDITION: 0.35, PROCEDURE: 0.30}
"""Probability from which a mention is proposed: where F1 on held-out folds is best, and flat around."""
KEEP_KNOWN_AT_LEAST = 0.20
"""The same for a named disease that the lexicon knows and the document says for the first time: a person who checks
a doubtful value loses less than one who never sees it."""
YES = "yes"
_EMPTY = frozenset({"de", "du", "des", "d'", "la", "l'", "le", "les", "un", "une", "au", "aux", "a", "en", "et"})

_VERBS = frozenset({"est", "sont", "sera", "seront", "etait", "etaient", "was", "were"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention, understood."""

    mention: Mention
    attribute: str
    """Assertion of a condition, status of a procedure."""
    probability: float
    """That the mention belongs in the record and that the attribute is right."""
    kept: float
    """That the mention belongs in the record."""
    features: Features
    least: float = 0.0
    """Probability from which its kind is proposed."""

    @property
    def is_proposed(self) -> bool:
        """Whether it is sure enough for the record; what is kept shows its probability."""
        known = {"lexicon", "repeat:new"} <= self.features
        return self.kept >= (KEEP_KNOWN_AT_LEAST if known else self.least)

    @property
    def attribute_certainty(self) -> float:
        """That the attribute is right, should the mention belong in the record."""
        return self.probability / self.kept if self.kept else 0.0


def candidates(contexts: Contexts, tagged: Sequence[Mention], kind: str) -> list[Mention]:
    """The tagger's mentions of a kind, and the rules' where the tagger saw nothing of any kind."""
    found = [_without_verb(contexts, m) for m in tagged if m.label.startswith(kind)]
    if kind == CONDITION:
        found = _whole_terms(contexts, found)
    taken = [(m.start, m.end) for m in (*tagged, *found)]
    by_rule = (condition_candidates if kind == CONDITION else procedure_candidates)(contexts.tokens)
    found += [m for m in by_rule if all(m.end <= start or m.start >= end for start, end in taken)]
    starts = contexts.tokens.starts
    return sorted((m for m in found if not contexts.text.is_unticked(starts[m.start])), key=lambda m: m.start)


def _whole_terms(contexts: Contexts, mentions: Sequence[Mention]) -> list[Mention]:
    """Names are not cut short: "diabète de type | 2" is the lexicon's "diabète de type 2"."""
    words = tuple(singular(word) for word in contexts.tokens.words)
    borders = (*(mention.start for mention in mentions[1:]), len(words))
    return [
        replace(mention, end=min(border, max(mention.end, mention.start + term_at(words, mention.start))))
        for mention, border in zip(mentions, borders, strict=False)
    ]


def _without_verb(contexts: Contexts, mention: Mention) -> Mention:
    """A name ends before the verb that tells of it: "coloscopie de contrôle | est prévue"."""
    ends_in_verb = mention.end - mention.start > 1 and contexts.tokens.words[mention.end - 1] in _VERBS
    return replace(mention, end=mention.end - 1) if ends_in_verb else mention


def findings(
    contexts: Contexts, mentions: Sequence[Mention], kind: str, attribute_model: LinearModel, keep_model: LinearModel
) -> Iterator[Finding]:
    """Every mention of a kind with what it means, in the order of the text."""
    previous: tuple[Mention, str] | None = None
    earlier: list[tuple[frozenset[str], str]] = []
    for mention in mentions:
        features = attribute_features(contexts, mention, previous, kind)
        likely = attribute_model.probabilities(features)
        attribute = max(likely, key=likely.__getitem__)
        features |= keep_features(contexts, mention, attribute, earlier)
        kept = keep_model.probabilities(features).get(YES, 0.0)
        yield Finding(mention, attribute, kept * likely[attribute], kept, features, KEEP_AT_LEAST[kind])
        previous = (mention, attribute)
        earlier.append((content(contexts, mention), attribute))


def attribute_features(
    contexts: Contexts, mention: Mention, previous: tuple[Mention, str] | None, kind: str
) -> Features:
    """What tells the assertion of a condition or the status of a procedure."""
    features = mention_features(contexts, mention, previous)
    return features | title_features(contexts, mention) if kind == CONDITION else features


def keep_features(
    contexts: Contexts, mention: Mention, attribute: str, earlier: Sequence[tuple[frozenset[str], str]]
) -> Features:
    """What tells a first clear mention from a repeated or idle one; `earlier` are content and attribute before it."""
    return frozenset(_keep_features(contexts, mention, attribute, earlier))


def _keep_features(
    contexts: Contexts, mention: Mention, attribute: str, earlier: Sequence[tuple[frozenset[str], str]]
) -> Iterator[str]:
    section = contexts.section(mention).kind.value
    source = "tagger" if mention.label else "rule"
    yield f"source:{source}"
    yield f"source:{source}+{attribute}"
    yield f"attribute:{attribute}+section:{section}"
    yield f"length:{min(mention.end - mention.start, 8)}+{source}"
    if contexts.text.section_at(contexts.tokens.starts[mention.start]).body > contexts.tokens.starts[mention.start]:
        yield "in_heading"
    yield f"tenth:{10 * mention.start // max(1, len(contexts.tokens))}"
    words = content(contexts, mention)
    repeat = _repeat(words, attribute, earlier)
    yield f"repeat:{repeat}"
    yield f"repeat:{repeat}+section:{section}"
    yield f"repeat:{repeat}+{source}"
    if words & _concepts():
        yield "lexicon"


def _repeat(words: frozenset[str], attribute: str, earlier: Sequence[tuple[frozenset[str], str]]) -> str:
    """How much of the mention was said before: `same`, `most`, `half`, `part` or `new`, and with which attribute."""
    best, verdict = 0.0, "new"
    for other, other_attribute in earlier:
        common = len(words & other)
        if not common:
            continue
        overlap = 2 * common / (len(words) + len(other))
        score = overlap + (0.01 if other_attribute == attribute else 0.0)
        if score > best:
            best = score
            name = "same" if overlap == 1 else "most" if overlap >= 0.66 else "half" if overlap >= 0.5 else "part"
            verdict = f"{name}/{'alike' if other_attribute == attribute else 'other'}"
    return verdict


def content(contexts: Contexts, mention: Mention) -> frozenset[str]:
    """The mention's words that carry meaning, singular; its concept's words where the lexicon knows it."""
    words = tuple(singular(word) for word in contexts.tokens.words[mention.start : mention.end])
    term = terms().get(words)
    if term is not None:
        return frozenset({f"={term.concept}", *_meaningful(words)} if len(words) > 1 else {f"={term.concept}"})
    return frozenset(_meaningful(words)) or frozenset(words)


def _meaningful(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _EMPTY and word.isalnum()]


@cache
def _concepts() -> frozenset[str]:
    return frozenset(f"={term.concept}" for term in terms().values())


def first_mentions(found: Sequence[tuple[Mention, str]], contexts: Contexts) -> list[tuple[Mention, str]]:
    """The first of those that say the same of the same thing: the reading without trained weights."""
    seen: set[tuple[frozenset[str], str]] = set()
    kept = []
    for mention, attribute in found:
        key = (content(contexts, mention), attribute)
        if key not in seen:
            seen.add(key)
            kept.append((mention, attribute))
    return kept
