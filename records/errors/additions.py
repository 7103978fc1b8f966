"""Terminologies and models that a hospital adds, and what is wrong with them or with their answers."""

from __future__ import annotations

from records.errors.base import AnamneseError


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


class DownloadFailed(AnamneseError):
    """What came so far is kept; the next `anamnese models pull` goes on from there. Details: `name`, `problem`."""

    code = "download_failed"
    status = 503
    fr = "Le téléchargement de {name} s'est interrompu ({problem}) ; relancez la commande, elle reprendra où il en est."
    en = "The download of {name} broke off ({problem}); run the command again, it goes on from where it is."


class WrongChecksum(ModelRefused):
    """What was downloaded is not what was announced; it was thrown away. Details: `name`, `expected`, `found`."""

    code = "wrong_checksum"
    fr = "{name} n'a pas la somme SHA-256 attendue ({expected}) mais {found} ; le fichier a été jeté."
    en = "{name} has not the expected SHA-256 ({expected}) but {found}; the file was thrown away."


class UnknownDownload(ModelRefused):
    """Details: `name`, `known`."""

    code = "unknown_download"
    status = 404
    fr = "Aucune adresse n'est connue pour {name} ; connus : {known}. Tout autre modèle : anamnese models add."
    en = "No address is known for {name}; known: {known}. Any other model: anamnese models add."


class LanguageModelError(AnamneseError):
    """The language model gave no answer that can be used; the document keeps what the other readers found."""

    status = 503


class LanguageModelFailed(LanguageModelError):
    """No answer in time, or the model is gone; asking again later may help. Details: `problem`."""

    code = "language_model_failed"
    fr = "Le modèle de langage n'a pas répondu : {problem}."
    en = "The language model did not answer: {problem}."


class LanguageModelBusy(LanguageModelFailed):
    """As many questions as may wait are waiting. Details: `waiting`."""

    code = "language_model_busy"
    fr = "Le modèle de langage a déjà {waiting} questions en attente ; réessayez plus tard."
    en = "The language model has {waiting} questions waiting already; try again later."


class LanguageModelUnusable(LanguageModelError):
    """The model cannot be loaded, or it or its server cannot keep to the schema. Details: `problem`."""

    code = "language_model_unusable"
    status = 500
    fr = "Le modèle de langage n'est pas utilisable : {problem}."
    en = "The language model cannot be used: {problem}."


class QuestionTooLong(LanguageModelError):
    """Question and answer do not fit the model's context. Details: `tokens`, of both; `limit`."""

    code = "question_too_long"
    status = 422
    fr = "La question prend {tokens} jetons avec sa réponse, le modèle n'en retient que {limit}."
    en = "The question takes {tokens} tokens with its answer, the model holds only {limit}."
