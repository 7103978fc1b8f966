"""What a disease's or procedure's name stands for in an imported classification."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from records.terminology.wording import label_key, words

_SIDES = frozenset({"droit", "droite", "gauche", "bilateral", "bilaterale", "bilateraux", "bilaterales", "dt", "g"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A code and its label as published."""

    code: str
    label: str


class LabelBook:
    """An imported classification; usable from any thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._held = lru_cache(8192)(self._look_up)

    def resolve(self, text: str) -> Labelled | None:
        """The code whose label says the same words in any order, sides set aside; None where none does."""
        return self._held(text)

    def entry(self, code: str) -> Labelled | None:
        """The entry of a code."""
        row = self._db.execute("SELECT code, label FROM entry WHERE code = ?", (code,)).fetchone()
        return Labelled(*row) if row else None

    def containing(self, text: str, limit: int) -> Iterator[Labelled]:
        """Entries whose label holds all the words, the shortest labels first."""
        wanted = label_key(text).split()
        query = "SELECT key, code FROM label WHERE " + " AND ".join(["key LIKE ?"] * len(wanted))  # noqa: S608
        if not wanted:
            return
        found = self._db.execute(f"{query} ORDER BY length(key), code", [f"%{word}%" for word in wanted])
        seen: set[str] = set()
        for key, code in found:
            if code not in seen and set(wanted) <= set(key.split()) and (entry := self.entry(code)):
                seen.add(code)
                yield entry
                if len(seen) == limit:
                    return

    def _look_up(self, text: str) -> Labelled | None:
        sideless = " ".join(word for word in words(text) if word not in _SIDES)
        for wording in dict.fromkeys((text, sideless)):
            if row := self._db.execute("SELECT code FROM label WHERE key = ?", (label_key(wording),)).fetchone():
                return self.entry(row[0])
        return None
