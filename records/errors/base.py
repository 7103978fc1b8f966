"""What every error has: a code, an HTTP status, and its message in French and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar


class AnamneseError(Exception):
    """The root. `details` fill the message's placeholders and travel with the API's answer."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    fr: ClassVar[str] = "Une erreur interne est survenue."
    en: ClassVar[str] = "An internal error occurred."

    def __init__(self, **details: str | int | float) -> None:
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """The message for a person, `fr` or `en`."""
        template = self.fr if language == "fr" else self.en
        return template.format(**self.details)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.details))


def error_with_code(code: str, details: Mapping[str, str | int | float]) -> AnamneseError:
    """The error as it was raised, from its code and details (the database and the API keep no more than those)."""
    kind = next((kind for kind in _kinds(AnamneseError) if kind.code == code), AnamneseError)
    return kind(**details)


def _kinds(root: type[AnamneseError]) -> Iterator[type[AnamneseError]]:
    yield root
    for child in root.__subclasses__():
        yield from _kinds(child)


def _rebuild(kind: type[AnamneseError], details: dict[str, str | int | float]) -> AnamneseError:
    return kind(**details)
