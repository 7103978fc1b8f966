"""How well records agree with annotations of the same documents, group by group.

    single values   equal once case, accents, white space and the way of writing numbers are set aside
    lists           one to one, best pair first, by the words of the quote (a drug's name, an analyte's name with its
                    value, a vital sign's name with its value); half of the words must be shared
    attributes      assertion, status, dose, frequency of what was paired; what was not paired has no right one

Annotations are objects as `anamnese index` prints them; of values only `value`, `quote` and the enumerations count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.sections import fold

Record = Mapping[str, Any]

_SINGLE = {
    "patient": ("identity", ("last_name", "first_name", "sex", "birth_date", "age_years")),
    "encounter": ("encounter", ("admission_date", "discharge_date", "arrival_mode", "discharge_to")),
    "document": ("document", ("type", "date", "author", "department")),
    "lifestyle": ("lifestyle", ("smoking", "alcohol")),
}
_LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "conditions": ("quote", ("assertion",)),
    "medications": ("drug", ("dose", "frequency", "status")),
    "procedures": ("quote", ("status",)),
    "allergies": ("quote", ("assertion",)),
    "vitals": ("name", ()),
    "labs": ("name", ()),
}
_SHARED_WORDS = {"author": 0.6, "department": 0.6, "frequency": 0.6, "reason": 0.5}
"""Of these, part of the words is enough."""
_HALF = 0.5
_STOP = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "au", "aux", "a", "en", "et", "the", "of", "and")
)


@dataclass(slots=True)
class Tally:
    """What was right, what was proposed wrongly, what was missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def f1(self) -> float | None:
        """None where nothing was annotated and nothing proposed."""
        counted = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / counted if counted else None

    @property
    def precision(self) -> float | None:
        """None where nothing was proposed."""
        proposed = self.right + self.spurious
        return self.right / proposed if proposed else None

    def add(self, right: int, annotated: int, proposed: int) -> None:
        """Of so many annotated and proposed, so many are the same."""
        self.right += right
        self.missed += annotated - right
        self.spurious += proposed - right


def score(pairs: Sequence[tuple[Record, Record]]) -> Mapping[str, Tally]:
    """Tallies by group, of (annotated, read) records, in the order of the tables."""
    tallies = {name: Tally() for name in _groups()}
    for annotated, read in pairs:
        for group, (name, leaves) in _SINGLE.items():
            for leaf in leaves:
                _single(tallies[name], annotated, read, group, leaf)
        _single(tallies["reason"], annotated, read, "encounter", "reason")
        for group, (key, attributes) in _LISTS.items():
            _list(tallies, group, key, attributes, annotated.get(group) or [], read.get(group) or [])
    return tallies


def group_of(name: str) -> str:
    """The row of a field of the catalogue."""
    if name == "encounter.reason":
        return "reason"
    group = name.partition(".")[0]
    return _SINGLE[group][0] if group in _SINGLE else group


def _groups() -> Iterator[str]:
    yield from (name for name, _ in _SINGLE.values())
    yield "reason"
    for group, (_, attributes) in _LISTS.items():
        yield group
        yield from (f"{group}.{attribute}" for attribute in attributes)


def _single(tally: Tally, annotated: Record, read: Record, group: str, leaf: str) -> None:
    wanted, got = (_value((record.get(group) or {}).get(leaf)) for record in (annotated, read))
    same = wanted is not None and got is not None and _same(wanted, got, least=_SHARED_WORDS.get(leaf))
    tally.add(int(same), int(wanted is not None), int(got is not None))


def _list(
    tallies: Mapping[str, Tally],
    group: str,
    key: str,
    attributes: Sequence[str],
    annotated: Sequence[Record],
    read: Sequence[Record],
) -> None:
    likeness = _measured if group in ("vitals", "labs") else _worded
    pairs = list(_paired(annotated, read, lambda one, other: likeness(one, other, key, attributes)))
    tallies[group].add(len(pairs), len(annotated), len(read))
    for attribute in attributes:
        decides = attribute in ("assertion", "status")
        right = wanted = got = 0
        for one, other in pairs:
            mine, theirs = one.get(attribute), other.get(attribute)
            wanted += mine is not None
            got += theirs is not None
            right += mine is not None and theirs is not None and _same(mine, theirs, least=_SHARED_WORDS.get(attribute))
        if decides:
            wanted, got = len(annotated), len(read)
        tallies[f"{group}.{attribute}"].add(right, wanted, got)


def _paired(
    annotated: Sequence[Record], read: Sequence[Record], likeness: Callable[[Record, Record], float]
) -> Iterator[tuple[Record, Record]]:
    """Best pairs first; each item once."""
    likely = [(likeness(one, other), i, j) for i, one in enumerate(annotated) for j, other in enumerate(read)]
    used: tuple[set[int], set[int]] = (set(), set())
    for like, i, j in sorted(likely, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if like < _HALF:
            return
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield annotated[i], read[j]


def _worded(one: Record, other: Record, key: str, attributes: Sequence[str]) -> float:
    """Shared words, a little more where the attributes are right too."""
    agreeing = sum(_plain(one.get(name)) == _plain(other.get(name)) for name in attributes)
    return _shared(one.get(key), other.get(key)) + agreeing / 1000


def _measured(one: Record, other: Record, key: str, attributes: Sequence[str]) -> float:
    del attributes
    return _shared(one[key], other[key]) if _plain(one["value"]) == _plain(other["value"]) else 0.0


def _same(one: object, other: object, *, least: float | None) -> bool:
    return _plain(one) == _plain(other) or (least is not None and _shared(one, other) >= least)


def _shared(one: object, other: object) -> float:
    mine, theirs = Counter(_words(one)), Counter(_words(other))
    shared = sum((mine & theirs).values())
    return 2 * shared / (sum(mine.values()) + sum(theirs.values())) if shared else 0.0


def _words(value: object) -> list[str]:
    words = re.findall(r"[a-z0-9%.+]+", _plain(value))
    return [word for word in words if word not in _STOP] or words


def _plain(value: object) -> str:
    """Folded, numbers as numbers."""
    if value is None:
        return ""
    text = " ".join(re.sub(r"(?<=\d),(?=\d)", ".", fold(str(value))).split()).strip(" .,;:-/")
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def _value(entry: object) -> object:
    return entry.get("value") if isinstance(entry, Mapping) else entry
