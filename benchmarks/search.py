"""How fast the search indexes and answers, beside the database's own full-text search on the same documents.

python -m benchmarks.search --documents 20000
python -m benchmarks.search --documents 1000000 --database postgresql://user@host/empty_database

The documents are made up: about 150 words each, drawn as words are in texts (a few very often, many rarely), with the
fields that a report has. Without --database, a SQLite file in a temporary folder. Bars: 1,000,000 documents on
PostgreSQL, p95 at most 100 ms for common single terms and for three filters, 500 documents a second indexed; 100,000 on
SQLite, p95 at most 100 ms.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
import uuid
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlalchemy import Engine, insert, text

from records.document import Document, Page, PageSource
from records.fields import Assertion, Code, Evidence, Field, Method
from records.search.entry import Entry, entry_of
from records.search.finding import Search, everyone
from records.search.lexicon import lines
from records.search.parsing import parse
from records.search.writing import add
from records.store.database import database_url, migrate, open_engine, session_factories
from records.store.models import DocumentRow

WORDS = 150
BATCH = 500
VOCABULARY = 40_000
ROUNDS = 5
SMALL = ("de", "la", "le", "et", "les", "des", "du", "en", "une", "un", "est", "à", "pour", "avec", "dans")
CONDITIONS = (
    "hypertension artérielle",
    "diabète de type 2",
    "fièvre",
    "pneumopathie",
    "insuffisance cardiaque",
    "dyspnée",
    "embolie pulmonaire",
    "anémie",
    "douleur thoracique",
    "insuffisance rénale chronique",
    "fracture du col",
    "infection urinaire",
)
DRUGS = (
    ("ramipril", "C09AA05"),
    ("furosémide", "C03CA01"),
    ("paracétamol", "N02BE01"),
    ("amoxicilline", "J01CA04"),
    ("apixaban", "B01AF02"),
    ("metformine", "A10BA02"),
    ("bisoprolol", "C07AB07"),
    ("ceftriaxone", "J01DD04"),
)
DEPARTMENTS = (
    "cardiologie",
    "urgences",
    "pneumologie",
    "maternité",
    "chirurgie",
    "gériatrie",
    "neurologie",
    "néphrologie",
)
TYPES = ("hospital_report", "emergency_report", "consultation_letter", "prescription", "lab_report")
QUERIES = {
    "common single terms": ["patient", "traitement", "examen", "fièvre", "pneumopathie", "ramipril", "douleur"],
    "three filters": [
        "service:cardiologie type:hospital_report depuis:2024",
        "problème:fièvre médicament:amoxicilline crp > 100",
        "service:urgences problème:HTA atc:C09",
        "patient service:maternité type:prescription depuis:2023-06",
        "douleur crp > 150 médicament:paracétamol service:gériatrie",
    ],
    "several words, exclusions": ["patient fièvre", "pneumopathie -amoxicilline", "HTA dyspnée", "douleur ramip*"],
    "phrases": ['"insuffisance cardiaque"', '"pas de fièvre"', '"embolie pulmonaire"'],
    "rare and absent terms": ["zyprexa", "xylometazoline", "introuvable", "zoloft crp > 290"],
}
RAW = ("patient", "traitement", "examen", "fièvre", "pneumopathie", "ramipril", "douleur")


class Maker:
    """Makes documents, the same ones on every run."""

    def __init__(self) -> None:
        self._dice = random.Random(20251121)
        known = ["patient", "traitement", "examen", "service", "douleur", *lines("drug_names.txt")]
        syllables = ("ba", "ci", "do", "fé", "gu", "la", "mi", "no", "pé", "ri", "su", "ta", "vo", "zè", "tion", "ment")
        while len(known) < VOCABULARY:
            known.append("".join(self._dice.choices(syllables, k=self._dice.randint(2, 5))))
        self._words = known
        self._sums = list(accumulate(1 / rank for rank in range(2, len(known) + 2)))

    def document(self) -> tuple[Document, list[Field]]:
        """A document and its fields."""
        dice, parts, fields = self._dice, list[str](), list[Field]()
        length = 0

        def say(words: str, *found: tuple[str, str | float, str, Assertion, Code | None, str | None]) -> None:
            nonlocal length
            for name, value, quote, assertion, code, unit in found:
                start = length + words.index(quote)
                evidence = Evidence(quote, 1, start, start + len(quote), ())
                analyte = (Field("labs.analyte", "CRP", None, Method.RULE, "bench/1"),) if name == "labs" else ()
                fields.append(
                    Field(name, value, evidence, Method.RULE, "bench/1", unit, None, code, assertion, parts=analyte)
                )
            parts.append(words)
            length += len(words) + 1

        yes, no = Assertion.PRESENT, Assertion.ABSENT
        department, kind = dice.choice(DEPARTMENTS), dice.choice(TYPES)
        day = (date(2020, 1, 1) + timedelta(days=dice.randrange(2150))).isoformat()
        say(f"service de {department}", ("document.department", department, department, yes, None, None))
        for condition in dice.sample(CONDITIONS, 4):
            say(f"présente {condition} .", ("conditions", condition, condition, yes, None, None))
        for condition in dice.sample(CONDITIONS, 2):
            say(f"pas de {condition} .", ("conditions", condition, condition, no, None, None))
        for drug, atc in dice.sample(DRUGS, 3):
            say(f"{drug} le matin", ("medications", drug, drug, yes, Code("atc", atc), None))
        crp = dice.randrange(300)
        say(f"CRP {crp} mg/L", ("labs", float(crp), f"{crp} mg/L", yes, None, "mg/L"))
        fields += [Field("document.type", kind, None, Method.RULE, "bench/1")]
        fields += [Field("document.date", day, None, Method.RULE, "bench/1")]
        while length < WORDS * 7.4:  # characters
            say(dice.choice(SMALL) if dice.random() < 0.35 else self._word())
        body = " ".join(parts)
        return Document("0" * 64, "text/plain", (Page(1, 1000, 1400, body, (), PageSource.PLAIN_TEXT),)), fields

    def _word(self) -> str:
        return self._words[bisect(self._sums, self._dice.random() * self._sums[-1])]


def main() -> None:
    """Fill an empty database and ask it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=20_000)
    arguments.add_argument("--database", help="URL of an empty database; a temporary SQLite file without it")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(database_url(options.database or f"sqlite:///{Path(folder) / 'search.sqlite3'}"))
        migrate(engine)
        print(f"{options.documents:,} documents on {engine.dialect.name}\n")
        fill(engine, options.documents)
        ask(engine)
        ask_raw(engine)
        engine.dispose()


def fill(engine: Engine, count: int) -> None:
    """Index the documents, and the same texts in the database's own way; print the rates."""
    writing, _ = session_factories(engine)
    maker, analysing, keeping, raw = Maker(), 0.0, 0.0, 0.0
    words = 0
    with engine.begin() as connection:
        for statement in _RAW_TABLE[engine.dialect.name]:
            connection.execute(text(statement))
    for batch in batches(count):
        made = [(str(uuid.UUID(int=maker_id(number), version=4)), *maker.document()) for number in batch]
        start = time.perf_counter()
        entries: list[Entry] = [entry_of(one, read, fields, date(2025, 1, 1)) for one, read, fields in made]
        analysing += time.perf_counter() - start
        words += sum(len(entry.terms) for entry in entries)
        with writing.begin() as session:
            session.execute(insert(DocumentRow), [_document_row(entry.document_id) for entry in entries])
            start = time.perf_counter()
            add(session, entries)
        keeping += time.perf_counter() - start
        rows = [{"number": e.number, "body": m[1].text} for e, m in zip(entries, made, strict=True)]
        start = time.perf_counter()
        with engine.begin() as connection:
            connection.execute(text(_RAW_INSERT[engine.dialect.name]), sorted(rows, key=lambda row: row["number"]))
        raw += time.perf_counter() - start
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    print("| indexing | documents/s |\n|---|---:|")
    print(f"| analysing ({words / count:.0f} words a document) | {count / analysing:,.0f} |")
    print(f"| keeping | {count / keeping:,.0f} |")
    print(f"| **both** | **{count / (analysing + keeping):,.0f}** |")
    print(f"| the database's own index of the text alone | {count / raw:,.0f} |\n")


def ask(engine: Engine) -> None:
    """Time our queries: a page of 20 hits with its total and facets, as the page of the search asks."""
    search = Search(session_factories(engine)[1])
    print("| queries | p50 ms | p95 ms | without facets p95 ms |\n|---|---:|---:|---:|")
    for name, queries in QUERIES.items():
        row = [
            timed([lambda q=q, f=f: search.find(parse(q), visible_to=everyone(), facets=f) for q in queries])
            for f in (True, False)
        ]
        print(f"| {name} | {statistics.median(row[0]):.1f} | {p95(row[0]):.1f} | {p95(row[1]):.1f} |")


def ask_raw(engine: Engine) -> None:
    """Time the database's own search for the same common terms."""
    print("\n| the database's own, common single terms | p50 ms | p95 ms |\n|---|---:|---:|")
    for name, statement in _RAW_QUERIES[engine.dialect.name].items():
        with engine.connect() as connection:
            times = timed([lambda w=w, s=statement: connection.execute(text(s), {"word": w}).all() for w in RAW])
        print(f"| {name} | {statistics.median(times):.1f} | {p95(times):.1f} |")


def timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each call, several rounds after a first one that is not counted."""
    times = []
    for round_number in range(ROUNDS + 1):
        for call in calls:
            start = time.perf_counter()
            call()
            if round_number:
                times.append((time.perf_counter() - start) * 1000)
    return times


def p95(times: Sequence[float]) -> float:
    """The time that one in twenty exceeds."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def batches(count: int) -> Iterator[range]:
    """Numbers of documents, some at a time."""
    return (range(start, min(start + BATCH, count)) for start in range(0, count, BATCH))


def maker_id(number: int) -> int:
    """128 bits that look random and are the same on every run."""
    return int.from_bytes(hashlib.blake2b(str(number).encode(), digest_size=16).digest(), "big")


def _document_row(document_id: str) -> dict[str, object]:
    return {
        "id": document_id,
        "sha256": hashlib.sha256(document_id.encode()).hexdigest(),
        "name": "made-up.txt",
        "media_type": "text/plain",
        "size_bytes": 1,
        "status": "indexed",
        "pages_done": 1,
        "run": 1,
        "attempts": 0,
        "received_at": datetime(2025, 1, 1, tzinfo=UTC),
    }


_RAW_TABLE = {
    "sqlite": ("CREATE VIRTUAL TABLE raw_text USING fts5(body, tokenize = 'unicode61')",),
    "postgresql": (
        "CREATE TABLE raw_text (number BIGINT PRIMARY KEY, body TSVECTOR NOT NULL)",
        "CREATE INDEX ix_raw_text ON raw_text USING GIN (body)",
    ),
}
_RAW_INSERT = {
    "sqlite": "INSERT INTO raw_text (rowid, body) VALUES (:number, :body)",
    "postgresql": "INSERT INTO raw_text (number, body) VALUES (:number, to_tsvector('french', :body))",
}
_RAW_QUERIES = {
    "sqlite": {
        "20 newest": "SELECT rowid FROM raw_text WHERE raw_text MATCH :word ORDER BY rowid DESC LIMIT 20",
        "20 best (bm25)": "SELECT rowid FROM raw_text WHERE raw_text MATCH :word ORDER BY rank LIMIT 20",
        "count of all": "SELECT count(*) FROM raw_text WHERE raw_text MATCH :word",
    },
    "postgresql": {
        "20 newest": "SELECT number FROM raw_text WHERE body @@ plainto_tsquery('french', :word) "
        "ORDER BY number DESC LIMIT 20",
        "20 best (ts_rank)": "SELECT number FROM raw_text WHERE body @@ plainto_tsquery('french', :word) "
        "ORDER BY ts_rank(body, plainto_tsquery('french', :word)) DESC LIMIT 20",
        "count of all": "SELECT count(*) FROM raw_text WHERE body @@ plainto_tsquery('french', :word)",
    },
}

if __name__ == "__main__":
    main()
