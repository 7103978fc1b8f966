"""HL7 v2.5 messages as files: MDM^T02 with the document, ORU^R01 with its results."""
