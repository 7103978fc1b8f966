"""The index follows its documents, and says what it understood; on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text

from records.errors import CursorInvalid
from records.search.finding import everyone
from records.search.highlighting import highlights
from records.search.parsing import parse
from records.search.rebuilding import fill, rebuild
from records.search.suggesting import suggest
from records.store.models import DocumentRow, SearchDocumentRow, SearchFacetRow, SearchWordRow
from tests.integration.records.search.conftest import Library
from tests.integration.records.search.corpus import SAMPLES


def vocabulary(library: Library) -> dict[str, int]:
    with library.reading() as session:
        return {row.word: row.documents for row in session.scalars(select(SearchWordRow))}


def test_a_document_indexed_again_is_found_by_its_new_fields_only(library: Library) -> None:
    before = vocabulary(library)
    with library.reading() as session:
        row = session.scalars(select(DocumentRow).where(DocumentRow.name == "labo")).one()
    library.contents.keep_fields(row.id, "index", "2", [])
    assert library.names("type:lab_report") == []
    assert library.names("Lautrec potassium") == ["labo"]
    assert vocabulary(library) == before


def test_a_document_read_again_is_no_longer_found_by_its_old_words(library: Library) -> None:
    with library.reading() as session:
        row = session.scalars(select(DocumentRow).where(DocumentRow.name == "labo")).one()
    other = SAMPLES[1].document(row.sha256)
    library.contents.keep_pages(row.id, "read", "2", other, {})
    assert library.names("potassium") == []
    library.contents.keep_fields(row.id, "index", "2", [])
    assert set(library.names("Tarascou frissons")) == {"urgences", "labo"}
    assert "potassium" not in vocabulary(library)


def test_an_erased_document_leaves_no_word_behind(library: Library) -> None:
    with library.reading() as session:
        ids = list(session.scalars(select(DocumentRow.id)))
    for one in ids:
        library.search_forgets(one)
        with library.writing.begin() as session:
            session.execute(delete(DocumentRow).where(DocumentRow.id == one))
    with library.reading() as session:
        left = {
            table: session.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("search_documents", "search_facets", "search_words", "search_text")
        }
    assert set(left.values()) == {0}, left


def test_a_huge_document_is_found_by_its_first_words(library: Library) -> None:
    many = " ".join(f"mesure{at}" for at in range(90_000))
    long = ("analyte " * 30, 4.0, "unité de mesure inconnue")
    library.keep(replace(SAMPLES[0], name="enorme", text=f"Krypton {many} Xénon", labs=(long,)))
    assert library.names("krypton mesure500") == ["enorme"]
    assert library.names("mesure89999") == []


def test_an_index_built_anew_is_the_same(library: Library) -> None:
    def everything() -> list[object]:
        with library.reading() as session:
            return [
                list(session.execute(select(table.__table__).order_by(*table.__table__.primary_key)))
                for table in (SearchDocumentRow, SearchFacetRow, SearchWordRow)
            ]

    before, steps = everything(), []
    assert rebuild(library.writing, lambda done, total: steps.append((done, total))) == len(SAMPLES)
    assert (everything(), steps) == (before, [(len(SAMPLES), len(SAMPLES))])
    assert fill(library.writing) == 0
    assert library.names("fievre") == ["urgences"]


def test_documents_without_an_entry_are_added(library: Library) -> None:
    with library.writing.begin() as session:
        session.execute(delete(SearchDocumentRow).where(SearchDocumentRow.type == "lab_report"))
    assert library.names("crp > 100") == ["urgences"]
    assert fill(library.writing) == 1
    assert library.names("crp > 100") == ["urgences", "labo"]


def test_hits_come_page_by_page(library: Library) -> None:
    query, after, names = parse("depuis:1950"), None, []
    while True:
        found = library.search.find(query, visible_to=everyone(), limit=3, after=after)
        names += [hit.name for hit in found.hits]
        assert (found.total, found.more_than_counted) == (len(SAMPLES), False)
        if (after := found.after) is None:
            break
    assert names == [one.name for one in sorted(SAMPLES, key=lambda one: one.day, reverse=True)]


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 30])
def test_a_page_that_is_none_is_refused(library: Library, after: str) -> None:
    with pytest.raises(CursorInvalid):
        library.search.find(parse("crp"), visible_to=everyone(), after=after)


def test_nobody_finds_what_they_may_not_see(library: Library) -> None:
    mine = SearchDocumentRow.department == "urgences"
    found = library.search.find(parse("crp"), visible_to=mine)
    assert [hit.name for hit in found.hits] == ["urgences"]
    assert found.total == 1
    assert {one.label for one in found.facets if one.facet == "department"} == {"urgences"}
    assert library.search.any_hit(parse("potassium"), visible_to=everyone())
    assert not library.search.any_hit(parse("potassium"), visible_to=mine)


def test_facets_count_the_hits(library: Library) -> None:
    found = library.search.find(parse("ramipril"), visible_to=everyone())
    counts = {(one.facet, one.label): one.documents for one in found.facets}
    assert counts[("department", "cardiologie")] == 2
    assert counts[("drug", "ramipril")] == 2
    assert counts[("drug", "paracétamol")] == 1, "under its best-known name"
    assert counts[("present", "hypertension artérielle")] == 1
    assert ("present", "fièvre") not in counts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("amoxiciline", "amoxicilline"),
        ("hipertention", "hypertension"),
        ("pneumopatie crp > 100", "pneumopathie crp > 100"),
        ("fievre", None),
        ("hémoragie", "hémorragie"),
        ("Tarascu", "tarascou"),
        ("zzzzzz", None),
        ("code:I10 tarascu", "code:I10 tarascou"),
        ("verified verified:yes", "vérifié verified:yes"),
        ('drug drug:"amoxiciline"', 'drug drug:"amoxicilline"'),
    ],
)
def test_a_mistyped_word_is_offered_as_it_is_known(library: Library, typed: str, meant: str | None) -> None:
    offered = suggest(library.reading, typed)
    assert (offered.query if offered else None) == meant


def test_highlights_stand_where_the_words_are(library: Library) -> None:
    sample = SAMPLES[0]
    wanted = parse("hypertension dyspnée -toux").words
    (place,) = highlights(sample.document("0" * 64), sample.fields(), wanted)
    assert [sample.text[start:end] for start, end in place.marks] == ["Dyspnée"]
    assert sample.text[place.start : place.start + len(place.text)] == place.text
    (hta,) = highlights(sample.document("0" * 64), sample.fields(), parse("hypertension artérielle").words)
    assert [sample.text[start:end] for start, end in hta.marks] == ["HTA"]
    assert len(hta.boxes) == 1


def test_highlights_leave_out_what_is_said_not_to_be_so() -> None:
    sample = SAMPLES[0]
    assert highlights(sample.document("0" * 64), sample.fields(), parse("fièvre").words) == ()
    (place,) = highlights(sample.document("0" * 64), sample.fields(), parse("pas de fièvre").words)
    assert [sample.text[start:end] for start, end in place.marks] == ["Pas de fièvre"]
    assert [
        sample.text[start:end]
        for one in highlights(sample.document("0" * 64), sample.fields(), parse("furosem*").words)
        for start, end in one.marks
    ] == ["furosémide"]
