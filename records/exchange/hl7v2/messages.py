"""A document as MDM^T02, its results as ORU^R01."""

from __future__ import annotations

import base64

from records.catalogue import catalogue
from records.exchange.fhir.context import day as iso_day
from records.exchange.fhir.document import TYPES
from records.exchange.hl7v2.heads import header, patient, told, visit
from records.exchange.hl7v2.segments import Part, day, escaped, message, moment, segment
from records.exchange.source import Establishment, Source
from records.fields import Assertion, Field
from records.synthesis.dossier import Mention

_KINDS = {
    "hospital_report": "DS",
    "emergency_report": "ED",
    "consultation_letter": "CN",
    "operative_report": "OP",
    "pathology_report": "SP",
    "imaging_report": "DI",
}
"""HL7's table 0270; the other types have no word there."""
_FLAGS = {"high": "H", "low": "L", "abnormal": "A"}


def mdm(source: Source, original: bytes, establishment: Establishment) -> str:
    """The document with its bytes: `original` stands as base64 in the fifth component of OBX-5, and nowhere else."""
    kind = str(told(source, "document.type") or "other")
    name = catalogue()["document.type"].values
    title = name[kind].fr if kind in name else "Document"
    written = day(iso_day(told(source, "document.date"))) or moment(source.read_at)
    media, _, subtype = source.media_type.partition("/")
    data = ("", escaped(media), escaped(subtype), "Base64", base64.b64encode(original).decode())
    about = (TYPES[kind], escaped(title), "LN") if kind in TYPES else (escaped(kind), escaped(title), "L")
    txa: dict[int, Part] = {
        1: "1",
        2: _KINDS.get(kind, "PN"),
        3: "AP",
        4: written,
        9: _author(source),
        12: (escaped(source.id), "ANAMNESE"),
        16: escaped(source.name),
        17: "DO",
        19: "AV",
    }
    return message(
        [
            header(source, "MDM", "T02", "MDM_T02"),
            segment("EVN", {1: "T02", 2: moment(source.read_at)}),
            patient(source, establishment),
            visit(source),
            segment("TXA", txa),
            segment("OBX", {1: "1", 2: "ED", 3: about, 5: data, 11: "F"}),
        ]
    )


def oru(source: Source, establishment: Establishment) -> str:
    """Vital signs and laboratory results that the document tells of this patient; none gives a message without OBX."""
    results = [
        mention
        for group in ("vitals", "labs")
        for mention in source.dated.grouped(group)
        if mention.assertion is Assertion.PRESENT
    ]
    kind = str(told(source, "document.type") or "other")
    service = (TYPES[kind], "", "LN") if kind in TYPES else ("other", "", "L")
    ordered: dict[int, Part] = {
        1: "1",
        3: (escaped(source.id), "ANAMNESE"),
        4: service,
        7: day(_said_on(source)),
        22: moment(source.read_at),
        25: _status(*(mention.field for mention in results)),
    }
    return message(
        [
            header(source, "ORU", "R01", "ORU_R01"),
            patient(source, establishment),
            visit(source),
            segment("OBR", ordered),
            *(_result(source, number, mention) for number, mention in enumerate(results, 1)),
        ]
    )


def _result(source: Source, number: int, mention: Mention) -> str:
    field = mention.field
    is_number = isinstance(field.value, int | float) and not isinstance(field.value, bool)
    taken = mention.part("labs.taken_at")
    unit = (escaped(field.unit), "", "UCUM") if field.unit else escaped(field.written.unit if field.written else "")
    return segment(
        "OBX",
        {
            1: str(number),
            2: "NM" if is_number else "ST",
            3: _observed(mention),
            5: escaped(field.value),
            6: unit,
            7: escaped(mention.part("labs.reference_range")),
            8: _FLAGS.get(str(mention.part("labs.flag")), ""),
            11: _status(field),
            14: day(iso_day(taken) or _said_on(source)),
        },
    )


def _observed(mention: Mention) -> Part:
    """LOINC where it is known, else our own name."""
    field = mention.field
    if field.name == "labs":
        named = escaped(mention.part("labs.analyte"))
        known = field.code.code if field.code and field.code.system == "loinc" else None
        return (escaped(known), named, "LN") if known else (named, named, "L")
    spec = catalogue()[field.name]
    return (spec.loinc, escaped(spec.label.fr), "LN") if spec.loinc else (field.name, escaped(spec.label.fr), "L")


def _status(*fields: Field) -> str:
    """HL7's tables 0085 and 0123: final only where a person confirmed every value, else not yet verified."""
    return "F" if fields and all(field.validated_by is not None for field in fields) else "R"


def _author(source: Source) -> Part:
    return ("", escaped(told(source, "document.author")))


def _said_on(source: Source) -> str | None:
    written = source.dated.written_on
    return written.isoformat() if written else None
