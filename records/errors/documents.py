"""A document that was refused, or whose reading or indexing was stopped."""

from __future__ import annotations

from records.errors.base import AnamneseError


class FileRefused(AnamneseError):
    """The file never became a document."""

    status = 422


class EmptyFile(FileRefused):
    """Zero bytes, or nothing but white space."""

    code = "empty_file"
    fr = "Le fichier est vide."
    en = "The file is empty."


class FileTooLarge(FileRefused):
    """Details: `limit_mb`."""

    code = "file_too_large"
    status = 413
    fr = "Le fichier dépasse la taille permise ({limit_mb} Mo)."
    en = "The file is larger than allowed ({limit_mb} MB)."


class UnsupportedFile(FileRefused):
    """The content is of no kind that can be read, whatever the name says."""

    code = "unsupported_file"
    status = 415
    fr = "Ce fichier n'est pas un document lisible (PDF, PNG, JPEG, TIFF, WebP, HEIC ou texte)."
    en = "This file is not a document that can be read (PDF, PNG, JPEG, TIFF, WebP, HEIC or text)."


class DamagedFile(FileRefused):
    """Truncated or corrupt."""

    code = "damaged_file"
    fr = "Le fichier est endommagé ou incomplet ; numérisez-le ou envoyez-le de nouveau."
    en = "The file is damaged or incomplete; scan it or send it again."


class EncryptedFile(FileRefused):
    """A PDF that asks for a password."""

    code = "encrypted_file"
    fr = "Le PDF est protégé par un mot de passe."
    en = "The PDF is protected by a password."


class WrongPassword(FileRefused):
    """The password that was given does not open the PDF."""

    code = "wrong_password"
    fr = "Ce mot de passe n'ouvre pas le PDF."
    en = "This password does not open the PDF."


class TooManyPages(FileRefused):
    """Details: `pages`, `limit`."""

    code = "too_many_pages"
    fr = "Le document a {pages} pages ; la limite est de {limit}. Découpez-le et renvoyez les parties."
    en = "The document has {pages} pages; the limit is {limit}. Split it and send the parts."


class TooManyPixels(FileRefused):
    """Details: `width`, `height`, `limit_megapixels`."""

    code = "too_many_pixels"
    fr = "L'image est trop grande ({width} × {height} points ; limite : {limit_megapixels} mégapixels)."
    en = "The image is too large ({width} × {height} pixels; limit: {limit_megapixels} megapixels)."


class TooLongSide(FileRefused):
    """Details: `width`, `height`, `limit_px`."""

    code = "too_long_side"
    fr = "L'image est trop longue ({width} × {height} points ; limite : {limit_px} points de côté)."
    en = "The image is too long ({width} × {height} pixels; limit: {limit_px} pixels a side)."


class ReadingFailed(AnamneseError):
    """The file is a document, but reading it was stopped."""

    status = 422


class ReadingTimedOut(ReadingFailed):
    """Details: `seconds`."""

    code = "reading_timed_out"
    fr = "La lecture a été arrêtée après {seconds} secondes."
    en = "Reading was stopped after {seconds} seconds."


class ReadingOutOfMemory(ReadingFailed):
    """Details: `limit_mb`."""

    code = "reading_out_of_memory"
    fr = "La lecture a été arrêtée : elle demandait plus de {limit_mb} Mo de mémoire."
    en = "Reading was stopped: it asked for more than {limit_mb} MB of memory."


class ReaderCrashed(ReadingFailed):
    """The reading process died without a word; the service goes on. Details: `exit_code`."""

    code = "reader_crashed"
    status = 500
    fr = "Le lecteur s'est arrêté brutalement sur ce fichier (code {exit_code})."
    en = "The reader stopped abruptly on this file (exit code {exit_code})."


class IndexingFailed(AnamneseError):
    """The document was read, finding its fields was stopped."""


class IndexingTimedOut(IndexingFailed):
    """Details: `seconds`."""

    code = "indexing_timed_out"
    fr = "L'indexation a été arrêtée après {seconds} secondes."
    en = "Indexing was stopped after {seconds} seconds."


class IndexerCrashed(IndexingFailed):
    """The indexing process died without a word; the service goes on. Details: `exit_code`."""

    code = "indexer_crashed"
    fr = "L'indexation s'est arrêtée brutalement sur ce document (code {exit_code})."
    en = "Indexing stopped abruptly on this document (exit code {exit_code})."


class GaveUp(AnamneseError):
    """The service itself died each time it worked on the document. Details: `attempts`."""

    code = "gave_up"
    fr = "Le traitement a été abandonné : le service s'est arrêté {attempts} fois sur ce document."
    en = "The document was given up: the service stopped {attempts} times while working on it."
