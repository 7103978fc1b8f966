"""The sample documents, indexed in a database of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session, sessionmaker

from records.search.finding import Search, everyone
from records.search.parsing import parse
from records.search.writing import forget
from records.store.contents import Contents
from records.store.database import database_url, migrate, open_engine, session_factories
from records.store.documents import Documents
from tests.integration.records.search.corpus import SAMPLES, Sample


@dataclass(frozen=True)
class Library:
    """A store with its search."""

    writing: sessionmaker[Session]
    reading: sessionmaker[Session]
    documents: Documents
    contents: Contents
    search: Search

    def keep(self, sample: Sample) -> str:
        """Accept, read and index a document."""
        sha256 = f"{abs(hash(sample.text)):064x}"[:64]
        stored, _ = self.documents.accept(
            sha256=sha256, name=sample.name, media_type="text/plain", size_bytes=len(sample.text)
        )
        self.contents.keep_pages(stored.id, "read", "1", sample.document(sha256), {})
        self.contents.keep_fields(stored.id, "index", "1", sample.fields())
        return stored.id

    def search_forgets(self, document_id: str) -> None:
        """Take a document out of the index."""
        with self.writing.begin() as session:
            forget(session, document_id, self.contents.document(document_id))

    def names(self, query: str) -> list[str]:
        """The names of the documents that answer, newest first."""
        found = self.search.find(parse(query), visible_to=everyone(), limit=50, facets=False)
        return [hit.name for hit in found.hits]


@pytest.fixture
def empty_library(any_database: str) -> Iterator[Library]:
    engine = open_engine(database_url(any_database))
    migrate(engine)
    writing, reading = session_factories(engine)
    yield Library(writing, reading, Documents(writing, reading), Contents(writing, reading), Search(reading))
    engine.dispose()


@pytest.fixture
def library(empty_library: Library) -> Library:
    """With the samples in it."""
    for sample in SAMPLES:
        empty_library.keep(sample)
    return empty_library
