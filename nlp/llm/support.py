"""Whether the words that a model quotes say something else than it claims, told by the house's own rules."""

from __future__ import annotations

import re

from nlp.readers import document_type, encounter, lifestyle
from nlp.sections import fold
from nlp.text import ClinicalText

_READERS = {"lifestyle": lifestyle.read, "encounter": encounter.read, "document": document_type.read}
_SEXES = {
    "F": re.compile(
        r"\b(?:madame|mme|mlle|mademoiselle|nee|patiente|femme|fille|elle|ms|mrs|she|her|woman|female|feminin|f)\b"
    ),
    "M": re.compile(r"\b(?:monsieur|mr|m|ne|patient|homme|garcon|il|he|his|him|man|male|masculin)\b"),
}


def gainsaid(name: str, value: str, words: str) -> bool:
    """Whether the words, alone, tell another value of an enumeration; silent words gainsay nothing but a sex.

    >>> gainsaid("patient.sex", "M", "Madame"), gainsaid("lifestyle.smoking", "never", "ancien fumeur")
    (True, True)
    """
    if name == "patient.sex":
        return _SEXES[value].search(fold(words)) is None
    read = _READERS.get(name.partition(".")[0])
    if read is None:
        return False
    told = {field.value for field in read(ClinicalText.of(words)) if field.name == name}
    return bool(told) and value not in told
