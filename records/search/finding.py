"""Ask the index: which documents hold what a query asks for, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ARRAY, BigInteger, FromClause, Select, cast, func, literal_column, select, true
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql.elements import ColumnElement

from records.errors import CursorInvalid
from records.search.engines import holds, text_table
from records.search.entry import first_number
from records.search.measures import MEASURE
from records.search.query import Clause, Days, Facet, Measure, Query, Words
from records.store.models import DocumentRow, SearchDocumentRow, SearchFacetRow

COUNTED = 1000
"""Hits are counted so far; facets are counted over these, the newest."""
FACETS = ("type", "department", "author", "present", "drug")
"""Counted beside the hits."""
_FACET_VALUES = 10
_LAST = (1 << 63) - 1

Condition = ColumnElement[bool]


def everyone() -> Condition:
    """The condition that hides nothing."""
    return true()


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers."""

    document_id: str
    name: str
    """Of its file."""
    day: date
    type: str | None
    department: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the counted hits have something."""

    facet: str
    label: str
    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits."""

    hits: tuple[Hit, ...]
    total: int
    """At most COUNTED; then there may be more."""
    more_than_counted: bool
    after: str | None
    """Where the next page begins; None at the end."""
    facets: tuple[FacetCount, ...]


class Search:
    """Every method is one transaction. `visible_to` is a condition over `SearchDocumentRow`: what the asker may see."""

    def __init__(self, reading: sessionmaker[Session]) -> None:
        self._reading = reading

    def find(
        self,
        query: Query,
        *,
        visible_to: Condition,
        limit: int = 20,
        after: str | None = None,
        facets: bool = True,
    ) -> Found:
        """The page of hits that follows `after`. Raises CursorInvalid."""
        start = _number(after)
        with self._reading() as session:
            counted = list(session.scalars(_numbers(session, query, visible_to, below=_LAST, limit=COUNTED + 1)))
            if after is None:
                page = counted[: limit + 1]
            else:
                page = list(session.scalars(_numbers(session, query, visible_to, below=start, limit=limit + 1)))
            return Found(
                hits=_hits(session, page[:limit]),
                total=min(len(counted), COUNTED),
                more_than_counted=len(counted) > COUNTED,
                after=str(page[limit - 1]) if len(page) > limit else None,
                facets=_facets(session, counted[:COUNTED]) if facets else (),
            )

    def any_hit(self, query: Query, *, visible_to: Condition) -> bool:
        """Whether any document answers."""
        with self._reading() as session:
            return session.scalar(_numbers(session, query, visible_to, below=_LAST, limit=1)) is not None


def _numbers(session: Session, query: Query, visible_to: Condition, *, below: int, limit: int) -> Select[int]:
    """The numbers of the documents that answer, the newest first, all smaller than `below`."""
    dialect = session.get_bind().dialect.name
    wanted = query.words
    number: ColumnElement[int] = SearchDocumentRow.__table__.c.number
    source: FromClause = SearchDocumentRow.__table__
    if wanted:
        source, number = text_table(dialect)
    statement = select(number).select_from(source).where(number < below)
    # Else SQLite would look for the words in each document that a filter lets through.
    looked_up = literal_column("+rowid", BigInteger) if wanted and dialect == "sqlite" else number
    if wanted:
        statement = statement.where(holds(dialect, wanted))
    for clause in query.clauses:
        if isinstance(clause, Words) and not clause.excluded:
            continue
        condition = _condition(clause, number if isinstance(clause, Days) else looked_up, dialect)
        statement = statement.where(~condition if clause.excluded else condition)
    if not visible_to.compare(everyone()):
        statement = statement.where(looked_up.in_(select(SearchDocumentRow.number).where(visible_to)))
    return statement.order_by(number.desc()).limit(limit)


def _condition(clause: Clause, number: ColumnElement[int], dialect: str) -> Condition:
    match clause:
        case Words():
            source, key = text_table(dialect)
            return number.in_(select(key).select_from(source).where(holds(dialect, [clause])))
        case Facet():
            return number.in_(_facet_rows(clause.name, clause.values))
        case Measure():
            amount = SearchFacetRow.amount
            beyond = {
                ">": amount > clause.amount,
                ">=": amount >= clause.amount,
                "<": amount < clause.amount,
                "<=": amount <= clause.amount,
                "=": amount == clause.amount,
            }[clause.sign]
            rows = _facet_rows(MEASURE, [clause.name]).where(beyond)
            return number.in_(rows if clause.unit is None else rows.where(SearchFacetRow.unit == clause.unit))
        case Days():
            return number.between(
                first_number(clause.since) if clause.since else 0,
                first_number(clause.until + timedelta(days=1)) - 1
                if clause.until and clause.until < date.max
                else _LAST,
            )


def _facet_rows(facet: str, values: Sequence[str]) -> Select[int]:
    return select(SearchFacetRow.number).where(SearchFacetRow.facet == facet, SearchFacetRow.value.in_(values))


def _hits(session: Session, numbers: Sequence[int]) -> tuple[Hit, ...]:
    row = SearchDocumentRow
    query = (
        select(row.document_id, DocumentRow.name, row.day, row.type, row.department, row.author)
        .join(DocumentRow, DocumentRow.id == row.document_id)
        .where(row.number.in_(_listed(session, numbers)))
        .order_by(row.number.desc())
    )
    return tuple(Hit(*found) for found in session.execute(query))


def _listed(session: Session, numbers: Sequence[int]) -> Select[int]:
    """The numbers as one value: a statement with a thousand of them is slow to prepare."""
    if session.get_bind().dialect.name == "sqlite":
        return select(func.json_each(json.dumps(numbers)).table_valued("value").c.value)
    return select(func.unnest(cast(numbers, ARRAY(BigInteger))).column_valued())


def _facets(session: Session, numbers: Sequence[int]) -> tuple[FacetCount, ...]:
    row, documents = SearchFacetRow, func.count()
    query = (
        select(row.facet, func.min(row.label), row.value, documents)
        .where(row.number.in_(_listed(session, numbers)), row.label.is_not(None))
        .group_by(row.facet, row.value)
        .order_by(documents.desc(), row.value)
    )
    rows = session.execute(query)
    found = [FacetCount(facet, label or "", value, count) for facet, label, value, count in rows]
    return tuple(one for name in FACETS for one in [each for each in found if each.facet == name][:_FACET_VALUES])


def _number(after: str | None) -> int:
    if after is None:
        return _LAST
    if not (after.isascii() and after.isdigit() and int(after) <= _LAST):
        raise CursorInvalid
    return int(after)
