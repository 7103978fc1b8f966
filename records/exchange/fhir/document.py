"""The document itself, and the stay it tells of."""

from __future__ import annotations

from records.exchange.fhir.context import day
from records.exchange.fhir.elements import (
    Json,
    coding,
    concept,
    enumerated,
    instant,
    reference,
    stable_id,
    without_nothing,
    words,
)
from records.exchange.fhir.systems import ABSENT_REASON, ACT_CODE, FIELDS, HL7, LOINC, SHA256, URI
from records.exchange.source import Establishment, Source
from records.fields import Value

TYPES = {
    "hospital_report": "18842-5",
    "emergency_report": "34111-5",
    "consultation_letter": "11488-4",
    "operative_report": "11504-8",
    "pathology_report": "11526-1",
    "imaging_report": "18748-4",
    "lab_report": "11502-2",
    "prescription": "57833-6",
}
"""LOINC of the document types; `other` has none."""
_CLASSES = {"hospital_report": "IMP", "emergency_report": "EMER", "consultation_letter": "AMB"}
_ADMITTED = {"transfer": "hosp-trans", "other": "other"}
_DISCHARGED = {
    "home": "home",
    "transfer": "other-hcf",
    "rehabilitation": "rehab",
    "hospitalised": "hosp",
    "death": "exp",
    "other": "oth",
}


def document_reference(source: Source, patient: Json, encounter: Json | None, establishment: Establishment) -> Json:
    """Where the document is, never its bytes: those are fetched apart."""
    kind = str(_told(source, "document.type") or "other")
    known = [coding(LOINC, TYPES[kind])] if kind in TYPES else []
    own = enumerated("document.type", kind)
    author = words(_told(source, "document.author"))
    department = words(_told(source, "document.department"))
    url = establishment.documents_url
    attachment = {
        "extension": [{"url": SHA256, "valueString": source.sha256}],
        "contentType": source.media_type,
        "url": f"{url}/{source.id}/original" if url else None,
        "size": source.size_bytes,
        "title": words(source.name),
    }
    context = {
        "encounter": [reference(encounter)] if encounter else [],
        "practiceSetting": {"text": department} if department else None,
    }
    return without_nothing(
        {
            "resourceType": "DocumentReference",
            "id": stable_id(source.id, "DocumentReference"),
            "extension": [{"url": FIELDS, "valueInteger": len(source.fields)}],
            "identifier": [{"system": URI, "value": f"urn:uuid:{stable_id(source.id, 'document')}"}],
            "status": "current",
            "type": without_nothing({**own, "coding": [*known, *own.get("coding", [])]}),
            "subject": reference(patient),
            "date": instant(source.read_at),
            "author": [{"display": author}] if author else [],
            "content": [{"attachment": without_nothing(attachment)}],
            "context": without_nothing(context),
        }
    )


def encounter(source: Source, patient: Json) -> Json | None:
    """The stay or visit; None where the document says nothing of one."""
    if not source.dated.grouped("encounter"):
        return None
    begins = day(_told(source, "encounter.admission_date"))
    ends = day(_told(source, "encounter.discharge_date"))
    if begins and ends and ends < begins:  # a misread date: FHIR refuses a period that ends before it begins
        begins = None
    reason = words(_told(source, "encounter.reason"))
    hospitalization = {
        "admitSource": _moved(source, "encounter.arrival_mode", f"{HL7}/admit-source", _ADMITTED),
        "dischargeDisposition": _moved(source, "encounter.discharge_to", f"{HL7}/discharge-disposition", _DISCHARGED),
    }
    act = _CLASSES.get(str(_told(source, "document.type")))
    unknown: Json = {"extension": [{"url": ABSENT_REASON, "valueCode": "unknown"}]}
    return without_nothing(
        {
            "resourceType": "Encounter",
            "id": stable_id(source.id, "Encounter"),
            "status": "finished" if ends else "unknown",
            "class": coding(ACT_CODE, act) if act else unknown,
            "subject": reference(patient),
            "period": without_nothing({"start": begins, "end": ends}),
            "reasonCode": [{"text": reason}] if reason else [],
            "hospitalization": without_nothing(hospitalization),
        }
    )


def _told(source: Source, name: str) -> Value | None:
    found = source.dated.scalar(name)
    return found.value if found else None


def _moved(source: Source, name: str, system: str, codes: dict[str, str]) -> Json | None:
    value = _told(source, name)
    if value is None:
        return None
    known = codes.get(str(value))
    own = enumerated(name, value)
    official = concept(system, known)["coding"] if known else []
    return without_nothing({**own, "coding": [*official, *own.get("coding", [])]})
