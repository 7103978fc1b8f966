"""The URIs that codes, identifiers and our own extensions stand under."""

from __future__ import annotations

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ATC = "http://www.whocc.no/atc"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
CCAM = "https://smt.esante.gouv.fr/terminologie-ccam"
CIS = "urn:oid:1.2.250.1.213.2.3.1"
"""Authorised drugs of the French public drug database."""
TERMINOLOGIES = {"loinc": LOINC, "ucum": UCUM, "atc": ATC, "icd-10": ICD10, "ccam": CCAM, "cis": CIS}
"""By the name a field's code has; a code of another system is exported as words only."""

INS_NIR = "urn:oid:1.2.250.1.213.1.4.8"
V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
FR_0203 = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
URI = "urn:ietf:rfc:3986"

HL7 = "http://terminology.hl7.org/CodeSystem"
ACT_CODE = f"{HL7}/v3-ActCode"
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
NO_ALLERGY = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

OWN = "https://anamnese.invalid/fhir"
"""Names, not addresses: nothing answers there (RFC 6761), as nothing here calls out."""
CATALOGUE = f"{OWN}/catalogue"
"""Code system of the catalogue's own words: `lifestyle.smoking` has the codes `lifestyle.smoking.never` …"""
GROUNDED_FIELD = f"{OWN}/grounded-field"
"""On a Provenance: the field whole, with its quote, page and boxes."""
READING = f"{OWN}/reading"
"""On a resource: how sure its value is and how surely its words were found."""
FIELDS = f"{OWN}/fields"
"""On a DocumentReference: of how many fields there is a Provenance, so that none is lost unseen."""
SHA256 = f"{OWN}/sha256"
"""On an attachment: FHIR's own `hash` is SHA-1 by definition."""
