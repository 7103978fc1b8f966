"""Allergies and intolerances: to what, with which reaction, or that none is known."""

from __future__ import annotations

from nlp.readers.allergies.read import read

__all__ = ["read"]
