"""The one door through which records leave: every export of the API and the command line passes here.

Who may export what, and the line that says that it was done, belong in `export` and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from records.exchange.cohort import Column, table
from records.exchange.fhir.bulk import TYPES, ndjson
from records.exchange.fhir.bundle import BundleType, bundle
from records.exchange.hl7v2.messages import mdm, oru
from records.exchange.source import Establishment, Source
from records.record_json import record_json

Patients = Iterable[tuple[str, Sequence[Source]]]
"""Each an id and their documents; read one after the other, so that a whole hospital fits in memory."""


class Form(StrEnum):
    """What an export looks like."""

    FHIR = "fhir"
    EVERYTHING = "everything"
    NDJSON = "ndjson"
    JSON = "json"
    CSV = "csv"
    MDM = "mdm"
    ORU = "oru"

    @property
    def media_type(self) -> str:
        """Of the answer and of the file."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Form.FHIR: "application/fhir+json",
    Form.EVERYTHING: "application/fhir+json",
    Form.NDJSON: "application/fhir+ndjson",
    Form.JSON: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8",
    Form.MDM: "application/hl7-v2; charset=utf-8",
    Form.ORU: "application/hl7-v2; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What some forms ask for beside the documents."""

    establishment: Establishment
    columns: Sequence[Column] = ()
    """Of a table."""
    separator: str = ","
    types: Collection[str] = TYPES
    """Of FHIR resources, in NDJSON."""
    originals: dict[str, Path] = field(default_factory=dict)
    """Where the files lie, by document: an MDM message carries its document."""


def export(form: Form, patients: Patients, options: Options) -> Iterator[str]:
    """The pieces of the export, to be written one after the other.

    Nothing is read before the first piece is asked for. Raises DifferentPatients where documents that were put
    together as one patient's are not.
    """
    match form:
        case Form.FHIR | Form.EVERYTHING:
            kind = BundleType.COLLECTION if form is Form.FHIR else BundleType.SEARCHSET
            for patient_id, sources in patients:
                yield json.dumps(bundle(sources, patient_id, options.establishment, kind), ensure_ascii=False) + "\n"
        case Form.NDJSON:
            yield from (line for _, line in ndjson(patients, options.establishment, options.types))
        case Form.JSON:
            for _, sources in patients:
                for source in sources:
                    yield json.dumps(record_json(source.id, source.fields), ensure_ascii=False) + "\n"
        case Form.CSV:
            yield from table(patients, options.columns, options.separator)
        case Form.MDM:
            for _, sources in patients:
                for source in sources:
                    yield mdm(source, options.originals[source.id].read_bytes(), options.establishment)
        case Form.ORU:
            for _, sources in patients:
                for source in sources:
                    yield oru(source, options.establishment)
