"""Whether a procedure was done in this episode, is planned, or belongs to the past: by cues and section alone."""

from __future__ import annotations

from nlp.assertion.context import Contexts, Mention
from nlp.sections import SectionKind

_PAST = (SectionKind.ANTECEDENTS, SectionKind.FAMILY, SectionKind.LIFESTYLE)
_CLOSE = 6


def rule_status(contexts: Contexts, mention: Mention) -> str:
    """`done`, `planned` or `history`."""
    section = contexts.section(mention).kind
    if section in _PAST:
        return "history"
    before = [c.kind for c in contexts.cues_before(mention) if mention.start - c.end <= _CLOSE]
    nearest = next((kind for kind in reversed(before) if kind in ("planned", "done", "history")), None)
    after = next((c.kind for c in contexts.cues_after(mention) if c.kind in ("planned", "done")), None)
    if after == "planned" or (nearest == "planned" and after != "done"):
        return "planned"
    return "history" if nearest == "history" else "planned" if section is SectionKind.PLAN else "done"
