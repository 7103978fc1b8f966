"""The language a document is written in, by its small words."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.lexicons import lexicon

_LEAST_DIFFERENT = 3


def language_of(words: Sequence[str]) -> str:
    """`en` where several different small words are English and they outweigh the French by far, else `fr`.

    >>> language_of(("the", "patient", "was", "seen", "in", "the", "clinic"))
    'en'
    >>> language_of(("faisceau", "de", "his", "his", "distal", "his"))
    'fr'
    """
    table = lexicon("languages")
    english, french = ({*table[name]} for name in ("english", "french"))
    told = [word for word in words if word in english]
    is_english = len({*told}) >= _LEAST_DIFFERENT and len(told) > 2 * sum(word in french for word in words)
    return "en" if is_english else "fr"
