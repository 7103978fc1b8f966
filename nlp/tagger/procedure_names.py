"""Procedures by the way their names are built: the reading without trained weights.

A name starts with a head ("césarienne", "pose de …", "prise en charge chirurgicale"), and goes on over qualities
("bilatérale", "coelioscopique") and over what it is done to or with ("de la vésicule", "par voie basse"). Whoever
was operated on has had a procedure too ("cataracte opérée"), and so has each item under "Antécédents chirurgicaux".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.assertion.context import Contexts, Mention
from nlp.sections import SectionKind
from nlp.tagger.condition_names import singular, singular_words
from nlp.tagger.tokens import LINE_END, spellings

_LONGEST = 9
"""Tokens of a name at most, links included."""
_LONGEST_HEAD = 5
_MAX_LINKS = 3


@dataclass(frozen=True, slots=True)
class ProcedureHeads:
    """The parts a procedure's name is built of; words without a final s or x."""

    heads: frozenset[tuple[str, ...]]
    only_with_more: frozenset[tuple[str, ...]]
    endings: tuple[str, ...]
    not_procedures: frozenset[str]
    operated: frozenset[str]
    links: frozenset[str]
    qualities: frozenset[str]
    quality_endings: tuple[str, ...]
    not_in_names: frozenset[str]
    surgical_labels: tuple[str, ...]
    other_labels: tuple[str, ...]


@cache
def procedure_heads() -> ProcedureHeads:
    """The parts of names."""
    table = tomllib.loads((files("nlp") / "lexicons" / "procedure_heads.toml").read_text(encoding="utf-8"))
    return ProcedureHeads(
        heads=_phrases(table["heads"]),
        only_with_more=_phrases(table["only_with_more"]),
        endings=tuple(table["endings"]),
        not_procedures=singular_words(table["not_procedures"]),
        operated=singular_words(table["operated"]),
        links=frozenset(table["links"]),
        qualities=singular_words(table["qualities"]),
        quality_endings=tuple(table["quality_endings"]),
        not_in_names=singular_words(table["not_in_names"]),
        surgical_labels=tuple(table["surgical_labels"]),
        other_labels=tuple(table["other_labels"]),
    )


def _phrases(entries: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(map(singular, words)) for phrase in entries for words in spellings(phrase))


def rule_candidates(contexts: Contexts, conditions: Sequence[Mention] = ()) -> list[Mention]:
    """Names of procedures, left to right, none within another; `conditions` are names that may stand before "opéré"."""
    words = tuple(singular(word) for word in contexts.tokens.words)
    found: list[Mention] = []
    for mention in (*_operated(words, conditions), *_named(words), *_surgical_items(contexts, words)):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _named(words: tuple[str, ...]) -> Iterator[Mention]:
    index = 0
    while index < len(words):
        head = _head(words, index)
        end = extent(words, index, index + head) if head else index + 1
        if head and (end > index + head or words[index : index + head] not in procedure_heads().only_with_more):
            yield Mention(index, end)
        index = end


def _head(words: tuple[str, ...], index: int) -> int:
    """Length of the head that starts there; 0 where none does."""
    parts = procedure_heads()
    for length in range(_LONGEST_HEAD, 0, -1):
        phrase = words[index : index + length]
        if len(phrase) == length and (phrase in parts.heads or phrase in parts.only_with_more):
            return length
    word = words[index]
    return int(len(word) > 6 and word.endswith(parts.endings) and word not in parts.not_procedures)


def extent(words: tuple[str, ...], start: int, end: int) -> int:
    """How far a name goes on: qualities, and nouns behind links."""
    parts = procedure_heads()
    while end < len(words) and end - start < _LONGEST:
        word = words[end]
        if word in parts.qualities or (len(word) > 5 and word.endswith(parts.quality_endings)):
            end += word not in parts.not_in_names
            if word in parts.not_in_names:
                break
            continue
        link = end
        while link < len(words) and link - end < _MAX_LINKS and words[link] in parts.links:
            link += 1
        if link == end or link == len(words) or not words[link].isalpha() or words[link] in parts.not_in_names:
            break
        end = link + 1
    return end


def _operated(words: tuple[str, ...], conditions: Sequence[Mention]) -> Iterator[Mention]:
    """Diseases that were operated on: "cataracte opérée", "opéré de l'appendicite"; "suturée" by itself."""
    before = {mention.end: mention.start for mention in conditions}
    for index, word in enumerate(words):
        if word in procedure_heads().operated:
            end = (
                extent(words, index, index + 1)
                if words[index + 1 : index + 2] in (("de",), ("d'",), ("du",))
                else index + 1
            )
            yield Mention(before.get(index, index), end)


def _surgical_items(contexts: Contexts, words: tuple[str, ...]) -> Iterator[Mention]:
    """The items of a list of past operations: "Chirurgicaux : cataracte, dents de sagesse"."""
    parts = procedure_heads()
    surgical = False
    for first in dict.fromkeys(contexts.lines):
        end = first
        while end < len(words) and words[end] != LINE_END:
            end += 1
        line = words[first:end]
        label = line[: line.index(":")] if ":" in line else line if len(line) <= 4 else ()
        body = first + len(label) if ":" in line else first
        if label:
            named = any(word.startswith(parts.surgical_labels) for word in label)
            other = any(word.startswith(parts.other_labels) for word in label)
            if other or named:
                surgical = named and not other
                if ":" not in line:
                    continue
        if surgical and first < len(words) and _in_history(contexts, first):
            yield from _items(words, body, end)


def _in_history(contexts: Contexts, token: int) -> bool:
    return contexts.text.section_at(contexts.tokens.starts[token]).kind is SectionKind.ANTECEDENTS


def _items(words: tuple[str, ...], start: int, end: int) -> Iterator[Mention]:
    """Each item up to what tells when or where: "Cataracte droite | en 2010"."""
    parts = procedure_heads()
    index = start
    while index < end:
        if not words[index].isalpha() or words[index] in parts.not_in_names:
            index += 1
            continue
        last = index
        while (
            last < end
            and (words[last].isalpha() or words[last].endswith("'"))
            and words[last] not in parts.not_in_names
        ):
            last += 1
        yield Mention(index, last)
        while last < end and words[last] not in (",", ";", "+", "puis"):
            last += 1
        index = last
