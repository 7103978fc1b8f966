"""Procedures: operations, endoscopies, biopsies, drains and the like, done, planned or past.

With the trained tagger installed each field carries a calibrated probability; without it rules read alone and
`Field.model` says `procedures/1:rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.assertion.context import Contexts
from nlp.assertion.procedure_status import TOLD_CERTAINTY, rule_status, told_status
from nlp.tagger.findings import PROCEDURE, Finding, candidates, findings, first_mentions
from nlp.tagger.reading import Reading, reading_of
from nlp.text import ClinicalText
from records.fields import Field, Method

_MODEL = "procedures/1"


def read(text: ClinicalText) -> Sequence[Field]:
    """Procedures in the order of the text, each with the part `procedures.status`."""
    reading = reading_of(text)
    contexts = reading.contexts
    mentions = candidates(contexts, reading.mentions, PROCEDURE)
    if reading.tagger is None:
        first = first_mentions([(m, rule_status(contexts, m)) for m in mentions], contexts)
        return [_field(reading, Finding(m, status, 0.0, 0.0, frozenset())) for m, status in first]
    linear = reading.tagger.linear
    found = findings(contexts, mentions, PROCEDURE, linear["status"], linear["procedure"])
    return [_field(reading, _as_told(contexts, finding)) for finding in found if finding.is_proposed]


def _as_told(contexts: Contexts, finding: Finding) -> Finding:
    """With the status that the words beside it leave no doubt about, whatever the model made of the rest."""
    told = told_status(contexts, finding.mention)
    if told is None or told == finding.attribute:
        return finding
    return replace(finding, attribute=told, probability=finding.kept * TOLD_CERTAINTY)


def _field(reading: Reading, finding: Finding) -> Field:
    tokens, text = reading.contexts.tokens, reading.contexts.text
    mention = finding.mention
    start, end = tokens.starts[mention.start], tokens.ends[mention.end - 1]
    method = Method.TAGGER if mention.label else Method.LEXICON
    model = f"{_MODEL}:{reading.tagger.version if reading.tagger else 'rules'}"
    status = Field("procedures.status", finding.attribute, None, method, model, confidence=finding.attribute_certainty)
    return text.field(
        "procedures",
        " ".join(text.text[start:end].split()),
        start,
        end,
        model=model,
        method=method,
        confidence=finding.probability,
        parts=(status,),
    )
