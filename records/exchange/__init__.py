"""Records as other systems take them: FHIR R4, tables, HL7 v2; and a FHIR bundle back."""
