"""Our own check of what leaves: required members, required codes and their systems, rules of R4, references.

The official JSON schema lets `status: "nonsense"` pass, and a Provenance without its moment; receivers do not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from records.exchange.fhir.elements import Json
from records.exchange.fhir.systems import ATC, CATALOGUE, CCAM, CIS, FR_0203, HL7, ICD10, LOINC, NO_ALLERGY, OWN, UCUM

_SYSTEMS = (ATC, CATALOGUE, CCAM, CIS, FR_0203, ICD10, LOINC, NO_ALLERGY, UCUM)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a receiver would refuse. It names places, never values of the patient."""

    place: str
    """Resource and member, such as `Condition.verificationStatus`."""
    rule: str


def faults(bundle: Json) -> list[Fault]:
    """Everything wrong with a bundle; empty where all is well."""
    listed = [entry["resource"] for entry in bundle["entry"]]
    known = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    found = [Fault("Bundle.entry", "bdl-7: fullUrl is unique")] if len(known) != len(listed) else []
    for resource in listed:
        found += _of_resource(resource)
        found += _references(resource, known)
    return found


def _of_resource(resource: Json) -> Iterator[Fault]:
    kind = resource["resourceType"]
    rules = _table().get(kind)
    if rules is None:
        yield Fault(kind, "not a resource that is exported here")
        return
    for member in rules["required"]:
        if not any(_is_there(resource, one.split(".")) for one in member.split("|")):
            yield Fault(f"{kind}.{member}", "is required")
    for member, allowed in rules.get("codes", {}).items():
        if any(value not in allowed for value in _values(resource, member.split("."))):
            yield Fault(f"{kind}.{member}", "required binding")
    for member, systems in rules.get("systems", {}).items():
        for one in _values(resource, [*member.split("."), "coding", "system"]):
            if one not in (*systems, CATALOGUE):
                yield Fault(f"{kind}.{member}", "code system")
    yield from (Fault(f"{kind}.{place}", rule) for place, rule in _everywhere(resource, ""))
    yield from (Fault(kind, rule) for rule in _rules(resource))


def _rules(resource: Json) -> Iterator[str]:
    """R4's own invariants on the resources that we make, by their names there."""
    clinical = set(_values(resource, ["clinicalStatus", "coding", "code"]))
    verified = set(_values(resource, ["verificationStatus", "coding", "code"]))
    match resource["resourceType"]:
        case "Condition":
            if "entered-in-error" in verified and clinical:
                yield "con-5: no clinicalStatus on an error"
            if "refuted" in verified and "active" in clinical:
                yield "what is refuted is not active"
        case "AllergyIntolerance" if bool(clinical) == ("entered-in-error" in verified):
            yield "ait-1, ait-2: clinicalStatus unless entered-in-error"
        case "Observation" if "dataAbsentReason" in resource and any(key.startswith("value") for key in resource):
            yield "obs-6: dataAbsentReason only without a value"
        case "Encounter":
            period = resource.get("period", {})
            if period.get("start", "") > period.get("end", "9999"):
                yield "per-1: the period begins before it ends"
        case "Patient" if any(not {"family", "given", "text"} & name.keys() for name in resource.get("name", ())):
            yield "a name has a part"


def _everywhere(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Rules of every element: nothing empty, codings with a system we know, extensions with a value or members."""
    if isinstance(value, list):
        for one in value:
            yield from _everywhere(one, place)
    elif isinstance(value, dict):
        if "code" in value and isinstance(value["code"], str):
            system = str(value.get("system", ""))
            if not system.startswith((HL7, *_SYSTEMS)):
                yield place, "a code has a system"
        if "url" in value and place.rpartition(".")[2] == "extension":
            valued = sum(key.startswith("value") for key in value)
            if valued + ("extension" in value) != 1:
                yield place, "ext-1: a value or extensions, not both"
            if place == "extension" and not str(value["url"]).startswith((OWN, "http://hl7.org/")):
                yield place, "an extension has a full name"
        for key, inner in value.items():
            yield from _everywhere(inner, f"{place}.{key}".lstrip("."))
    if value in (None, "", [], {}):
        yield place, "ele-1: nothing is empty"


def _references(value: Any, known: Mapping[str, str]) -> Iterator[Fault]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one, known)
    elif isinstance(value, dict):
        target = value.get("reference")
        if isinstance(target, str) and known.get(target) != value.get("type"):
            yield Fault("reference", "resolves within the bundle, to the type it names")
        for inner in value.values():
            yield from _references(inner, known)


def _is_there(value: Any, path: list[str]) -> bool:
    """Also in every one of several: `condition.code` asks for the code of each condition."""
    if isinstance(value, list):
        return bool(value) and all(_is_there(one, path) for one in value)
    if not path:
        return value not in (None, "", {})
    return isinstance(value, dict) and path[0] in value and _is_there(value[path[0]], path[1:])


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _values(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("records.exchange.fhir") / "required.toml").read_text(encoding="utf-8"))
