"""What the service refuses, lacks or cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from records.errors.base import AnamneseError


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


class DocumentNotRead(AnamneseError):
    """A synthesis would lack what this document says, and nobody would see it. Details: `document`, `status`."""

    code = "document_not_read"
    status = 409
    fr = "Le document {document} n'a pas encore été lu, ou ne peut pas l'être ({status})."
    en = "The document {document} has not been read yet, or cannot be ({status})."


class NotThisBundle(AnamneseError):
    """What should be read back is no FHIR bundle that was exported here."""

    code = "not_this_bundle"
    status = 422
    fr = "Ce n'est pas un Bundle FHIR exporté par ce service : les valeurs et leur provenance n'y sont pas."
    en = "This is not a FHIR bundle that this service exported: the values and their provenance are not there."


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


class MissingTool(AnamneseError):
    """Details: `tool`, `remedy`."""

    code = "missing_tool"
    fr = "{tool} n'est pas installé ; {remedy}"
    en = "{tool} is not installed; {remedy}"
