"""Whatever stands in a text: readers never fail, and what they quote stands where they say."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.readers import allergies, medications
from nlp.readers.medications.elements import scan
from nlp.readers.medications.schedule import dosages
from nlp.sections import fold
from nlp.text import ClinicalText

PIECES = st.sampled_from(
    re.split(
        r"\|",
        "Traitement à l'entrée|\n\n|\n| |, |. | : |(|)|DOLIPRANE|Ramipril|insuline|antibiothérapie par|500 mg|1/2 cp"
        "|2 bouffées|matin et soir|x3/j|/8h|1-0-1|toutes les 6 heures|si douleur|sans dépasser 4 g/j|pendant 7 jours"
        "|puis|jusqu'au 12/03|100 000 UI|à 7h et 18h|Allergies|allergique à|aucune|arrêt de|sous|½|²|µg|ŒDÈME|İ|\u00a0",
    )
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)
)


@given(TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_fields_quote_the_text(written: str) -> None:
    text = ClinicalText.of(written)
    for field in (*medications.read(text), *allergies.read(text)):
        for one in (field, *field.parts):
            if one.evidence is not None:
                assert one.evidence.text == written[one.evidence.start : one.evidence.end]
                assert one.evidence.text.strip() != ""


@given(TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_pieces_follow_each_other_within_the_text(written: str) -> None:
    folded = fold(written)
    position = 0
    for piece in scan(folded, 0, len(folded), wrap=True):
        assert position <= piece.start < piece.end <= len(folded)
        position = piece.end


@given(TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_structured_posology_never_fails(written: str) -> None:
    for dosage in dosages(fold(written)):
        assert dosage.step >= 1
        assert dosage.dose is None or dosage.dose.low >= 0
