"""A cohort as a table: one row a document or a patient, the columns that were asked for.

A column is a name of the catalogue, such as `vitals.temperature_c`. Of what repeats, `conditions` are those that are
present; another assertion is asked for by its word, `conditions:absent`. Laboratory results are asked for by analyte,
as the document names it or by LOINC: `labs:CRP`, `labs:1988-5`; their unit stands in a column beside them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records.catalogue import catalogue
from records.errors import InvalidRequest
from records.exchange.source import Source
from records.fields import Assertion, Value
from records.patient import DocumentFields
from records.synthesis.dossier import DatedDocument, Mention, oldest_first, read_dossier
from records.synthesis.facts import identity
from records.synthesis.words import fold

_FORMULA = ("=", "+", "-", "@")
_STARTS = re.compile(r"([,;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
"""Behind one of these a cell begins, where the reader takes another separator than was written."""
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds."""

    asked: str
    """As it was asked for; the heading."""
    name: str
    """In the catalogue."""
    which: str
    """Behind the colon: an assertion, or an analyte; empty where nothing was said."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Laboratory results have two: value and unit."""
        return (self.asked, f"{self.asked} (unit)") if self.name == "labs" else (self.asked,)


def columns(asked: Iterable[str]) -> tuple[Column, ...]:
    """Raises InvalidRequest for a name that the catalogue does not have, or a word that is no assertion."""
    return tuple(map(_column, asked))


def table(
    rows: Iterable[tuple[str, Sequence[Source]]], wanted: Sequence[Column], separator: str = ","
) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180, UTF-8), heading first; a row is an id and the documents that it sums up."""
    yield _line(["id", *(heading for column in wanted for heading in column.headings)], separator)
    for row_id, sources in rows:
        documents = read_dossier(DocumentFields(source.id, source.fields) for source in sources)
        yield _line([row_id, *(cell for column in wanted for cell in _cells(documents, column))], separator)


def _column(asked: str) -> Column:
    name, _, which = asked.partition(":")
    spec = catalogue().get(name)
    is_part = spec is not None and "." in name and spec.group in catalogue()
    assertions = {assertion.value for assertion in Assertion}
    fits = bool(which) if name == "labs" else (not which or (which in assertions and bool(spec and spec.repeats)))
    if spec is None or is_part or not fits:
        raise InvalidRequest(field="column", problem="not one of the values allowed")
    return Column(asked, name, which)


def _cells(documents: Sequence[DatedDocument], column: Column) -> tuple[Value, ...]:
    if column.name == "labs":
        results = [one for one in _all(documents, "labs") if _is_analyte(one, column.which)]
        return _joined(one.value for one in results), _joined(one.field.unit or "" for one in results)
    if catalogue()[column.name].repeats:
        assertion = Assertion(column.which or Assertion.PRESENT)
        return (_joined(one.value for one in _all(documents, column.name) if one.assertion is assertion),)
    settled = next((fact.value for fact in identity(documents) if fact.name == column.name), None)
    if settled is not None:
        return (settled,)
    latest = next((found for one in reversed(documents) if (found := one.scalar(column.name))), None)
    return (latest.value if latest else "",)


def _all(documents: Sequence[DatedDocument], name: str) -> tuple[Mention, ...]:
    return oldest_first(mention for document in documents for mention in document.named(name))


def _is_analyte(mention: Mention, asked: str) -> bool:
    code, named = mention.field.code, mention.part("labs.analyte")
    if mention.assertion is not Assertion.PRESENT:
        return False
    return bool(code and code.code == asked) or fold(str(named or "")) == fold(asked)


def _joined(values: Iterable[Value]) -> Value:
    """One value as it is, several as text."""
    several = list(values)
    return several[0] if len(several) == 1 else _BETWEEN.join(map(str, several))


def _line(cells: Sequence[Value], separator: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=separator, lineterminator="\r\n").writerow(map(_safe, cells))
    return line.getvalue()


def _safe(cell: Value) -> Value:
    """Text that a spreadsheet would run as a formula is kept from that by an apostrophe; numbers stay numbers.

    >>> _safe("=1"), _safe("a;\\u202f=1"), _safe(-1)
    ("'=1", "a;'\\u202f=1", -1)
    """
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, str):
        return "".join(f"'{piece}" if _runs(piece) else piece for piece in _STARTS.split(cell))
    return cell


def _runs(piece: str) -> bool:
    """Whether it begins as a formula, whatever unseen signs or quotes stand before, and however wide it is written."""
    seen = (one for one in unicodedata.normalize("NFKC", piece) if one != '"' and not _is_unseen(one))
    return next(seen, "") in _FORMULA


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc")
