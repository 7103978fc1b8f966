"""What an identifier is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Of patients, of those who treat them and of third parties alike: a text seldom tells them apart."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    NIR = "nir"
    """National health number, also with digits missing or a wrong key."""
    IPP = "ipp"
    """Number of the patient in a hospital."""
    STAY_NUMBER = "stay_number"
    PROFESSIONAL_NUMBER = "professional_number"
    """RPPS, ADELI, FINESS, SIRET."""
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"
    ZIP = "zip"
    TOWN = "town"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A stretch of the text, from `start` to before `end`, in characters."""

    start: int
    end: int
    kind: Kind
    rule: str
    """Which rule found it."""
    confidence: float = 0.0
    """Share of this rule's finds that were right when it was measured (`confidence.toml`)."""
