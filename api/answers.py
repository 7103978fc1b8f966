"""What the API answers, as it stands in its OpenAPI description."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.answer import PREFIX, Answer, Count, FourSides, Fraction, Place
from api.page_answers import PageSummary, page_summary
from records.errors import AnamneseError, error_with_code
from records.fields import Assertion, Grounding, Method
from records.fields import Field as RecordField
from records.serial import field_to_json
from records.store.stored import Reason, Status, StoredDocument, StoredPage

_ID = "0199c2a4-7c1e-7d3a-9b0e-2f6a1c5d8e47"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_DOCUMENT = f"{PREFIX}/documents/{_ID}"

RECORD_EXAMPLE = {
    "content": {
        "application/json": {
            "example": {
                "id": _ID,
                "patient": {"last_name": {"value": "RAVENEL", "quote": "Mme RAVENEL", "page": 1, "confidence": 0.98}},
                "vitals": [
                    {"name": "temperature_c", "value": 38.4, "quote": "T° 38,4 °C", "page": 1, "confidence": 0.97}
                ],
                "medications": [],
            }
        }
    }
}
"""Of `records.record_json`, shortened."""


class Message(Answer):
    """Something that went wrong, for programs (`code`) and people."""

    code: str
    fr: str
    en: str

    @classmethod
    def of(cls, reason: Reason) -> Message:
        """The words for a kept reason."""
        error = error_with_code(reason.code, reason.details)
        return cls(code=reason.code, fr=error.message("fr"), en=error.message("en"))


class ErrorBody(Message):
    """A message and the numbers in it."""

    details: dict[str, str | int | float]


class ErrorAnswer(Answer):
    """The body of every answer from 400 up."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": {
                    "code": "file_too_large",
                    "fr": "Le fichier dépasse la taille permise (50 Mo).",
                    "en": "The file is larger than allowed (50 MB).",
                    "details": {"limit_mb": 50},
                }
            }
        }
    )

    error: ErrorBody

    @classmethod
    def of(cls, error: AnamneseError) -> ErrorAnswer:
        """The answer for an error."""
        return cls(
            error=ErrorBody(
                code=error.code, fr=error.message("fr"), en=error.message("en"), details=dict(error.details)
            )
        )


class Progress(Answer):
    """How far the reading is."""

    pages_done: Count
    pages_total: Count | None
    """Null until the pages have been counted."""


class StatusAnswer(Answer):
    """Where a document stands."""

    id: Annotated[str, Field(examples=[_ID])]
    status: Status
    reason: Message | None
    """Why it is in quarantine or failed; null otherwise."""
    progress: Progress

    @classmethod
    def of(cls, document: StoredDocument) -> StatusAnswer:
        """As of now."""
        return cls(
            id=document.id,
            status=document.status,
            reason=Message.of(document.reason) if document.reason else None,
            progress=Progress(pages_done=document.pages_done, pages_total=document.pages_total),
        )


class UploadAnswer(Answer):
    """A file was accepted: it is on disk and will be worked on, whatever happens."""

    id: Annotated[str, Field(examples=[_ID])]
    status: Status
    status_url: Annotated[str, Field(examples=[f"{_DOCUMENT}/status"])]
    document_url: Annotated[str, Field(examples=[_DOCUMENT])]
    already_known: bool
    """The same bytes were sent before: it is that document."""

    @classmethod
    def of(cls, document: StoredDocument, *, already_known: bool) -> UploadAnswer:
        """With the addresses to follow."""
        url = f"{PREFIX}/documents/{document.id}"
        return cls(
            id=document.id,
            status=document.status,
            status_url=f"{url}/status",
            document_url=url,
            already_known=already_known,
        )


class ListedDocument(Answer):
    """A document in a list."""

    id: Annotated[str, Field(examples=[_ID])]
    name: Annotated[str, Field(max_length=255, examples=["compte-rendu.pdf"])]
    media_type: Annotated[str, Field(examples=["application/pdf"])]
    size_bytes: Count
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=[_SHA256])]
    received_at: datetime
    status: Status
    reason: Message | None
    progress: Progress

    @classmethod
    def of(cls, document: StoredDocument) -> ListedDocument:
        """Without its pages."""
        return cls.model_validate(_document(document))


class DocumentAnswer(ListedDocument):
    """A document with its pages; the pages are empty until it has been read."""

    pages: list[PageSummary]

    @classmethod
    def with_pages(cls, document: StoredDocument, pages: list[StoredPage]) -> DocumentAnswer:
        """Whole."""
        return cls.model_validate({**_document(document), "pages": [page_summary(document.id, page) for page in pages]})


class DocumentList(Answer):
    """Newest first."""

    items: list[ListedDocument]
    next: Annotated[str | None, Field(examples=[_ID])]
    """To be given as `after` for what follows; null at the end."""


class QuantityAnswer(Answer):
    """As the document writes it."""

    value: str | int | float | bool
    unit: str | None


class CodeAnswer(Answer):
    """An entry of a terminology."""

    system: Annotated[str, Field(examples=["atc"])]
    code: Annotated[str, Field(examples=["C07AB07"])]
    display: str | None


class FieldAnswer(Answer):
    """A value and the exact spot it came from."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "vitals.temperature_c",
                "value": 38.4,
                "unit": "Cel",
                "written": {"value": "38,4", "unit": "°C"},
                "code": None,
                "text": "T° 38,4 °C",
                "page": 1,
                "start": 412,
                "end": 422,
                "boxes": [[0.12, 0.31, 0.24, 0.33]],
                "assertion": "present",
                "grounding": "exact",
                "confidence": 0.97,
                "method": "rule",
                "model": "vitals/1",
                "parts": [],
                "validated_by": None,
                "validated_at": None,
                "previous": [],
            }
        }
    )

    name: str
    value: str | int | float | bool
    unit: str | None
    written: QuantityAnswer | None
    code: CodeAnswer | None
    text: str | None
    """The quoted words; null when they have no place (`grounding` is then `none`, or a heading decided the value)."""
    page: Annotated[int, Field(ge=1)] | None
    start: Place | None
    end: Place | None
    boxes: list[FourSides]
    """One a line of print; empty for plain text without layout."""
    assertion: Assertion
    grounding: Grounding
    confidence: Fraction
    method: Method
    model: str
    parts: list[FieldAnswer]
    validated_by: str | None
    validated_at: datetime | None
    previous: list[FieldAnswer]


class FieldsAnswer(Answer):
    """All fields of a document, in the order in which they were read; empty until it has been indexed."""

    document_id: str
    fields: list[FieldAnswer]

    @classmethod
    def of(cls, document_id: str, fields: tuple[RecordField, ...]) -> FieldsAnswer:
        """Whole."""
        return cls.model_validate({"document_id": document_id, "fields": [field_to_json(field) for field in fields]})


class HealthProblems(Answer):
    """What keeps the service from working."""

    status: Literal["unhealthy"] = "unhealthy"
    problems: list[Message]


def _document(document: StoredDocument) -> dict[str, object]:
    return {
        **StatusAnswer.of(document).model_dump(),
        "name": document.name,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "sha256": document.sha256,
        "received_at": document.received_at,
    }
