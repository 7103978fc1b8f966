from __future__ import annotations

from nlp.confidence import UNMEASURED, measured
from nlp.indexer import Indexer, load_indexer
from nlp.text import ClinicalText
from records.catalogue import catalogue
from records.fields import Field

REPORT = """Compte rendu d'hospitalisation du service de Pneumologie

Madame Ana Tissot, 44 ans, est hospitalisée du 10/11/25 au 15/11/25.

Motif d'hospitalisation

Dyspnée fébrile

Mode de vie

Non fumeuse, G2P1

Examen clinique :

T° 38,4, TA 13/8, sat 91 % AA

Examens complémentaires :

Hb à 9,2 g/dL, CRP = 145

Signataire : Dr Hylona Bontemps.
"""


def test_every_field_is_in_the_catalogue_and_stands_where_it_says() -> None:
    text = ClinicalText.of(REPORT)
    fields = load_indexer().index(text.document)
    assert fields
    for field in fields:
        assert field.name in catalogue()
        assert field.evidence is not None
        assert REPORT[field.evidence.start : field.evidence.end] == field.evidence.text


def test_a_rule_s_confidence_is_its_measured_precision() -> None:
    (key, precision) = next(iter(measured().items()))

    def reader(text: ClinicalText) -> list[Field]:
        return [text.field(key[1], "x", 0, 1, model=key[0]), text.field("patient.sex", "F", 0, 1, model="never/seen")]

    known, unknown = Indexer([reader]).index(ClinicalText.of("abc").document)
    assert known.confidence == precision
    assert unknown.confidence == UNMEASURED


def test_the_measured_confidences_are_probabilities_of_known_fields() -> None:
    for (_, name), precision in measured().items():
        assert name in catalogue()
        assert 0 < precision < 1


def test_an_empty_page_has_no_fields() -> None:
    assert load_indexer().index(ClinicalText.of("").document) == ()
