"""Names of drugs and where they stand in a text.

Names come from the ATC resource shipped with EDS-NLP (BSD 3-Clause, AP-HP), read as a file so that neither spaCy nor
pandas is loaded, and from our own `drug_*.csv`. All are compared as words without case or accents; a hyphen, a slash
or an apostrophe is as good as a space. Compiling takes some tens of milliseconds, once a process.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from nlp.sections import fold
from records.terminology.wording import slips

LONGEST_NAME = 7
"""In words."""
_WORD = re.compile(r"[a-z0-9]+")
_BETWEEN = re.compile(r"[ \-/'+.,®_]{1,3}")
_SLIP_FROM = 8
"""Letters a name must have for one slip of the pen or of the OCR to be forgiven; from 10 on two are."""

_HEARD_FROM = 7
"""Letters from which a name that sounds the same is recognised."""
_MISREAD = str.maketrans("0158", "olsb")
"""Digits that an OCR reads for a letter within a word."""
_REMEMBERED = 20_000
"""Words whose comparison with all names is kept: reports share most of their words."""
_RELEASE = re.compile(
    r" (?:lp|lm|xr|sr|xl|diskus|turbuhaler|respimat|ellipta|breezhaler|nexthaler|easyhaler|spiromax|autohaler|evohaler"
    r"|flexpen|flextouch|kwikpen|solostar|lyoc|forte)(?![a-z0-9])"
)
"""Prolonged release or device, part of the name as written."""
_GLUED = re.compile(r"(?P<name>[a-z]{5,})\d+(?:mg|g|ug|ui|ml|cp)?")
"""A name without the space before its strength: "DONORMYL15mg"."""
NEVER_DRUGS = (
    "tion",
    "tions",
    "ment",
    "ments",
    "ique",
    "iques",
    "isme",
    "euse",
    "euses",
    "eux",
    "ite",
    "ites",
    "age",
    "ages",
    "ance",
    "ence",
    "aire",
    "aires",
    "elle",
    "elles",
    "ee",
    "ees",
)
"""Endings of ordinary French words that no misspelt drug is looked for behind."""


class Need(StrEnum):
    """What must stand around a name before it counts as a drug."""

    NOTHING = "nothing"
    CAPITALS = "capitals"
    GIVEN = "given"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Drug:
    """An entry of the lexicon."""

    atc: str | None
    """Code or its first letters; None where none is known."""
    need: Need = Need.NOTHING
    group: tuple[str, ...] = ()
    """Of a group of drugs ("antalgiques"): ATC prefixes of its members. Empty for a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug's name at a place of the text."""

    start: int
    end: int
    drug: Drug
    rule: str
    """`name`, `group`, `slip` (one letter off), `stem` (an INN ending), `line` (shape of a treatment line)."""
    key: str
    """The name as the lexicon has it, for telling repeated mentions."""


def normal(name: str) -> str:
    """The words of a name: `NaCl 0,9 %` gives `nacl 0 9`."""
    return " ".join(_WORD.findall(fold(name)))


_learnt: dict[str, Drug] = {}
"""Names of an imported drug database."""


def learn(found: Iterable[tuple[str, str]]) -> None:
    """Know these names with their ATC codes too, where ours say nothing, instead of those learnt before."""
    told = {name: Drug(atc) for name, atc in found}
    if told == _learnt:
        return
    _learnt.clear()
    _learnt.update(told)
    for compiled in (names, _by_sound, _halves, _longest_by_first_word, _near):
        compiled.cache_clear()


@cache
def names() -> Mapping[str, Drug]:
    """Every known name by its words."""
    codes: dict[str, list[str]] = {}
    for atc, spellings in _resource().items():
        for spelling in spellings:
            codes.setdefault(normal(spelling), []).append(atc)
    known = {name: Drug(atcs[0]) for name, atcs in codes.items() if " et " not in name}  # in prose those are two drugs
    for row in (*_rows("drug_names_en"), *_rows("drug_names")):
        for key in map(normal, row["names"].split("|")):
            known[key] = Drug(_code(row["atc"], codes.get(key, ())))
    for row in (*_rows("drug_classes_en"), *_rows("drug_classes")):
        prefixes = tuple(row["atc"].split("|"))
        for name in row["names"].split("|"):
            known |= dict.fromkeys(_spellings(normal(name)), Drug(prefixes[0], group=prefixes))
    for row in _rows("drug_ambiguous"):
        for key in filter(None, map(normal, row["names"].split("|"))):
            held = known.get(key)
            if held is not None:
                known[key] = Drug(held.atc, Need(row["needs"]), held.group)
    known.pop("", None)
    return _learnt | known


def _code(ours: str, listed: Sequence[str]) -> str:
    """Our file's substance code as it is; its class only chooses among the resource's codes or fills their gap."""
    if len(ours) == _SUBSTANCE:
        return ours
    finer = (atc for atc in listed if atc.startswith(ours[:3]))
    return next(finer, listed[0] if listed else ours)


_SUBSTANCE = 7
"""Characters of a whole ATC code."""


def _spellings(group: str) -> set[str]:
    """A group of drugs in the plural and the singular, "anti-" and "bêta-" joined or apart."""
    plural = {group, " ".join(word.removesuffix("s") if len(word) > 4 else word for word in group.split()), f"{group}s"}
    joined = {re.sub(r"\b(anti|beta) (?=[a-z]{4})", r"\1", name) for name in plural}
    return plural | joined | {re.sub(r"\b(anti|beta)(?=[a-z]{6})", r"\1 ", name) for name in plural}


@cache
def stems() -> Mapping[str, str]:
    """INN endings and the ATC class they stand for."""
    return {row["stem"]: row["atc"] for row in _rows("drug_stems")}


def find_names(folded: str) -> Iterator[Mention]:
    """Mentions in reading order, the longest name at each place."""
    known, longest = names(), _longest_by_first_word()
    words = list(_WORD.finditer(folded))
    index = 0
    while index < len(words):
        mention, used = _at(folded, words, index, known, longest)
        if mention is not None:
            yield mention
        index += used


def _at(
    folded: str,
    words: list[re.Match[str]],
    index: int,
    known: Mapping[str, Drug],
    longest: Mapping[str, int],
) -> tuple[Mention | None, int]:
    first = words[index]
    for count in range(min(longest.get(first.group(), 0), len(words) - index), 0, -1):
        last = words[index + count - 1]
        if not all(
            _BETWEEN.fullmatch(folded, words[at].end(), words[at + 1].start()) for at in range(index, index + count - 1)
        ):
            continue
        key = " ".join(word.group() for word in words[index : index + count])
        drug = known.get(key)
        if drug is not None:
            end = last.end() + (1 if folded[last.end() : last.end() + 1] == "%" else 0)
            if release := _RELEASE.match(folded, end):
                end = release.end()
            return Mention(first.start(), end, drug, "group" if drug.group else "name", key), count
    word = first.group()
    if (glued := _GLUED.fullmatch(word)) and (drug := known.get(glued["name"])) is not None:
        return Mention(first.start(), first.start() + glued.end("name"), drug, "name", glued["name"]), 1
    if len(word) >= _HEARD_FROM and word[0].isalpha():
        word = word.translate(_MISREAD) if any(letter.isdigit() for letter in word[1:-1]) else word
        if not word.isalpha():
            return None, 1
        near = word if word in known and word != first.group() else _near(word)
        if near is not None:
            return Mention(first.start(), first.end(), known[near], "slip", near), 1
        atc = _stem_class(word) if len(word) >= _SLIP_FROM else None
        if atc is not None and word not in ordinary_words():
            return Mention(first.start(), first.end(), Drug(atc), "stem", word), 1
    return None, 1


@lru_cache(_REMEMBERED)
def _stem_class(word: str) -> str | None:
    return next((atc for stem, atc in stems().items() if word.endswith(stem)), None)


@lru_cache(_REMEMBERED)
def _near(word: str) -> str | None:
    """The name that a word is one slip away from (two for long names), if it is no ordinary word itself."""
    if word in ordinary_words() or word.rstrip("s") in ordinary_words():
        return None
    if word.endswith(NEVER_DRUGS):
        return None
    alike = _by_sound().get(_sound(word), ())
    if len(alike) == 1:
        return alike[0]
    if len(word) < _SLIP_FROM:
        return None
    allowed = 2 if len(word) >= 10 else 1
    heads, tails = _halves()
    for candidate in heads.get(word[:4], ()) + tails.get(word[-4:], ()):
        if abs(len(candidate) - len(word)) <= allowed and slips(word, candidate, allowed) <= allowed:
            return candidate
    return None


_SOUNDS = (("ph", "f"), ("th", "t"), ("y", "i"), ("qu", "k"), ("ck", "k"), ("h", ""), ("z", "s"))


def _sound(word: str) -> str:
    """The word as it is heard, roughly: `nephopam` and `nefopam` are one."""
    for spelt, heard in _SOUNDS:
        word = word.replace(spelt, heard)
    return re.sub(r"(.)\1", r"\1", word.rstrip("e"))


@cache
def _by_sound() -> Mapping[str, tuple[str, ...]]:
    heard: dict[str, list[str]] = {}
    for name, drug in names().items():
        if len(name) >= _HEARD_FROM and name.isalpha() and drug.need is Need.NOTHING and not drug.group:
            heard.setdefault(_sound(name), []).append(name)
    return {sound: tuple(spelt) for sound, spelt in heard.items()}


@cache
def _halves() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    heads: dict[str, list[str]] = {}
    tails: dict[str, list[str]] = {}
    for name, drug in names().items():
        if len(name) >= _SLIP_FROM and name.isalpha() and drug.need in {Need.NOTHING, Need.GIVEN} and not drug.group:
            heads.setdefault(name[:4], []).append(name)
            tails.setdefault(name[-4:], []).append(name)
    return {k: tuple(v) for k, v in heads.items()}, {k: tuple(v) for k, v in tails.items()}


@cache
def _longest_by_first_word() -> Mapping[str, int]:
    longest: dict[str, int] = {}
    for name in names():
        words = name.split()
        longest[words[0]] = min(LONGEST_NAME, max(longest.get(words[0], 0), len(words)))
    return longest


@cache
def ordinary_words() -> frozenset[str]:
    """Words of reports that look like a drug's name and are none."""
    text = (files("nlp.lexicons") / "drug_not_names.txt").read_text(encoding="utf-8")
    return frozenset(normal(line) for line in text.splitlines() if line and not line.startswith("#"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (files("nlp.lexicons") / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if line and not line.startswith("#"))


def _resource() -> Mapping[str, list[str]]:
    spec = find_spec("edsnlp")
    if spec is None or spec.origin is None:
        return {}
    resource: dict[str, list[str]] = json.loads(
        (Path(spec.origin).parent / "resources" / "drugs.json").read_text(encoding="utf-8")
    )
    return resource
