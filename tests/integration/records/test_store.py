"""Documents, pages and fields in the database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from records.document import Document, Page, PageSource, Word
from records.errors import NotFound, TooManyPages
from records.fields import Assertion, Code, Evidence, Field, Grounding, Method, Quantity
from records.geometry import Box
from records.store.contents import Contents
from records.store.database import database_url, migrate, open_engine, session_factories
from records.store.documents import Documents
from records.store.stored import PageImage, Reason, Status, StoredDocument

SHA256 = "ab" * 32
PAGE = Page(
    number=1,
    width_px=800,
    height_px=1200,
    text="Pas de fièvre\nT° 37,2",
    words=(
        Word("Pas", Box(0.1, 0.1, 0.2, 0.12), 0, 0.98),
        Word("de", Box(0.21, 0.1, 0.25, 0.12), 4, 0.91),
        Word("fièvre", Box(0.26, 0.1, 0.4, 0.12), 7, 0.87),
        Word("T°", Box(0.1, 0.15, 0.14, 0.17), 14, 0.5),
        Word("37,2", Box(0.15, 0.15, 0.2, 0.17), 17, 1.0),
    ),
    source=PageSource.OCR,
    soft_breaks=(13,),
    image="page-0001.png",
    notes=("rotated_90",),
)
TEMPERATURE = Field(
    name="vitals.temperature_c",
    value=37.2,
    evidence=Evidence("T° 37,2", 1, 14, 21, (Box(0.1, 0.15, 0.2, 0.17),)),
    method=Method.RULE,
    model="vitals/1",
    unit="Cel",
    written=Quantity("37,2", None),
    code=Code("loinc", "8310-5"),
    confidence=0.9,
)
FEVER = Field(
    name="conditions",
    value="fièvre",
    evidence=None,
    method=Method.LEXICON,
    model="conditions/1",
    assertion=Assertion.ABSENT,
    grounding=Grounding.NONE,
    parts=(Field("conditions.main", False, None, Method.RULE, "conditions/1"),),
)


@dataclass(frozen=True)
class Store:
    documents: Documents
    contents: Contents


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    engine = open_engine(database_url(any_database))
    migrate(engine)
    sessions = session_factories(engine)
    yield Store(Documents(*sessions), Contents(*sessions))
    engine.dispose()


def accept(store: Store, sha256: str = SHA256) -> StoredDocument:
    document, _ = store.documents.accept(
        sha256=sha256, name="Mme Ravenel.pdf", media_type="application/pdf", size_bytes=12_345
    )
    return document


def test_an_accepted_document_is_found_again(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    document = accept(store)
    assert store.documents.get(document.id) == document
    assert store.documents.with_sha256(SHA256) == document
    assert (document.status, document.reason, document.finished_at) == (Status.RECEIVED, None, None)
    assert before < document.received_at < datetime.now(UTC) + timedelta(seconds=1)
    assert "Ravenel" not in repr(document)


def test_the_same_bytes_are_one_document(store: Store) -> None:
    first = accept(store)
    again, new = store.documents.accept(sha256=SHA256, name="copie.pdf", media_type="application/pdf", size_bytes=1)
    assert (again, new) == (first, False)


def test_the_same_bytes_sent_at_once_by_many_are_one_document(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: accept(store).id, range(16)))
    assert len(set(ids)) == 1


def test_what_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.documents.get("nowhere")
    with pytest.raises(NotFound):
        store.documents.with_sha256("0" * 64)
    with pytest.raises(NotFound):
        store.contents.page("nowhere", 1)
    with pytest.raises(NotFound):
        store.contents.document("nowhere")
    with pytest.raises(NotFound):
        store.documents.begin_attempt("nowhere")


def test_a_document_comes_to_its_end_once(store: Store) -> None:
    document = accept(store)
    reason = Reason(TooManyPages.code, {"pages": 200, "limit": 150})
    assert store.documents.finish(document.id, Status.QUARANTINED, reason)
    assert not store.documents.finish(document.id, Status.INDEXED)
    store.documents.move(document.id, Status.READING)
    ended = store.documents.get(document.id)
    assert (ended.status, ended.reason) == (Status.QUARANTINED, reason)
    assert ended.finished_at is not None
    assert ended.finished_at.tzinfo is not None


def test_only_unfinished_documents_are_listed_as_such(store: Store) -> None:
    done, open_one = accept(store), accept(store, "cd" * 32)
    store.documents.finish(done.id, Status.INDEXED)
    store.documents.move(open_one.id, Status.INDEXING)
    assert [document.id for document in store.documents.unfinished()] == [open_one.id]


def test_attempts_are_counted_and_those_interrupted_on_purpose_are_not(store: Store) -> None:
    document = accept(store)
    assert [store.documents.begin_attempt(document.id) for _ in range(3)] == [1, 2, 3]
    store.documents.give_back_attempt(document.id)
    assert store.documents.begin_attempt(document.id) == 3


@pytest.mark.parametrize("end", [Status.FAILED, Status.QUARANTINED])
def test_a_document_that_was_not_read_may_travel_again_and_a_finished_one_may_not(store: Store, end: Status) -> None:
    unread, done, on_the_way = (accept(store, sha256 * 32) for sha256 in ("01", "02", "03"))
    store.documents.finish(unread.id, end, Reason("indexer_crashed", {"exit_code": -9}))
    store.documents.finish(done.id, Status.TO_REVIEW)
    assert not store.documents.put_back(unread)
    assert store.documents.put_back(unread, unread=True)
    assert not store.documents.put_back(done, unread=True)
    assert store.documents.put_back(on_the_way)
    again = store.documents.get(unread.id)
    assert (again.status, again.run, again.reason, again.finished_at) == (Status.RECEIVED, 2, None, None)


def test_two_who_saw_the_same_document_put_it_back_once(store: Store) -> None:
    seen = accept(store)
    assert [store.documents.put_back(seen) for _ in range(2)] == [True, False]
    assert store.documents.get(seen.id).run == 2
    store.documents.finish(seen.id, Status.FAILED)
    seen = store.documents.get(seen.id)
    assert store.documents.put_back(seen, unread=True)
    assert not store.documents.put_back(seen), "a sweep that saw it before it was sent again"


def test_documents_are_listed_newest_first_page_by_page(store: Store) -> None:
    ids = [accept(store, f"{number:064x}").id for number in range(5)]
    store.documents.finish(ids[1], Status.INDEXED)
    newest = sorted(ids, reverse=True)
    first = [document.id for document in store.documents.newest(limit=2)]
    rest = [document.id for document in store.documents.newest(limit=9, after=first[-1])]
    assert first + rest == newest
    assert [document.id for document in store.documents.newest(limit=9, status=Status.INDEXED)] == [ids[1]]


def test_pages_are_given_back_as_they_were_read(store: Store) -> None:
    document = accept(store)
    read = Document(SHA256, "application/pdf", (PAGE,))
    store.contents.keep_pages(document.id, "read", "hash", read, {1: PageImage("cd" * 32, "image/png")})
    assert store.contents.document(document.id) == read
    (summary,) = store.contents.pages(document.id)
    assert (summary.image, summary.notes) == (PageImage("cd" * 32, "image/png"), ("rotated_90",))
    assert store.contents.page(document.id, 1) == (summary, PAGE)


def test_fields_are_given_back_as_they_were_found(store: Store) -> None:
    document = accept(store)
    store.contents.keep_fields(document.id, "index", "hash", [TEMPERATURE, FEVER])
    assert store.contents.fields(document.id) == (TEMPERATURE, FEVER)


def test_a_step_done_twice_leaves_its_result_once(store: Store) -> None:
    document = accept(store)
    for _ in range(2):
        store.contents.keep_pages(document.id, "read", "hash", Document(SHA256, "application/pdf", (PAGE,)), {})
        store.contents.keep_fields(document.id, "index", "hash", [TEMPERATURE, FEVER])
    assert len(store.contents.pages(document.id)) == 1
    assert len(store.contents.fields(document.id)) == 2


def test_a_result_counts_for_the_input_it_was_made_from(store: Store) -> None:
    document = accept(store)
    assert not store.contents.has(document.id, "index", "hash")
    store.contents.keep_fields(document.id, "index", "hash", [])
    assert store.contents.has(document.id, "index", "hash")
    assert not store.contents.has(document.id, "index", "hash of other pages")


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    document = accept(store)
    with store.documents._writing.begin() as session:
        session.execute(text("UPDATE documents SET pages_done = 7"))
        assert store.documents.get(document.id).pages_done == 0
    assert store.documents.get(document.id).pages_done == 7
