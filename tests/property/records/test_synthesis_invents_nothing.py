"""Whatever the documents say, the synthesis says nothing else, and the order in which they are given is nothing."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from records.fields import Assertion, Evidence, Field, Grounding, Method
from records.patient import DocumentFields
from records.synthesis import synthesise
from records.synthesis.as_json import synthesis_json
from records.synthesis.dossier import Mention

DAYS = st.dates().map(str)
STATUS = st.sampled_from(["home", "stay", "discharge", "stopped", "mentioned"])
VALUES = {
    "patient.birth_date": DAYS,
    "patient.last_name": st.text(min_size=1, max_size=8),
    "document.date": DAYS,
    "encounter.admission_date": DAYS,
    "encounter.discharge_date": DAYS,
    "conditions": st.sampled_from(
        ["HTA", "asthme", "asthme sévère", "fracture du col gauche", "fracture du col droit"]
    ),
    "allergies": st.sampled_from(["aucune connue", "latex"]),
    "medications": st.sampled_from(["Ramipril", "Bisoprolol"]),
    "labs": st.floats(0, 500),
    "vitals.temperature_c": st.floats(34, 42),
    "procedures": st.sampled_from(["IRM", "scanner"]),
}


@st.composite
def field(draw: st.DrawFn) -> Field:
    name = draw(st.sampled_from(sorted(VALUES)))
    grounding = draw(st.sampled_from(list(Grounding)))
    evidence = None if grounding is Grounding.NONE else Evidence("x", draw(st.integers(1, 3)), 0, 1, ())
    parts: tuple[Field, ...] = ()
    if name == "medications":
        told = {"medications.status": draw(STATUS), "medications.dose": draw(st.sampled_from(["5 mg", "10 mg", "1 g"]))}
        parts = tuple(Field(part, value, None, Method.RULE, "-") for part, value in told.items())
    assertion = draw(st.sampled_from(list(Assertion)))
    return Field(
        name, draw(VALUES[name]), evidence, Method.RULE, "-", assertion=assertion, grounding=grounding, parts=parts
    )


DOSSIERS = st.lists(st.lists(field(), max_size=12), min_size=1, max_size=4).map(
    lambda documents: [DocumentFields(f"d{number}", tuple(said)) for number, said in enumerate(documents)]
)


def mentions(part: Any) -> list[Mention]:
    if isinstance(part, Mention):
        return [part]
    if isinstance(part, tuple):
        return [found for item in part for found in mentions(item)]
    if is_dataclass(part):
        return [found for one in fields(part) for found in mentions(getattr(part, one.name))]
    return []


@settings(max_examples=40, deadline=None)
@given(DOSSIERS)
def test_every_mention_is_a_located_field_of_its_document(dossier: list[DocumentFields]) -> None:
    by_id = {one.document_id: one for one in dossier}
    for mention in mentions(synthesise(dossier)):
        assert by_id[mention.document_id].fields[mention.place] is mention.field
        assert mention.field.grounding is not Grounding.NONE


@settings(max_examples=40, deadline=None)
@given(DOSSIERS)
def test_the_order_of_the_documents_is_nothing(dossier: list[DocumentFields]) -> None:
    assert synthesis_json(synthesise(dossier)) == synthesis_json(synthesise(dossier[::-1]))
