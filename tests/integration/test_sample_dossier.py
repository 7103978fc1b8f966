"""The main road on the sample dossier: scans, a photo, a fax, PDFs and text go in, the known truth comes out.

A small fixed set, so that quality cannot fall unseen; the figures that count are measured on other people's data
(`make bench`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ingestion import read_file
from nlp import load_indexer
from records.document import Document
from records.record_json import record_json
from samples import write_first_run

Record = Mapping[str, Any]
IDENTITY = ("last_name", "first_name", "sex", "birth_date")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossier")
    write_first_run(folder)
    return folder


@pytest.fixture(scope="module")
def documents(dossier: Path) -> Mapping[str, Document]:
    files = [path for path in sorted(dossier.iterdir()) if path.suffix != ".jsonl"]
    return {path.stem: read_file(path) for path in files}


@pytest.fixture(scope="module")
def records(documents: Mapping[str, Document]) -> Mapping[str, Record]:
    indexer = load_indexer()
    return {name: record_json(name, indexer.index(document)) for name, document in documents.items()}


@pytest.fixture(scope="module")
def truths(dossier: Path) -> Mapping[str, Record]:
    lines = (dossier / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return {truth["id"]: truth for truth in map(json.loads, lines)}


def pairs(records: Mapping[str, Record], truths: Mapping[str, Record]) -> Iterator[tuple[Record, Record]]:
    assert records.keys() == truths.keys()
    return ((records[name], truths[name]) for name in truths)


def value(record: Record, group: str, name: str) -> object:
    entry = record[group].get(name)
    return entry["value"] if entry else None


def same(one: object, other: object) -> bool:
    return str(one).casefold() == str(other).casefold()


def first_word(name: str) -> str:
    """`ASAT (TGO)` and `ASAT` are one analyte."""
    return name.casefold().split()[0]


def found_share(wanted: set[Any], found: set[Any]) -> float:
    return len(wanted & found) / len(wanted)


def test_every_patient_is_recognised(records: Mapping[str, Record], truths: Mapping[str, Record]) -> None:
    for record, truth in pairs(records, truths):
        for name in IDENTITY:
            wanted = value(truth, "patient", name)
            if wanted is not None:
                assert same(value(record, "patient", name), wanted), (record["id"], name)


def test_every_document_is_of_its_type(records: Mapping[str, Record], truths: Mapping[str, Record]) -> None:
    for record, truth in pairs(records, truths):
        assert record["document"]["type"] == truth["document"]["type"], record["id"]


def test_vital_signs_and_laboratory_results_are_read(
    records: Mapping[str, Record], truths: Mapping[str, Record]
) -> None:
    for group, bar in (("vitals", 0.95), ("labs", 0.9)):
        wanted, found = set(), set()
        for record, truth in pairs(records, truths):
            wanted |= {(record["id"], first_word(item["name"]), item["value"]) for item in truth[group]}
            found |= {(record["id"], first_word(item["name"]), item["value"]) for item in record[group]}
        assert len(wanted) > 10
        assert found_share(wanted, found) >= bar, (group, wanted - found)


def test_treatments_are_read_with_their_dose(records: Mapping[str, Record], truths: Mapping[str, Record]) -> None:
    wanted, found = set(), set()
    for record, truth in pairs(records, truths):
        wanted |= {(record["id"], item["drug"].casefold(), item["dose"]) for item in truth["medications"]}
        found |= {(record["id"], item["drug"].casefold(), item["dose"]) for item in record["medications"]}
    assert len(wanted) > 10
    assert found_share(wanted, found) >= 0.8, wanted - found


def test_denied_findings_are_absent(records: Mapping[str, Record], truths: Mapping[str, Record]) -> None:
    denied, claimed = set(), set()
    for record, truth in pairs(records, truths):
        denied |= {(record["id"], item["quote"]) for item in truth["conditions"] if item["assertion"] == "absent"}
        claimed |= {(record["id"], item["quote"]) for item in record["conditions"] if item["assertion"] == "present"}
    assert len(denied) > 10
    assert len(denied & claimed) <= 0.1 * len(denied), denied & claimed


def test_every_quote_stands_where_it_says_and_has_boxes_on_the_page(
    records: Mapping[str, Record], documents: Mapping[str, Document]
) -> None:
    count = 0
    for name, record in records.items():
        for item in grounded(record):
            page = documents[name].pages[item["page"] - 1]
            assert page.text[item["start"] : item["end"]] == item["quote"], (name, item["quote"])
            assert item["boxes"], (name, item["quote"])
            assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in item["boxes"])
            count += 1
    assert count > 100


def grounded(record: Record) -> Iterator[Record]:
    for group in record.values():
        entries = group if isinstance(group, list) else group.values() if isinstance(group, dict) else ()
        yield from (entry for entry in entries if isinstance(entry, dict) and "quote" in entry)
