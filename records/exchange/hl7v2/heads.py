"""The segments that every message of ours begins with: header, patient, visit."""

from __future__ import annotations

from hashlib import sha256

from records.exchange.fhir.context import day as iso_day
from records.exchange.hl7v2.segments import Part, day, escaped, moment, segment
from records.exchange.source import Establishment, Source
from records.fields import Value
from records.synthesis.facts import identity

_CLASSES = {"hospital_report": "I", "emergency_report": "E", "consultation_letter": "O"}


def told(source: Source, name: str) -> Value | None:
    """The document's value of a name that does not repeat."""
    found = source.dated.scalar(name)
    return found.value if found else None


def header(source: Source, kind: str, event: str, structure: str) -> str:
    """MSH; the control id depends on document and message alone, so that a message sent twice is known as one."""
    control = sha256(f"{source.id}/{kind}/{event}/{source.read_at.isoformat()}".encode()).hexdigest()[:20]
    fields: dict[int, Part] = {  # the first separator is MSH-1 itself: here MSH-2 is number 1, and so on
        1: "^~\\&",
        2: "ANAMNESE",
        6: moment(source.read_at),
        8: (kind, event, structure),
        9: control,
        10: "P",
        11: "2.5",
        17: "UNICODE UTF-8",
    }
    return segment("MSH", fields)


def patient(source: Source, establishment: Establishment) -> str:
    """PID. A number read from a page is no INS, so it stands without the INS's authority."""
    facts = {fact.name.removeprefix("patient."): fact.value for fact in identity([source.dated])}
    authority = _authority(establishment.ipp_system)
    numbers = [("ipp", authority, "PI"), ("nir", "", "NNFRA")]
    identifiers = "~".join(
        "^".join((escaped(facts[leaf]), "", "", issued, kind)) for leaf, issued, kind in numbers if leaf in facts
    )
    first = escaped(facts.get("first_name"))
    names = "~".join(
        "^".join((escaped(facts[leaf]), first, "", "", "", "", kind))
        for leaf, kind in (("last_name", "D"), ("birth_name", "L"))
        if leaf in facts
    )
    sex = facts.get("sex")
    return segment(
        "PID",
        {
            1: "1",
            3: identifiers,
            5: names or (f"^{first}" if first else ""),
            7: day(iso_day(facts.get("birth_date"))),
            8: str(sex) if sex in ("F", "M") else "U",
        },
    )


def visit(source: Source) -> str:
    """PV1; the class of a visit that is not told is unknown."""
    begins, ends = (day(iso_day(told(source, f"encounter.{name}_date"))) for name in ("admission", "discharge"))
    kind = _CLASSES.get(str(told(source, "document.type")), "U")
    return segment("PV1", {1: "1", 2: kind, 44: begins, 45: ends})


def _authority(system: str | None) -> str:
    """The assigning authority of a hospital's numbers: an OID is named as one, a URL as such."""
    if not system:
        return ""
    oid = system.removeprefix("urn:oid:")
    kind = "ISO" if oid != system else "URI"
    return f"&{escaped(oid)}&{kind}"
