"""The words of a query in the language of each database. Both keep the same terms and find the same documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, TableClause, TextClause, bindparam, column, table, text
from sqlalchemy.sql.elements import ColumnElement

from records.search.entry import Entry
from records.search.query import Words

_KEY = {"sqlite": "rowid", "postgresql": "number"}
_INSERT = {
    "sqlite": text("INSERT INTO search_text (rowid, terms) VALUES (:number, :terms)"),
    "postgresql": text("INSERT INTO search_text (number, terms) VALUES (:number, CAST(:terms AS tsvector))"),
}
_MOST_PLACES = 256
"""Of one term that PostgreSQL keeps; those further on are found, but not as part of a phrase."""
_LAST_PLACE = 16_383
"""That PostgreSQL counts to."""
MOST_BYTES = 900_000
"""Of a document's terms as `tsvector` writes them, which takes no less than what PostgreSQL limits to 1 MiB."""


def text_table(dialect: str) -> tuple[TableClause, ColumnElement[int]]:
    """The table of the words and its number of the document."""
    key = column(_KEY[dialect], BigInteger)
    found = table("search_text", key)
    return found, found.c[_KEY[dialect]]


def holds(dialect: str, wanted: Sequence[Words]) -> TextClause:
    """The condition that a row of `search_text` holds all the words."""
    if dialect == "sqlite":
        return text("search_text MATCH :words").bindparams(bindparam("words", fts5(wanted), unique=True))
    return text("terms @@ CAST(:words AS tsquery)").bindparams(bindparam("words", tsquery(wanted), unique=True))


def insert_texts(connection: Connection, entries: Sequence[Entry]) -> None:
    """Keep the words of the entries, of the smallest number first: SQLite then writes them in one go."""
    dialect = connection.dialect.name
    write = " ".join if dialect == "sqlite" else tsvector
    rows = [
        {"number": one.number, "terms": write(within_limit(one.terms))}
        for one in sorted(entries, key=lambda one: one.number)
    ]
    if rows:
        connection.execute(_INSERT[dialect], rows)


def fts5(wanted: Sequence[Words]) -> str:
    """As FTS5 reads it."""
    return " AND ".join(f"({' OR '.join(_fts5_phrases(one))})" for one in wanted)


def tsquery(wanted: Sequence[Words]) -> str:
    """As PostgreSQL reads it."""
    return " & ".join(f"({' | '.join(_tsquery_phrases(one))})" for one in wanted)


def tsvector(terms: Sequence[str]) -> str:
    """The terms with their places, as PostgreSQL reads them."""
    places: dict[str, list[int]] = {}
    for place, term in enumerate(terms, start=1):
        kept = places.setdefault(term, [])
        if len(kept) < _MOST_PLACES:
            kept.append(min(place, _LAST_PLACE))
    return " ".join(f"'{term}':{','.join(map(str, kept))}" for term, kept in places.items())


def within_limit(terms: Sequence[str]) -> Sequence[str]:
    """The terms from the first to the last that a database takes, whichever it is: both find the same."""
    seen: Counter[str] = Counter()
    size = 0
    for at, term in enumerate(terms):
        if seen[term] == 0:
            size += len("'':") + len(term)
        if seen[term] < _MOST_PLACES:
            size += len(f"{min(at + 1, _LAST_PLACE)},")  # or the space before the next term
        if size > MOST_BYTES:
            return terms[:at]
        seen[term] += 1
    return terms


def _fts5_phrases(words: Words) -> list[str]:
    phrases = [f'"{" ".join(variant)}"' for variant in words.variants]
    return [f"{phrases[0]} *", *phrases[1:]] if words.prefix else phrases


def _tsquery_phrases(words: Words) -> list[str]:
    phrases = [" <-> ".join(f"'{term}'" for term in variant) for variant in words.variants]
    return [f"{phrases[0]}:*", *phrases[1:]] if words.prefix else phrases
