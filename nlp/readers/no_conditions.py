"""What looks like a condition and is none: names of people, what a form asks ("Gestité - parité : …"), words that only
stand around findings ("sans signe de gravité"), and rows of a laboratory table.

A name in capitals looks like a disease in capitals. It is told by what announces it, a title or a label, and known
again wherever it stands; a disease that the lexicon knows stays one unless it stands in the very place of a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.assertion.context import Contexts, Mention
from nlp.sections import fold
from nlp.tagger.condition_names import heads, singular, terms

_TITLE = r"(?:M\.|M(?= [A-ZÀ-Ý]{2})|(?:Madame|Mademoiselle|Monsieur|Mme|Mlle|Mrs?|Docteur|Professeur|D[rR]|Pr)\b\.?)"
_LABEL = r"(?:[Nn]oms?|NOM|[Pp]r[ée]noms?|PR[ÉE]NOM)\b[^:\n]{0,20}:"
_PARTICLE = r"(?:(?:[Dd]e|[Dd]u|[Dd]es|[Ll]a|[Ll]e|DE|DU|LA|LE) |[dD]['’])"
_WORD = r"[A-ZÀ-Ý](?:[\w-]|['’](?=\w))*\.?"
_NAMED = re.compile(
    rf"(?<![\w'-])(?:{_TITLE}|{_LABEL})[ ]*(?P<first>{_PARTICLE}*{_WORD})(?P<more>(?:[ -]{_PARTICLE}*{_WORD}){{0,3}})"
)
_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?!\w)")
_CUT = frozenset({"madame", "monsieur", "mademoiselle", "mme", "mlle", "docteur"})


def without_lookalikes(contexts: Contexts, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that may be conditions, cut before a person's title: "diabète de type 2 | Madame Lortanval"."""
    text = contexts.text.text
    named = list(_NAMED.finditer(text))
    names = {word for match in named for word in re.findall(r"[^\W\d_]{3,}", fold(match["first"] + match["more"]))}
    kept = []
    for mention in (_cut(contexts, one) for one in mentions):
        words = contexts.tokens.words[mention.start : mention.end]
        start = contexts.tokens.starts[mention.start] if words else 0
        known = tuple(map(singular, words)) in terms()
        in_name = any(match.start() <= start < (match.end("first") if known else match.end()) for match in named)
        name_again = not known and text[start].isupper() and all(word in names for word in words if word.isalpha())
        if words and not in_name and not name_again and not _is_idle(words) and not _is_row(contexts, mention):
            kept.append(mention)
    return kept


def _cut(contexts: Contexts, mention: Mention) -> Mention:
    words = contexts.tokens.words[mention.start : mention.end]
    title = next((place for place, word in enumerate(words) if word in _CUT), len(words))
    return replace(mention, end=mention.start + title)


def _is_row(contexts: Contexts, mention: Mention) -> bool:
    """Whether a result stands in it with its range: several figures, of which one has decimals."""
    place = slice(contexts.tokens.starts[mention.start], contexts.tokens.ends[mention.end - 1])
    figures = _FIGURE.findall(contexts.text.text[place])
    return len(figures) > 1 and any("," in figure or "." in figure for figure in figures)


def _is_idle(words: Sequence[str]) -> bool:
    return all(singular(word) in heads().no_findings for word in words if word.isalpha())
