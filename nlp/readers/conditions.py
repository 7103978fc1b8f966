"""Conditions: diseases, injuries, symptoms and signs, each once, with what the report says about it.

With the trained tagger installed, its mentions and those of the lexicon are weighed together and each field carries
a calibrated probability. Without it, lexicon and cues read alone: `Field.model` then says `conditions/1:rules`.
English documents are always read by names and cues alone (`conditions_en`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.assertion.context import Mention
from nlp.assertion.rules import is_gone, rule_assertion
from nlp.language import language_of
from nlp.readers.conditions_en import MODEL, english_candidates
from nlp.readers.no_conditions import without_lookalikes
from nlp.tagger.condition_names import singular, terms
from nlp.tagger.findings import (
    CONDITION,
    Finding,
    candidates,
    findings,
    first_mentions,
)
from nlp.tagger.main_diagnosis import main_by_section, main_diagnosis
from nlp.tagger.reading import Reading, reading_of
from nlp.text import ClinicalText
from records.fields import Assertion, Code, Field, Method

_MODEL = "conditions/1"
_ICD10 = "icd-10"


def read(text: ClinicalText) -> Sequence[Field]:
    """Conditions in the order of the text; the principal diagnosis carries the part `conditions.main`."""
    reading = reading_of(text)
    if language_of(reading.contexts.tokens.words) == "en":
        return _english(reading)
    mentions = without_lookalikes(reading.contexts, candidates(reading.contexts, reading.mentions, CONDITION))
    if reading.tagger is None:
        return _by_rules(reading, mentions_found=[(m, rule_assertion(reading.contexts, m).value) for m in mentions])
    linear = reading.tagger.linear
    found = findings(reading.contexts, mentions, CONDITION, linear["assertion"], linear["condition"])
    kept = [finding for finding in found if finding.is_proposed]
    fields = [_field(reading, finding) for finding in kept]
    main = main_diagnosis(reading.contexts, kept, linear["main"])
    if main is not None:
        fields[main[0]] = _as_main(fields[main[0]], main[1])
    return fields


def _english(reading: Reading) -> Sequence[Field]:
    """No network learnt English: names and cues alone."""
    contexts = reading.contexts
    mentions = without_lookalikes(contexts, english_candidates(contexts))
    found = first_mentions([(one, rule_assertion(contexts, one).value) for one in mentions], contexts)
    fields = (_field(reading, Finding(mention, attribute, 0.0, 0.0, frozenset())) for mention, attribute in found)
    return [replace(field, model=MODEL) for field in fields]


def _by_rules(reading: Reading, mentions_found: list[tuple[Mention, str]]) -> Sequence[Field]:
    first = first_mentions(mentions_found, reading.contexts)
    kept = [Finding(mention, attribute, 0.0, 0.0, frozenset()) for mention, attribute in first]
    fields = [_field(reading, finding) for finding in kept]
    main = main_by_section(reading.contexts, kept)
    if main is not None:
        fields[main] = _as_main(fields[main], 0.0)
    return fields


def _field(reading: Reading, finding: Finding) -> Field:
    tokens, text = reading.contexts.tokens, reading.contexts.text
    mention = finding.mention
    start, end = tokens.starts[mention.start], tokens.ends[mention.end - 1]
    return text.field(
        "conditions",
        " ".join(text.text[start:end].split()),
        start,
        end,
        model=f"{_MODEL}:{reading.tagger.version if reading.tagger else 'rules'}",
        method=Method.TAGGER if mention.label else Method.LEXICON,
        assertion=Assertion.ABSENT if is_gone(reading.contexts, mention) else Assertion(finding.attribute),
        code=_code(tokens.words[mention.start : mention.end]),
        confidence=finding.probability,
    )


def _code(words: Sequence[str]) -> Code | None:
    term = terms().get(tuple(singular(word) for word in words))
    return Code(_ICD10, term.icd10, term.concept) if term and term.icd10 else None


def _as_main(field: Field, confidence: float) -> Field:
    part = Field("conditions.main", True, None, field.method, field.model, confidence=confidence)
    return replace(field, parts=(part,))
