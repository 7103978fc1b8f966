"""A document as the index keeps it: its terms in order, what it can be filtered by, its words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.document import Document, Page
from records.fields import Assertion, Field
from records.search.analysis import Token, fold, language_of, tokens
from records.search.facets import FacetEntry, facets_of, scalar, told

NEGATED = "!"
"""Before a term that the document says is not so: « pas de fièvre » does not answer `fièvre`."""
_CUES = frozenset({"sans", "aucun", "aucune", "ni", "no", "without", "denies", "denied"})
_CUES_WITH_OF = frozenset({"pas", "absence"})
_OF = frozenset({"de", "d", "of"})
_BETWEEN = frozenset(
    {
        *("autre", "autres", "nouvel", "nouvelle", "nouveau", "notion", "signe", "signes", "episode", "episodes", "eu"),
        *("argument", "arguments", "pour", "en", "faveur", "une", "un", "totale", "retrouve", "note"),
        *("any", "a", "an", "sign", "signs", "evidence", "new", "other", "further", "having"),
    }
)
"""Without accents: what denies, and what may stand between that and the finding: « pas eu de nouvel épisode de »."""
_CUE_REACH = 6
_EARLIEST, _LATEST = date(1900, 1, 1), date(2250, 1, 1)
_RANDOM_BITS = 46
_SHORTEST_WORD, _LONGEST_WORD = 4, 30


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that the index keeps of one document."""

    document_id: str
    number: int
    day: date
    type: str | None
    department: str | None
    author: str | None
    language: str
    terms: tuple[str, ...]
    facets: tuple[FacetEntry, ...]
    words: frozenset[str]
    """For "did you mean", with their accents."""


def entry_of(document_id: str, document: Document, fields: Sequence[Field], received: date) -> Entry:
    """The entry of a document. `received` is its day where the document tells none."""
    kept = told(fields)
    day = _day(kept, received)
    language = language_of(document.text)
    negated = negated_everywhere(document, kept, language)
    found = [(page.number, token) for page in document.pages for token in tokens(page.text, language)]
    return Entry(
        document_id=document_id,
        number=first_number(day) | UUID(document_id).int & (1 << _RANDOM_BITS) - 1,
        day=day,
        type=scalar(kept, "document.type"),
        department=scalar(kept, "document.department"),
        author=scalar(kept, "document.author"),
        language=language,
        terms=tuple(kept_term(page, token, negated) for page, token in found),
        facets=tuple(facets_of(fields, language)),
        words=frozenset(token.word for _, token in found if _is_offered(token.word)),
    )


def kept_term(page: int, token: Token, negated: Mapping[int, Sequence[tuple[int, int]]]) -> str:
    """The token's term, marked where it stands in a stretch that is said not to be so."""
    within = any(start <= token.start and token.end <= end for start, end in negated.get(page, ()))
    return NEGATED + token.term if within else token.term


def negated_stretches(fields: Sequence[Field]) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By page, where findings stand that the document says are absent."""
    found: dict[int, list[tuple[int, int]]] = {}
    for field in fields:
        if field.assertion is Assertion.ABSENT and field.evidence is not None:
            found.setdefault(field.evidence.page, []).append((field.evidence.start, field.evidence.end))
    return found


def negated_everywhere(
    document: Document, fields: Sequence[Field], language: str
) -> Mapping[int, Sequence[tuple[int, int]]]:
    """The same, and wherever else the document denies those findings: a condition is told once, at one place only."""
    found = {page: list(places) for page, places in negated_stretches(fields).items()}
    absent = [one for one in fields if one.assertion is Assertion.ABSENT and isinstance(one.value, str)]
    runs = {
        (one.name, run)
        for one in absent
        for said in (str(one.value), one.evidence.text if one.evidence else "")
        if (run := tuple(token.term for token in tokens(said, language)))
    }
    for page in document.pages if runs else ():
        every = list(tokens(page.text, language))
        places: dict[str, list[int]] = {}
        for at, token in enumerate(every):
            places.setdefault(token.term, []).append(at)
        for name, run in runs:
            held = _held(fields, name, page.number)
            for at in places.get(run[0], ()):
                there = every[at : at + len(run)]
                start, end = there[0].start, there[-1].end
                same = tuple(token.term for token in there) == run
                if same and not any(start < right and left < end for left, right in held) and _denied(page, every, at):
                    found.setdefault(page.number, []).append((start, end))
    return found


def _held(fields: Sequence[Field], name: str, page: int) -> list[tuple[int, int]]:
    """Where findings of that name stand on the page that are read as anything but absent."""
    others = (one.evidence for one in fields if one.name == name and one.assertion is not Assertion.ABSENT)
    return [(spot.start, spot.end) for spot in others if spot is not None and spot.page == page]


def _denied(page: Page, every: Sequence[Token], at: int) -> bool:
    """Whether a word that denies stands before the one at that place, with nothing between but words of its kind."""
    between: list[str] = []
    for place in range(at - 1, max(-1, at - _CUE_REACH - 1), -1):
        gap = page.text[every[place].end : every[place + 1].start]
        wraps = every[place].end + gap.find("\n") in page.soft_breaks
        if gap.strip("'’ \t\n\xa0") or ("\n" in gap and not wraps):
            return False
        word = fold(every[place].word)
        if word in _CUES:
            return True
        if word in _CUES_WITH_OF:
            return not _OF.isdisjoint(between)
        if word not in _BETWEEN | _OF:
            return False
        between.append(word)
    return False


def words_in(document: Document) -> frozenset[str]:
    """The words by which a document adds to the vocabulary."""
    found = (token.word for page in document.pages for token in tokens(page.text, "fr"))
    return frozenset(word for word in found if _is_offered(word))


def first_number(day: date) -> int:
    """The smallest number of a document of that day. Numbers of later days are greater; all fit into 63 bits.

    The rest of a number is of the document's random identifier: the same document has the same number in every
    database, and of 10,000 documents of one day two share one by a chance of one in a million.
    """
    return (min(max(day, _EARLIEST), _LATEST) - _EARLIEST).days << _RANDOM_BITS


def _day(fields: Sequence[Field], received: date) -> date:
    for name in ("document.date", "encounter.discharge_date", "encounter.admission_date"):
        try:
            return date.fromisoformat(scalar(fields, name) or "")
        except ValueError:  # not told, or a partial date
            continue
    return received


def _is_offered(word: str) -> bool:
    """Whether the word is offered when another was mistyped: neither numbers nor codes, nor very short ones."""
    return _SHORTEST_WORD <= len(word) <= _LONGEST_WORD and word.isalpha()
