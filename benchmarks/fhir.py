"""Exports of real documents against the official FHIR R4 schema, our own check, and the way back.

    ANAMNESE_DATA=/path/to/data python -m benchmarks.fhir

The annotated training reports are indexed and exported, each as a bundle. Printed: resources by type, bundles that the
official JSON schema or our own check refuses, documents whose fields do not come back from the bundle unchanged, and
how long the export takes beside the indexing. Ends with 1 when anything is refused or lost.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fhir_schema import Schema
from benchmarks.indexing import by_id
from nlp import load_indexer
from nlp.text import ClinicalText
from records.exchange.fhir.bundle import BundleType, bundle
from records.exchange.fhir.check import faults
from records.exchange.fhir.read_back import read_bundle
from records.exchange.source import Establishment, Source
from records.serial import field_to_json

READ_AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ANAMNESE_DATA"), help="default: $ANAMNESE_DATA")
    options = parser.parse_args()
    if options.data is None:
        parser.error("no data folder: give --data or set ANAMNESE_DATA")
    data = Path(options.data)
    gold = data / "documents" / "gold"
    texts, wanted = by_id(gold / "texts.jsonl"), sorted(by_id(gold / "train.jsonl"))
    schema = Schema(json.loads(gzip.decompress((data / "terminologies/fhir_r4/fhir.schema.json.gz").read_bytes())))
    indexer = load_indexer()
    made: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    lost, indexing_s, exporting_s = 0, 0.0, 0.0
    for key in wanted:
        begun = time.perf_counter()
        document = ClinicalText.of(texts[key]["text"]).document
        fields = tuple(indexer.index(document))
        indexed = time.perf_counter()
        source = Source(key, fields, document.sha256, f"{key}.txt", document.media_type, 0, READ_AT)
        written = json.dumps(bundle([source], key, Establishment(), BundleType.COLLECTION))
        exporting_s += time.perf_counter() - indexed
        indexing_s += indexed - begun
        sent = json.loads(written)
        made.update(entry["resource"]["resourceType"] for entry in sent["entry"])
        refused.update(f"schema: {fault}" for fault in schema.faults(sent))
        refused.update(f"own check: {fault.place} {fault.rule}" for fault in faults(sent))
        back = read_bundle(sent)
        ours = [field_to_json(field) for field in fields]
        lost += [field_to_json(field) for one in back.documents for field in one.fields] != ours or bool(back.changed)
    print(f"{len(wanted)} documents; the export takes {exporting_s / indexing_s:.2f} of the time of indexing")
    print("resources:", ", ".join(f"{kind} {count}" for kind, count in made.most_common()))
    print(f"refused: {refused.total()}; documents not the same after export and import: {lost}")
    for fault, count in refused.most_common():
        print(f"  {count} × {fault}")
    sys.exit(bool(refused or lost))


if __name__ == "__main__":
    main()
