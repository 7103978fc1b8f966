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
    │   └── ModelNameTaken          409
    ├── NoSuchModel                 404
    ├── ModelDamaged                500   a model's files are not those that were added
    └── MissingTool                 500   a program or model the service needs is not installed

Each class carries its HTTP status and its message in French and English. Messages name limits and places,
never the content of a document.
"""

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


class NotFound(AnamneseError):
    """No such thing, or none that the caller may see."""

    code = "not_found"
    status = 404
    fr = "Introuvable."
    en = "Not found."


class InvalidRequest(AnamneseError):
    """Details: `field`, `problem` (a key of `PROBLEMS`)."""

    code = "invalid_request"
    status = 422
    fr = "Requête invalide : {field} ({problem})."
    en = "Invalid request: {field} ({problem})."

    PROBLEMS: ClassVar[Mapping[str, str]] = {
        "invalid": "valeur refusée",
        "missing": "absent",
        "not a UUID": "un UUID est attendu",
        "not a whole number": "un nombre entier est attendu",
        "not one of the values allowed": "ne fait pas partie des valeurs permises",
        "out of bounds": "hors limites",
        "too long": "trop long",
        "too short": "trop court",
        "multipart/form-data expected": "multipart/form-data attendu",
        "not a readable form with one file": "un formulaire lisible avec un seul fichier est attendu",
        "the document asks for none": "le document n'en demande pas",
    }
    """What can be wrong, in English and French."""

    def message(self, language: str) -> str:
        """The message for a person, `fr` or `en`."""
        if language != "fr":
            return super().message(language)
        problem = str(self.details["problem"])
        return self.fr.format(field=self.details["field"], problem=self.PROBLEMS.get(problem, problem))


class DifferentPatients(AnamneseError):
    """Documents put together as one patient's are not. Details: `first`, `second`, `field` (of the catalogue)."""

    code = "different_patients"
    status = 422
    fr = "Les documents {first} et {second} ne sont pas du même patient ({field} diffère)."
    en = "The documents {first} and {second} are not of the same patient ({field} differs)."


class RequestRefused(AnamneseError):
    """The request was not looked at."""

    status = 403


class UnknownHost(RequestRefused):
    """The Host header names a machine that this service does not answer for (DNS rebinding)."""

    code = "unknown_host"
    status = 421
    fr = "Cette adresse n'est pas l'une de celles du service ; voir le réglage ANAMNESE_ALLOWED_HOSTS."
    en = "This address is not one of the service's; see the setting ANAMNESE_ALLOWED_HOSTS."


class CrossSiteRequest(RequestRefused):
    """A page of another site tries to change something here."""

    code = "cross_site_request"
    fr = "Requête refusée : elle vient de la page d'un autre site."
    en = "Request refused: it comes from a page of another site."


class MethodNotAllowed(RequestRefused):
    """The address exists, but not for that verb."""

    code = "method_not_allowed"
    status = 405
    fr = "Cette adresse n'accepte pas cette méthode."
    en = "This address does not accept that method."


class UploadStalled(AnamneseError):
    """Next to nothing of the file arrived for some time. Details: `seconds`."""

    code = "upload_stalled"
    status = 408
    fr = "L'envoi du fichier n'avançait plus depuis {seconds} secondes ; envoyez-le de nouveau."
    en = "The upload had not moved for {seconds} seconds; send the file again."


class TooManyUploads(AnamneseError):
    """As many files are arriving as the service takes at once. Details: `retry_after_s`."""

    code = "too_many_uploads"
    status = 503
    fr = "Trop de fichiers arrivent en même temps ; réessayez dans {retry_after_s} secondes."
    en = "Too many files are arriving at once; try again in {retry_after_s} seconds."


class StorageFull(AnamneseError):
    """The disk of the service has no room for the file."""

    code = "storage_full"
    status = 507
    fr = "Le disque du service est plein ; le fichier n'a pas été gardé."
    en = "The service's disk is full; the file was not kept."


class ServiceNotReady(AnamneseError):
    """Details: `problem`."""

    code = "service_not_ready"
    status = 503
    fr = "Le service n'est pas prêt : {problem}."
    en = "The service is not ready: {problem}."


class CannotStart(AnamneseError):
    """The service was not started."""


class InvalidSetting(CannotStart):
    """Details: `setting`, `problem`."""

    code = "invalid_setting"
    fr = "Réglage invalide : {setting} ({problem})."
    en = "Invalid setting: {setting} ({problem})."


class AlreadyRunning(CannotStart):
    """Two services on one home folder would do each document's work twice. Details: `home`."""

    code = "already_running"
    fr = "Un service utilise déjà le dossier {home}."
    en = "A service already uses the folder {home}."


class PortInUse(CannotStart):
    """Details: `host`, `port`."""

    code = "port_in_use"
    fr = "L'adresse {host}:{port} est déjà prise ou n'est pas permise ; choisissez un autre port avec --port."
    en = "The address {host}:{port} is taken or not allowed; choose another port with --port."


class TerminologyRefused(AnamneseError):
    """A terminology was not imported; what was there before is still there."""

    status = 422


class NotThisTerminology(TerminologyRefused):
    """Details: `file`, `expected`, the columns or the form of a line that the file should have."""

    code = "not_this_terminology"
    fr = "{file} n'est pas un fichier de cette terminologie ; attendu : {expected}."
    en = "{file} is no file of this terminology; expected: {expected}."


class TerminologyFileMissing(TerminologyRefused):
    """Details: `folder`, `file`, the official name."""

    code = "terminology_file_missing"
    fr = "Le fichier {file} manque dans {folder}."
    en = "The file {file} is missing in {folder}."


class TooManyBadLines(TerminologyRefused):
    """Details: `file`, `bad`, `lines`, `example`, the number of the first bad line."""

    code = "too_many_bad_lines"
    fr = "{file} est abîmé : {bad} lignes sur {lines} sont illisibles (la première : ligne {example})."
    en = "{file} is damaged: {bad} lines of {lines} cannot be read (the first: line {example})."


class TerminologyNotImported(AnamneseError):
    """Details: `kind`."""

    code = "terminology_not_imported"
    status = 404
    fr = "La terminologie {kind} n'est pas importée ; voir « anamnese terminology import »."
    en = "The terminology {kind} is not imported; see “anamnese terminology import”."


class ModelRefused(AnamneseError):
    """What was to be added is no model that can be used."""

    status = 422


class ModelUnknown(ModelRefused):
    """Details: `name`."""

    code = "model_unknown"
    fr = (
        "{name} n'est pas un modèle connu : il faut un dossier Hugging Face (config.json d'un modèle TrOCR ou "
        "d'étiquetage de mots) ou un fichier GGUF."
    )
    en = (
        "{name} is no known model: a Hugging Face folder (config.json of a TrOCR or a token classification model) "
        "or a GGUF file is needed."
    )


class ModelIncomplete(ModelRefused):
    """Details: `file`."""

    code = "model_incomplete"
    fr = "Il manque au modèle le fichier {file} ; téléchargez de nouveau le dossier entier."
    en = "The model lacks the file {file}; download the whole folder again."


class ModelNotSafe(ModelRefused):
    """A link or device in place of a file, or a file that is not what its name says. Details: `file`."""

    code = "model_not_safe"
    fr = "Le fichier {file} du modèle est un lien ou n'a pas le contenu attendu ; il n'a pas été repris."
    en = "The model's file {file} is a link or does not hold what it should; it was not taken."


class PickledWeights(ModelRefused):
    """Loading a pickle runs whatever code it holds. Details: `name`."""

    code = "pickled_weights"
    fr = "{name} n'a ses poids que dans un format qui exécute du code au chargement ; il faut model.safetensors."
    en = "{name} has its weights only in a form that runs code when loaded; model.safetensors is needed."


class OtherModelKind(ModelRefused):
    """Details: `kind`."""

    code = "other_model_kind"
    fr = "Ce modèle est d'une autre sorte : {kind}."
    en = "This model is of another kind: {kind}."


class ModelNameInvalid(ModelRefused):
    """Details: `name`."""

    code = "model_name_invalid"
    fr = "« {name} » ne peut pas nommer un modèle ; donnez --name avec des minuscules, chiffres, points et tirets."
    en = "“{name}” cannot name a model; give --name with lower-case letters, digits, dots and dashes."


class ModelNameTaken(ModelRefused):
    """Details: `name`."""

    code = "model_name_taken"
    status = 409
    fr = "Un modèle s'appelle déjà {name} ; donnez-en un autre avec --name, ou retirez l'ancien."
    en = "A model is called {name} already; give another name with --name, or remove the old one."


class NoSuchModel(AnamneseError):
    """Details: `name`."""

    code = "no_such_model"
    status = 404
    fr = "Aucun modèle ne s'appelle {name} ; voir anamnese models list."
    en = "No model is called {name}; see anamnese models list."


class ModelDamaged(AnamneseError):
    """Its files are not those that were added. Details: `name`, `file`."""

    code = "model_damaged"
    fr = "Le modèle {name} est endommagé ({file}) ; retirez-le et ajoutez-le de nouveau."
    en = "The model {name} is damaged ({file}); remove it and add it again."


class MissingTool(AnamneseError):
    """Details: `tool`, `remedy`."""

    code = "missing_tool"
    fr = "{tool} n'est pas installé ; {remedy}"
    en = "{tool} is not installed; {remedy}"
