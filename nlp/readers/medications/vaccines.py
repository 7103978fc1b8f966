"""Vaccines, which reports name by the disease: "vaccinations : grippe, pneumocoque (Prevenar)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.lexicons import lexicon
from nlp.readers.medications.lexicon import Drug, Mention

_VACCINE = Drug("J07")


def vaccines(folded: str, known: Sequence[Mention]) -> Iterator[Mention]:
    """Vaccines named by their disease, where no name of the lexicon stands already."""
    opening, target = _patterns()
    taken = {mention.start for mention in known}
    for word in opening.finditer(folded):
        line_end = folded.find("\n", word.end())
        if line_end >= 0 and folded[word.end() : line_end].strip(" :") in {"", "a jour"}:
            line_end = folded.find("\n\n", line_end + 2)
        sentence_end = folded.find(". ", word.end())
        end = min(at for at in (line_end, sentence_end, len(folded), word.end() + 200) if at >= 0)
        for match in target.finditer(folded, word.end(), end):
            if match.start() not in taken:
                taken.add(match.start())
                yield Mention(match.start(), match.end(), _VACCINE, "vaccine", match.group())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = lexicon("drug_vaccines")
    words, targets = ("|".join(sorted(table[key], key=len, reverse=True)) for key in ("words", "targets"))
    return re.compile(rf"\b(?:{words})\b"), re.compile(rf"(?<![a-z])(?:anti[- ]?)?(?:{targets})(?![a-z])")
