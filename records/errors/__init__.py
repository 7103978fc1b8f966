"""Everything that can go wrong and be said so.

    AnamneseError
    ├── FileRefused                 the file never became a document
    │   ├── EmptyFile               422
    │   ├── FileTooLarge            413
    │   ├── UnsupportedFile         415
    │   ├── DamagedFile             422
    │   ├── EncryptedFile           422
    │   ├── WrongPassword           422
    │   ├── TooManyPages            422
    │   ├── TooManyPixels           422
    │   └── TooLongSide             422
    ├── ReadingFailed               the file is a document, reading it was stopped
    │   ├── ReadingTimedOut         422
    │   ├── ReadingOutOfMemory      422
    │   └── ReaderCrashed           500
    ├── IndexingFailed              the document was read, finding its fields was stopped
    │   ├── IndexingTimedOut        500
    │   └── IndexerCrashed          500
    ├── GaveUp                      500   the service died on the document too often
    ├── NotFound                    404
    ├── InvalidRequest              422
    ├── DifferentPatients           422
    ├── DocumentNotRead             409
    ├── QueryRefused                nothing was looked for
    │   ├── QueryEmpty              422
    │   ├── QueryTooLong            422
    │   ├── QuoteNotClosed          422
    │   ├── UnknownFilter           422
    │   ├── FilterValueInvalid      422
    │   ├── PrefixTooShort          422
    │   ├── ComparisonInvalid       422
    │   └── CursorInvalid           422
    ├── NotThisBundle               422
    ├── RequestRefused              the request was not looked at
    │   ├── UnknownHost             421
    │   ├── CrossSiteRequest        403
    │   └── MethodNotAllowed        405
    ├── UploadStalled               408
    ├── TooManyUploads              503
    ├── StorageFull                 507
    ├── ServiceNotReady             503
    ├── CannotStart                 the service was not started
    │   ├── InvalidSetting          500
    │   ├── AlreadyRunning          500
    │   └── PortInUse               500
    ├── TerminologyRefused          the import changed nothing
    │   ├── NotThisTerminology      422
    │   ├── TerminologyFileMissing  422
    │   └── TooManyBadLines         422
    ├── TerminologyNotImported      404
    ├── ModelRefused                what was to be added is no model that can be used
    │   ├── ModelUnknown            422
    │   ├── ModelIncomplete         422
    │   ├── ModelNotSafe            422
    │   ├── PickledWeights          422
    │   ├── OtherModelKind          422
    │   ├── ModelNameInvalid        422
    │   ├── ModelNameTaken          409
    │   ├── WrongChecksum           422
    │   └── UnknownDownload         404
    ├── DownloadFailed              503   goes on from where it broke off
    ├── LanguageModelError          no answer of the language model that can be used
    │   ├── LanguageModelFailed     503
    │   │   └── LanguageModelBusy   503
    │   ├── LanguageModelUnusable   500
    │   └── QuestionTooLong         422
    ├── NoSuchModel                 404
    ├── ModelDamaged                500   a model's files are not those that were added
    └── MissingTool                 500   a program or model the service needs is not installed

Each class carries its HTTP status and its message in French and English. Messages name limits and places,
never the content of a document.
"""

from __future__ import annotations

from records.errors.additions import (
    DownloadFailed,
    LanguageModelBusy,
    LanguageModelError,
    LanguageModelFailed,
    LanguageModelUnusable,
    ModelDamaged,
    ModelIncomplete,
    ModelNameInvalid,
    ModelNameTaken,
    ModelNotSafe,
    ModelRefused,
    ModelUnknown,
    NoSuchModel,
    NotThisTerminology,
    OtherModelKind,
    PickledWeights,
    QuestionTooLong,
    TerminologyFileMissing,
    TerminologyNotImported,
    TerminologyRefused,
    TooManyBadLines,
    UnknownDownload,
    WrongChecksum,
)
from records.errors.base import AnamneseError, error_with_code
from records.errors.documents import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    FileRefused,
    FileTooLarge,
    GaveUp,
    IndexerCrashed,
    IndexingFailed,
    IndexingTimedOut,
    ReaderCrashed,
    ReadingFailed,
    ReadingOutOfMemory,
    ReadingTimedOut,
    TooLongSide,
    TooManyPages,
    TooManyPixels,
    UnsupportedFile,
    WrongPassword,
)
from records.errors.requests import (
    AlreadyRunning,
    CannotStart,
    CrossSiteRequest,
    DifferentPatients,
    DocumentNotRead,
    InvalidRequest,
    InvalidSetting,
    MethodNotAllowed,
    MissingTool,
    NotFound,
    NotThisBundle,
    PortInUse,
    RequestRefused,
    ServiceNotReady,
    StorageFull,
    TooManyUploads,
    UnknownHost,
    UploadStalled,
)
from records.errors.search import (
    ComparisonInvalid,
    CursorInvalid,
    FilterValueInvalid,
    PrefixTooShort,
    QueryEmpty,
    QueryRefused,
    QueryTooLong,
    QuoteNotClosed,
    UnknownFilter,
)

__all__ = [
    "AlreadyRunning",
    "AnamneseError",
    "CannotStart",
    "ComparisonInvalid",
    "CrossSiteRequest",
    "CursorInvalid",
    "DamagedFile",
    "DifferentPatients",
    "DocumentNotRead",
    "DownloadFailed",
    "EmptyFile",
    "EncryptedFile",
    "FileRefused",
    "FileTooLarge",
    "FilterValueInvalid",
    "GaveUp",
    "IndexerCrashed",
    "IndexingFailed",
    "IndexingTimedOut",
    "InvalidRequest",
    "InvalidSetting",
    "LanguageModelBusy",
    "LanguageModelError",
    "LanguageModelFailed",
    "LanguageModelUnusable",
    "MethodNotAllowed",
    "MissingTool",
    "ModelDamaged",
    "ModelIncomplete",
    "ModelNameInvalid",
    "ModelNameTaken",
    "ModelNotSafe",
    "ModelRefused",
    "ModelUnknown",
    "NoSuchModel",
    "NotFound",
    "NotThisBundle",
    "NotThisTerminology",
    "OtherModelKind",
    "PickledWeights",
    "PortInUse",
    "PrefixTooShort",
    "QueryEmpty",
    "QueryRefused",
    "QueryTooLong",
    "QuestionTooLong",
    "QuoteNotClosed",
    "ReaderCrashed",
    "ReadingFailed",
    "ReadingOutOfMemory",
    "ReadingTimedOut",
    "RequestRefused",
    "ServiceNotReady",
    "StorageFull",
    "TerminologyFileMissing",
    "TerminologyNotImported",
    "TerminologyRefused",
    "TooLongSide",
    "TooManyBadLines",
    "TooManyPages",
    "TooManyPixels",
    "TooManyUploads",
    "UnknownDownload",
    "UnknownFilter",
    "UnknownHost",
    "UnsupportedFile",
    "UploadStalled",
    "WrongChecksum",
    "WrongPassword",
    "error_with_code",
]
