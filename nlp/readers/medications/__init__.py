"""Medications: which drug, how much, how often, how long, and whether at home, during the stay or after it."""

from __future__ import annotations

from nlp.readers.medications.read import read

__all__ = ["read"]
