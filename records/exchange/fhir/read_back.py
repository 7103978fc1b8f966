"""A bundle of ours read back: every field as it was, and what in the bundle is another's or was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from records.errors import NotThisBundle
from records.exchange.fhir.context import Context
from records.exchange.fhir.document import document_reference, encounter
from records.exchange.fhir.elements import Json, reference
from records.exchange.fhir.field_extension import field_of
from records.exchange.fhir.patient import patient
from records.exchange.fhir.resources import resources_of
from records.exchange.fhir.systems import FIELDS, GROUNDED_FIELD
from records.exchange.source import Establishment, Source
from records.fields import Field

_OURS_WITHOUT_FIELDS = frozenset({"Patient", "DocumentReference", "Encounter", "Provenance"})
_MAY_DIFFER = frozenset({"id", "meta", "text", "diagnosis", "identifier"})
"""What a server adds, and what the fields alone do not decide."""
_OF_THE_FILE = frozenset({"date", "content"})


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document's fields, in its order."""

    reference: str
    """Of its DocumentReference in the bundle."""
    fields: tuple[Field, ...]

    def __repr__(self) -> str:
        return f"ImportedDocument({len(self.fields)} fields)"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a bundle held."""

    documents: tuple[ImportedDocument, ...]
    left_out: Mapping[str, int]
    """Resources that no Provenance of ours speaks of, counted by type: another system's."""
    changed: tuple[str, ...]
    """Resources that no longer say what their fields say, by reference: somebody edited them on the way."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A field and the resources around it."""

    document: str
    place: int
    target: str
    field: Field


def read_bundle(bundle: Any) -> Imported:
    """The documents of a bundle that `records.exchange.fhir.bundle` made.

    Values are taken from the Provenance of each field, where they stand whole; the resources beside them are compared
    with what these fields make. Raises NotThisBundle for anything that is no bundle, has no such Provenance, or lacks
    one of a document's.
    """
    try:
        return _read(bundle)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, IndexError, RecursionError):
        raise NotThisBundle from None


def _read(bundle: Any) -> Imported:
    if bundle["resourceType"] != "Bundle":
        raise NotThisBundle
    listed: list[Json] = [entry["resource"] for entry in bundle["entry"]]
    by_reference = {reference(one)["reference"]: one for one in listed}
    told = sorted((one for resource in listed for one in _told(resource)), key=lambda one: one.place)
    documents = [at for at, one in by_reference.items() if one["resourceType"] == "DocumentReference"]
    known = {one.target for one in told}
    others = [
        one for at, one in by_reference.items() if at not in known and one["resourceType"] not in _OURS_WITHOUT_FIELDS
    ]
    if not documents or {one.document for one in told} - set(documents) or (others and not told):
        raise NotThisBundle
    changed = list(_changed_people(documents, told, by_reference))
    read = []
    for document in documents:
        mine = [one for one in told if one.document == document]
        if [one.place for one in mine] != list(range(_counted(by_reference[document]))):
            raise NotThisBundle
        read.append(ImportedDocument(document, tuple(one.field for one in mine)))
        changed += _changed(mine, by_reference[document], by_reference)
    return Imported(
        tuple(read),
        Counter(one["resourceType"] for one in others),
        tuple(changed),
    )


def _counted(document: Json) -> int:
    (count,) = (one["valueInteger"] for one in document["extension"] if one["url"] == FIELDS)
    return int(count)


def _told(resource: Json) -> Iterator[_Told]:
    if resource["resourceType"] != "Provenance":
        return
    for extension in resource.get("extension", ()):
        if extension["url"] == GROUNDED_FIELD:
            place, field = field_of(extension)
            source = resource["entity"][0]["what"]["reference"]
            yield _Told(source, place, resource["target"][0]["reference"], field)


def _changed(told: Sequence[_Told], document: Json, by_reference: Mapping[str, Json]) -> Iterator[str]:
    """Resources of the document that its fields would not make."""
    source = _source([one.field for one in told])
    person = by_reference[document["subject"]["reference"]]
    stays = document.get("context", {}).get("encounter", ())
    stay = by_reference[stays[0]["reference"]] if stays else None
    if stay is not None and _differs(stay, encounter(source, person)):
        yield reference(stay)["reference"]
    if _differs(document, document_reference(source, person, stay, Establishment()), _OF_THE_FILE):
        yield reference(document)["reference"]
    made = resources_of(Context(source, person, stay))
    for place, one in enumerate(told):
        found = by_reference.get(one.target)
        if place in made and (found is None or _differs(found, made[place])):
            yield one.target


def _changed_people(documents: Sequence[str], told: Sequence[_Told], by_reference: Mapping[str, Json]) -> Iterator[str]:
    sources = [_source([one.field for one in told if one.document == at], at) for at in documents]
    for at, person in by_reference.items():
        if person["resourceType"] == "Patient":
            made = patient("", sources, Establishment())
            if _differs(person, made) or _numbers(person) != _numbers(made):
                yield at


def _differs(found: Json, made: Json | None, besides: frozenset[str] = frozenset()) -> bool:
    return made is None or any(found.get(key) != made.get(key) for key in {*found, *made} - _MAY_DIFFER - besides)


def _numbers(person: Json) -> list[str]:
    """Without their systems, which the hospital's setting decides."""
    return [one["value"] for one in person.get("identifier", ())]


def _source(fields: Sequence[Field], document: str = "") -> Source:
    """As far as the fields decide what is made of it."""
    return Source(document, tuple(fields), "", "", "", 0, datetime.min.replace(tzinfo=UTC))
