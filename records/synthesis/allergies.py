"""Allergies and intolerances over all documents."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from records.fields import Assertion, Code
from records.synthesis.contradictions import Contradiction, Side, Subject, by_key
from records.synthesis.dossier import DatedDocument, Mention, oldest_first
from records.synthesis.words import word_list, words


@dataclass(frozen=True, slots=True)
class Allergy:
    """A substance."""

    label: str
    code: Code | None
    denied: bool
    """Only said not to be an allergy ("pas d'allergie à la pénicilline")."""
    reactions: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Allergies:
    """What the documents say about allergies."""

    known: tuple[Allergy, ...]
    none_known: tuple[Mention, ...]
    """Where a document says that there is none."""

    @property
    def spoken_of(self) -> bool:
        """False where no document says anything: that is not the same as none."""
        return bool(self.known or self.none_known)


def allergies(documents: Sequence[DatedDocument]) -> Allergies:
    """Substances, each once, and the places where a document says that there is none."""
    mentions = oldest_first(mention for document in documents for mention in document.named("allergies"))
    none = tuple(one for one in mentions if one.assertion is Assertion.ABSENT and not _substance(one))
    groups = by_key((one for one in mentions if one not in none), _key)
    return Allergies(tuple(_allergy(tuple(group)) for group in groups.values()), none)


def contradictions(found: Allergies) -> Iterator[Contradiction]:
    """A "none known" beside a substance, and a substance both told and denied."""
    told = tuple(mention for allergy in found.known for mention in allergy.mentions if _is_told(mention))
    if told and found.none_known:
        sides = (Side("present", told), Side("absent", found.none_known))
        yield Contradiction(Subject.ALLERGY, "allergies", "", sides)
    for allergy in found.known:
        sides = (
            Side("present", tuple(one for one in allergy.mentions if _is_told(one))),
            Side("absent", tuple(one for one in allergy.mentions if one.assertion is Assertion.ABSENT)),
        )
        if all(side.mentions for side in sides):
            yield Contradiction(Subject.ALLERGY, "allergies", allergy.label, sides)


def _allergy(mentions: tuple[Mention, ...]) -> Allergy:
    reactions = dict.fromkeys(str(found) for one in mentions if (found := one.part("allergies.reaction")))
    code = next((one.field.code for one in mentions if one.field.code), None)
    label = str(mentions[0].value)
    return Allergy(label, code, not any(map(_is_told, mentions)), tuple(reactions), mentions)


def _is_told(mention: Mention) -> bool:
    return mention.assertion in (Assertion.PRESENT, Assertion.HISTORY, Assertion.POSSIBLE)


def _key(mention: Mention) -> Hashable:
    code = mention.field.code
    return code.code if code else _substance(mention)


def _substance(mention: Mention) -> tuple[str, ...]:
    """The words that name it; none in "aucune allergie connue"."""
    return tuple(word for word in words(str(mention.value)) if word not in word_list("about_allergies"))
