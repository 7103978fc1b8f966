from __future__ import annotations

import pytest

from nlp.sections import SectionKind, find_sections
from nlp.text import ClinicalText


def kind_of(report: str, words: str) -> SectionKind:
    text = ClinicalText.of(report)
    return text.section_at(text.text.index(words)).kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Motif d'hospitalisation", SectionKind.REASON),
        ("MOTIF :", SectionKind.REASON),
        ("1. Motif de consultation", SectionKind.REASON),
        ("## Antécédents", SectionKind.ANTECEDENTS),
        ("**ATCD :**", SectionKind.ANTECEDENTS),
        ("Antécédents médicaux, chirurgicaux, familiaux, allergies", SectionKind.ANTECEDENTS),
        ("-   ATCD familiaux :", SectionKind.FAMILY),
        ("Allergies:", SectionKind.ALLERGIES),
        ("MODE DE VIE", SectionKind.LIFESTYLE),
        ("Traitement a l'entree", SectionKind.HOME_TREATMENT),
        ("Traitements habituels :", SectionKind.HOME_TREATMENT),
        ("III - Histoire de la maladie", SectionKind.HISTORY),
        ("Examen clinique à l'entrée :", SectionKind.EXAMINATION),
        ("Biologie du 12/10/2025 :", SectionKind.INVESTIGATIONS),
        ("Évolution dans le service", SectionKind.COURSE),
        ("Traitement de sortie", SectionKind.DISCHARGE_TREATMENT),
        ("Au total :", SectionKind.CONCLUSION),
        ("Conduite à tenir", SectionKind.PLAN),
        ("Signataire :", SectionKind.SIGNATURE),
        ("Past medical history", SectionKind.ANTECEDENTS),
        ("Discharge medications:", SectionKind.DISCHARGE_TREATMENT),
        ("Prescriptions à l'entrée :", SectionKind.HOME_TREATMENT),
        ("Le traitement actuel du patient comporte", SectionKind.HOME_TREATMENT),
        ("Son traitement de sortie comprend :", SectionKind.DISCHARGE_TREATMENT),
        ("Je lui prescris donc :", SectionKind.DISCHARGE_TREATMENT),
        ("Traitements reçus pendant le séjour", SectionKind.COURSE),
        ("CURRENT MEDICATIONS:", SectionKind.HOME_TREATMENT),
        ("REASON FOR CONSULTATION:", SectionKind.REASON),
        ("POSTOPERATIVE DIAGNOSIS:", SectionKind.CONCLUSION),
    ],
)
def test_a_heading_in_any_spelling_opens_its_section(heading: str, kind: SectionKind) -> None:
    assert kind_of(f"Compte rendu\n\n{heading}\n\nle contenu\n\nAutre ligne.", "le contenu") is kind


@pytest.mark.parametrize(
    "line",
    [
        "Antécédent de thrombose veineuse profonde post partum",
        "Traitement par amoxicilline pendant 7 jours",
        "Evolution favorable sous antibiotiques.",
        "Bilan hépatique normal",
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    assert kind_of(f"Compte rendu\n\nMode de vie\n\n{line}\n\nsuite", "suite") is SectionKind.LIFESTYLE


def test_content_on_the_heading_s_line_belongs_to_the_section() -> None:
    assert kind_of("Compte rendu\n\nMotif : douleur thoracique\n", "douleur") is SectionKind.REASON
    assert kind_of("Compte rendu\n\nMode de vie élève en quatrième\n", "élève") is SectionKind.LIFESTYLE


def test_family_history_on_one_line_does_not_swallow_what_follows() -> None:
    report = "CR\n\nAntécédents :\n\nFamiliaux : infarctus chez le père\n\nHypertension artérielle\n"
    assert kind_of(report, "infarctus") is SectionKind.FAMILY
    assert kind_of(report, "Hypertension") is SectionKind.ANTECEDENTS


def test_sections_leave_no_gap() -> None:
    text = ClinicalText.of("Titre\n\nMotif : toux\n\nConclusion\n\nBronchite\n")
    assert text.sections[0].start == 0
    assert all(one.end == two.start for one, two in zip(text.sections, text.sections[1:], strict=False))
    assert text.sections[-1].end == len(text.text)


@pytest.mark.parametrize("heading", ["Matif d'hospitalisation", "Motil d'hospitalisation", "Motif d'hospitallsation"])
def test_a_heading_with_a_misread_letter_is_still_one(heading: str) -> None:
    text = f"Compte rendu\n\n{heading}\nDyspnée d'effort\n"
    reason = next(section for section in find_sections(text) if section.kind is SectionKind.REASON)
    assert text[reason.body : reason.end].strip() == "Dyspnée d'effort"


def test_a_sentence_that_starts_like_a_heading_is_none() -> None:
    text = "Compte rendu\n\nMatifs divers évoqués ce jour avec la patiente et sa famille.\n"
    assert {section.kind for section in find_sections(text)} == {SectionKind.HEADER}


def test_a_list_of_treatments_ends_where_prose_begins() -> None:
    report = (
        "Consultation\n\nTraitement : AMLOR 5 mg\n\n"
        "Il s'agit d'un patient de 32 ans présentant des douleurs lombaires depuis plusieurs mois.\n"
    )
    assert kind_of(report, "AMLOR") is SectionKind.HOME_TREATMENT
    assert kind_of(report, "douleurs") is SectionKind.HISTORY


def test_prose_that_names_the_doses_stays_a_treatment() -> None:
    report = "CR\n\nTraitement habituel\n\nElle prend du LEVOTHYROX 50 µg le matin et du KARDEGIC 75 mg le midi.\n"
    assert kind_of(report, "KARDEGIC") is SectionKind.HOME_TREATMENT


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("Mode de vie", SectionKind.HOME_TREATMENT),
        ("Traitement à l'entrée\n\nAucun\n\nHistoire de la maladie\n\nLeucémie", SectionKind.HISTORY),
        ("Conclusion\n\nAngine", SectionKind.DISCHARGE_TREATMENT),
    ],
)
def test_what_a_bare_treatment_heads_depends_on_what_stands_above(above: str, kind: SectionKind) -> None:
    assert kind_of(f"Compte rendu\n\n{above}\n\nTraitement :\n\nAMOXICILLINE\n", "AMOXICILLINE") is kind
