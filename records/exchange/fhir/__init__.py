"""FHIR R4: a document or a patient as a bundle, its check, and the way back."""
