"""The words of names and labels, so that two spellings of one thing compare equal."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[a-z0-9]+")
_PLAIN = str.maketrans("àâäáãåçéèêëíìîïñóòôöõúùûüýÿµ’", "aaaaaaceeeeiiiinooooouuuuyyu'")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def fold(text: str) -> str:
    """Small letters without accents: `Œdème` gives `oedeme`."""
    plain = text.lower().translate(_PLAIN)
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFD", plain.translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text: `NaCl 0,9 %` gives `nacl`, `0`, `9`."""
    return tuple(_WORD.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class _Words:
    links: frozenset[str]
    salts: frozenset[str]
    unsaid: frozenset[str]
    same: Mapping[str, tuple[str, ...]]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    any_phrase: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads((files("records.terminology") / "wording.toml").read_text(encoding="utf-8"))
    phrases = table["phrases"]
    return _Words(
        frozenset(table["links"]),
        frozenset(table["salts"]),
        frozenset(table["unsaid"]),
        {form: tuple(plain.split()) for plain, forms in table["same"].items() for form in forms},
        tuple((re.compile(rf"\b(?:{'|'.join(forms)})\b"), plain) for plain, forms in phrases.items()),
        re.compile(rf"\b(?:{'|'.join(form for forms in phrases.values() for form in forms)})\b"),
    )


@lru_cache(50_000)
def substance_key(name: str) -> str:
    """A substance without its salt and word order: `CHLORHYDRATE DE TRAMADOL` and `tramadol` are one.

    A name that is nothing but a salt (`CITRATE DE SODIUM`) keeps all its words.
    """
    parts = _words()
    told = [word for word in words(name) if word not in parts.links]
    base = [word for word in told if word not in parts.salts]
    return " ".join(sorted(set(base or told)))


@lru_cache(50_000)
def label_key(label: str) -> str:
    """The words of a disease's or procedure's name in no order, singular, each by its plainest form.

    "Sans précision" and its like say nothing and are left out: `Fracture du fémur, partie non précisée`.
    """
    parts = _words()
    text = " ".join(words(label))
    if parts.any_phrase.search(text):
        for pattern, plain in parts.phrases:
            text = pattern.sub(plain, text)
    told: set[str] = set()
    for word in text.split():
        if word in parts.links or word in parts.unsaid:
            continue
        one = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
        told.update(parts.same.get(one, (one,)))
    return " ".join(sorted(told))


def slips(a: str, b: str, limit: int) -> int:
    """Letters to add, drop, change or swap to make one word of the other; more than `limit` is `limit + 1`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
