"""Who read a value and where it stands: one Provenance a field, with the field whole."""

from __future__ import annotations

from records.exchange.fhir.context import Context
from records.exchange.fhir.elements import Json, concept, instant, reference, words
from records.exchange.fhir.field_extension import field_extension
from records.exchange.fhir.systems import HL7
from records.fields import Field


def provenance(context: Context, place: int, field: Field, target: Json, document: Json) -> Json:
    """Of the resource that holds the field's value; the document itself for a field without one."""
    agents = [_agent("assembler", "Device", f"{field.method.value} {field.model}")]
    if field.validated_by is not None:
        agents.append(_agent("verifier", "Practitioner", field.validated_by))
    return {
        **context.begun("Provenance", place),
        "extension": [field_extension(field, place)],
        "target": [reference(target)],
        "recorded": instant(field.validated_at or context.source.read_at),
        "agent": agents,
        "entity": [{"role": "source", "what": reference(document)}],
    }


def _agent(role: str, kind: str, name: str) -> Json:
    who = {"type": kind, "display": words(name) or "?"}
    return {"type": concept(f"{HL7}/provenance-participant-type", role), "who": who}
