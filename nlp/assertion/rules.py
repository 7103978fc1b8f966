"""The assertion of a mention by cues and section alone: the reading without trained weights.

A cue that stands before reaches over a list ("pas de fièvre, frissons ni sueurs") up to a word that ends it
("mais", "avec") or a new affirmation; one that stands behind must follow at once ("Métro -", "TVP éliminée").
"""

from __future__ import annotations

import re

from nlp.assertion.context import Contexts, Mention
from nlp.assertion.cues import Cue
from nlp.sections import SectionKind
from records.fields import Assertion

_REACH = {"negation": 14, "possible": 7, "history": 6, "family": 10}
_ASSERTIONS = {
    "negation": Assertion.ABSENT,
    "possible": Assertion.POSSIBLE,
    "history": Assertion.HISTORY,
    "family": Assertion.FAMILY,
}
_CLOSE = 2
"""Tokens between a mention and a cue behind it."""
_GONE = re.compile(r"^(?:(?:et|ou|,|ainsi que) .{1,40}? )?(?:a|ont|avait|avaient) (?:\w+ment )?disparu\b")


def rule_assertion(contexts: Contexts, mention: Mention) -> Assertion:
    """Present unless a cue or the section says otherwise."""
    section = contexts.section(mention).kind
    before = _nearest_before(contexts, mention)
    if before is not None and before.kind == "negation":
        return Assertion.ABSENT
    if section is SectionKind.FAMILY:
        return Assertion.FAMILY
    after = next((c for c in contexts.cues_after(mention) if c.kind in _ASSERTIONS and _follows(c, mention)), None)
    if after is not None and (before is None or after.kind in ("family", "negation")):
        return _ASSERTIONS[after.kind]
    return _ASSERTIONS[before.kind] if before is not None else Assertion.PRESENT


def is_gone(contexts: Contexts, mention: Mention) -> bool:
    """ "La toux et la fièvre ont disparu": words that leave no doubt, whatever weights say."""
    _, end = contexts.sentence(mention)
    return _GONE.search(" ".join(contexts.tokens.words[mention.end : end])) is not None


def _nearest_before(contexts: Contexts, mention: Mention) -> Cue | None:
    """A negation outweighs a nearer cue: "pas d'antécédent de néoplasie"."""
    nearest: Cue | None = None
    for cue in reversed(contexts.cues_before(mention)):
        if cue.kind == "end":
            break
        if cue.kind in _ASSERTIONS and mention.start - cue.end <= _REACH[cue.kind] and _trusted(cue):
            if cue.kind == "negation":
                return cue
            if nearest is None or (cue.start < nearest.start and cue.end >= nearest.end):
                nearest = cue  # "family history of" holds "history of"
    return nearest


def _trusted(cue: Cue) -> bool:
    """Words like "enfant" or "antécédents" are weak evidence on their own: only our own phrases decide there."""
    return cue.source == "own" or cue.kind in ("negation", "possible")


def _follows(cue: Cue, mention: Mention) -> bool:
    return _trusted(cue) and cue.start - mention.end < (_CLOSE if cue.kind in ("negation", "possible") else 5)
