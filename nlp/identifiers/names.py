"""Names of people: behind a title or a role, beside a known given name, behind initials, or as nothing else can be.

A name runs over capitalised words, particles and initials. Within it, known given names and initials are given
names; of what is left, shouted words are the family name where others are not shouted.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.identifiers.kinds import Identifier, Kind
from nlp.identifiers.vocabulary import first_names, not_names, ordinary_words, particles
from nlp.lexicons import any_of, lexicon
from nlp.sections import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[A-Z]|J[CFLMP]|MC|Ph|Ch|Th|Cl|Fr|Jh)(?:[.-]+[A-Z])*\.|[A-Z](?:-[A-Z])\b\.?")
_ELISION = re.compile(r"(?:qu|[dljsnmct])['’](?=[^\W\d_]{2})", re.I)
_NAME_LINE = re.compile(r"^[ \t]*(?P<name>[^\W\d_][\w'’.-]*(?:[ ]{1,2}[^\W\d_][\w'’.-]*){1,3})[ \t]*$", re.M)
_MOST = 5
"""Words of the longest name."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text that may be part of a name."""

    start: int
    end: int
    text: str
    folded: str
    initial: bool

    @property
    def shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper() and not self.initial

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def given(self) -> bool:
        """A known given name, alone or with another (`Jean-Marc`)."""
        return all(part in first_names() for part in re.split("[-'’ ]", self.folded))

    @property
    def strange(self) -> bool:
        """No word of a form, of the language or of medicine."""
        return not any(part in ordinary_words() for part in (self.folded, *re.split("[-'’]", self.folded)))

    @property
    def possible(self) -> bool:
        """Capitalised, and no word of a form."""
        return self.capital and (self.initial or (self.folded not in not_names() and len(self.text) > 1))


def find_names(text: str, folded: str) -> Iterator[Identifier]:
    """The surest rules first; of two finds that overlap the first counts."""
    words = _words(text)
    at = {word.start: place for place, word in enumerate(words)}
    for rule, pattern, least in (("title", _titles(), 1), ("role", _roles(), 2)):
        for match in pattern.finditer(folded):
            place = at.get(match.end())
            if place is None:
                continue
            colon = match.group().rstrip().endswith(":")
            run = _run(text, words, place, trusting=rule == "title", colon=colon)
            announced = colon and run and run[0].shouted and run[0].strange
            if len(run) >= least or announced:
                yield from _parts(run, rule)
    for place, word in enumerate(words):
        if word.initial and place + 1 < len(words) and _after_initial(text, word, words[place + 1]):
            yield from _parts(_run(text, words, place, trusting=True), "initials")
    for place, word in enumerate(words):
        if word.given and word.capital and word.folded not in not_names():
            yield from _beside_given(text, words, place)
        if place and word.initial and _before_initial(text, words[place - 1], word):
            yield from _parts([words[place - 1], word], "initial_behind")
    yield from _lines(text, words)
    yield from _shouted(text, words)


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'.-]){any_of(lexicon('identifiers')['titles'])}(?![a-z])[ :]*\n?[ ]*(?=\w)")


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'-]){any_of(lexicon('identifiers')['roles'])}(?![a-z])(?:\s*\([^)]{{0,12}}\))?[ ]*:?[ ]*(?=\w)"
    )


@cache
def _eponym() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('identifiers')['eponym_cues'])}\s+(?:de\s+|d'|du\s+|des\s+)?(?:[a-z-]+\s+)?$")


def _words(text: str) -> list[_Word]:
    """All words, initials with their dots."""
    words: list[_Word] = []
    position = 0
    while match := _TOKEN.search(text, position):
        initials = _INITIALS.match(text, match.start())
        if initials and initials.end() >= match.end():
            match = initials
        if elision := _ELISION.match(text, match.start()):
            match = _TOKEN.search(text, elision.end()) or match
        position = match.end()
        lone = len(match.group()) == 1 and match.group().isupper() and text[match.end() : match.end() + 1] == " "
        words.append(_Word(*match.span(), match.group(), fold(match.group()), lone or match is initials))
    return words


def _run(text: str, words: Sequence[_Word], place: int, *, trusting: bool, colon: bool = False) -> list[_Word]:
    """The name that starts at a word: capitalised words with the particles between them."""
    run: list[_Word] = []
    while place < len(words) and len(run) < _MOST:
        word = words[place]
        if run and not _joined(text, run[-1], word):
            break
        particle = word.folded in particles() and place + 1 < len(words) and words[place + 1].possible
        if run:
            small = not run[0].capital and len(run) == 1 and run[0].given and len(word.text) > 3
        else:
            small = len(word.text) > 3 and ((trusting and word.strange) or ((trusting or colon) and word.given))
        mister = word.text == "M." and not (trusting and not run)
        if mister or not (particle or word.possible or small):
            break
        run.append(word)
        place += 1
    while run and run[-1].folded in particles() and not run[-1].shouted:
        run.pop()
    named = [word for word in run if not word.initial]
    told = trusting or any(word.given for word in named) or all(word.strange for word in named)
    return run if named and told else []


def _joined(text: str, before: _Word, after: _Word) -> bool:
    """Only a space between them; over a line break only a given name goes on."""
    between = text[before.end : after.start]
    if "\n" in between:
        return between == "\n" and (after.given or before.initial)
    return between in ("", " ", "\u00a0", "-", "'", "’", " d'", " d’") or (
        between == ", " and before.shouted and (after.shouted or after.given)
    )


def _after_initial(text: str, initial: _Word, word: _Word) -> bool:
    between = text[initial.end : word.start]
    dotted = "." in initial.text and initial.folded not in ("m.", "mm.")
    telling = word.strange or word.given or word.shouted
    return between in ("", " ", "\n") and dotted and word.possible and len(word.text) > 2 and telling


def _before_initial(text: str, word: _Word, initial: _Word) -> bool:
    """`MOREAU T.`"""
    lonely = text[word.end : initial.start] == " " and "." in initial.text
    return lonely and word.shouted and word.strange and word.possible and len(word.text) > 2


def _lines(text: str, words: Sequence[_Word]) -> Iterator[Identifier]:
    """A line of two to four capitalised words of which one is a given name or strange: a signature, a heading."""
    at = {word.start: place for place, word in enumerate(words)}
    for line in _NAME_LINE.finditer(text):
        place = at.get(line.start("name"))
        run = [] if place is None else [word for word in words[place : place + _MOST] if word.end <= line.end("name")]
        telling = any(word.given for word in run) or all(word.strange for word in run)
        if telling and all(word.possible for word in run):
            yield from _parts(run, "line")


def _beside_given(text: str, words: Sequence[_Word], place: int) -> Iterator[Identifier]:
    """A given name with the family name that stands before or behind it."""
    word = words[place]
    if _eponym().search(fold(text[max(0, word.start - 40) : word.start])):
        return
    behind = _side(text, words, place, 1)
    before = _side(text, words, place, -1) or _shouted_particle(text, words, place)
    if before and behind and before[-1].folded in particles():
        yield from _parts([*before, word, *behind], "given_name")
    elif before and (not behind or (before[-1].shouted and not behind[0].shouted)):
        more = itertools.takewhile(lambda one: one.given and not one.shouted, behind)
        yield from _parts([*before, word, *more], "given_name")
    elif behind:
        yield from _parts([word, *behind], "given_name")
    elif word.strange:
        yield Identifier(word.start, word.end, Kind.FIRST_NAME, "given_name_alone")


def _shouted_particle(text: str, words: Sequence[_Word], place: int) -> list[_Word]:
    """The `DE` of `DE LUCA Roberta`, whose family name is also a given name."""
    before = words[place - 1] if place else None
    if before and words[place].shouted and before.shouted and before.folded in particles():
        return [before] if text[before.end : words[place].start] == " " else []
    return []


def _side(text: str, words: Sequence[_Word], place: int, step: int) -> list[_Word]:
    """Words of the family name on one side of a given name, in the order of the text."""
    found: list[_Word] = []
    here = place
    while 0 <= here + step < len(words) and len(found) < _MOST - 1:
        word, neighbour = words[here + step], words[here]
        first, second = (neighbour, word) if step > 0 else (word, neighbour)
        between = text[first.end : second.start]
        joined = between in (" ", "-", "") or (between in (", ", "\n") and first.shouted and second.capital)
        particle = word.folded in particles() and (word.shouted or step < 0 or bool(found) or here == place)
        ends = text[words[place].end : words[place].end + 2].strip()[:1] in ("", ",", ")", "(", "|", ";")
        opens = step < 0 and not ends and _opens_sentence(text, word.start)
        fits = (
            word.possible
            and word.text != "M."
            and (word.initial or word.given or word.strange or (len(word.text) > 3 and not opens))
        )
        if not joined or not (fits or particle) or (found and found[0].shouted and not word.shouted and not particle):
            break
        found = [*found, word] if step > 0 else [word, *found]
        here += step
    while found and found[0 if step < 0 else -1].folded in particles() and not found[0 if step < 0 else -1].shouted:
        found.pop(0 if step < 0 else -1)
    return found if any(word.folded not in particles() for word in found) else []


def _opens_sentence(text: str, start: int) -> bool:
    return text[:start].rstrip(" -•")[-1:] in ("", ".", "\n", "!", "?")


def _shouted(text: str, words: Sequence[_Word]) -> Iterator[Identifier]:
    """A shouted strange word beside another one or beside a capitalised strange word: nothing but a name is left."""
    run: list[_Word] = []
    for word in words:
        if run and text[run[-1].end : word.start] not in (" ", ", "):
            yield from _if_shouted(run)
            run = []
        if word.possible and word.strange and not word.initial and len(word.text) > 3:
            run.append(word)
        else:
            yield from _if_shouted(run)
            run = []
    yield from _if_shouted(run)


def _if_shouted(run: Sequence[_Word]) -> Iterator[Identifier]:
    if 1 < len(run) <= _MOST and any(word.shouted for word in run):
        yield from _parts(run, "shouted")


def _parts(run: Sequence[_Word], rule: str) -> Iterator[Identifier]:
    """Given and family names of a run, neighbours of one kind together."""
    kinds = _kinds(run)
    start = 0
    for place in range(1, len(run) + 1):
        if place == len(run) or kinds[place] is not kinds[start]:
            yield Identifier(run[start].start, run[place - 1].end, kinds[start], rule)
            start = place


def _kinds(run: Sequence[_Word]) -> list[Kind]:
    given = [word.initial or (word.given and word.folded not in particles()) for word in run]
    mixed = any(word.shouted for word in run) and not all(word.shouted or word.initial for word in run)
    if mixed:
        given = [not word.shouted and word.folded not in particles() for word in run]
    elif all(given):
        given = [True] * (len(run) - 1) + [len(run) == 1 and False]
    return [Kind.FIRST_NAME if is_given else Kind.LAST_NAME for is_given in given]
