"""The terminologies that can be imported, and under which terms each may be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.catalogue import Label


class Kind(StrEnum):
    """The word that the command line takes."""

    BDPM = "bdpm"
    CIM10 = "cim10"
    LOINC = "loinc"
    CCAM = "ccam"
    ANSM = "ansm"


@dataclass(frozen=True, slots=True)
class About:
    """What people are told about a terminology."""

    title: Label
    licence: Label


ABOUT = {
    Kind.BDPM: About(
        Label("Base de données publique des médicaments", "French public drug database"),
        Label(
            "Licence Ouverte 2.0 (Etalab). Citer : Base de données publique des médicaments (ANSM, HAS, UNCAM), "
            "avec la date.",
            "Open Licence 2.0 (Etalab). Cite: Base de données publique des médicaments (ANSM, HAS, UNCAM), with "
            "its date.",
        ),
    ),
    Kind.CIM10: About(
        Label("CIM-10 FR à usage PMSI", "ICD-10 in French for hospital coding"),
        Label(
            "© OMS, version française ATIH, pour l'usage PMSI ; codes et libellés ne sont pas modifiés.",
            "© WHO, French version by ATIH, for hospital coding; codes and labels are not altered.",
        ),
    ),
    Kind.LOINC: About(
        Label("LOINC", "LOINC"),
        Label(
            "LOINC © Regenstrief Institute, gratuit sous la licence LOINC (loinc.org/license) ; gardez cette mention.",
            "LOINC © Regenstrief Institute, free of charge under the LOINC licence (loinc.org/license); keep this "
            "notice.",
        ),
    ),
    Kind.CCAM: About(
        Label("CCAM", "CCAM, French procedure codes"),
        Label("CCAM : Assurance Maladie, ATIH.", "CCAM: Assurance Maladie, ATIH."),
    ),
    Kind.ANSM: About(
        Label("Thésaurus des interactions médicamenteuses", "Thesaurus of drug interactions"),
        Label(
            "ANSM, information publique : à garder inchangée, à citer avec la date de l'édition. Ne remplace ni le RCP "
            "ni l'avis d'un pharmacien.",
            "ANSM, public information: keep it unaltered, cite it with its edition's date. It replaces neither the "
            "product information nor a pharmacist.",
        ),
    ),
}
