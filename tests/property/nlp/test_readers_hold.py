"""Whatever the text, the readers answer, in places that exist, with values the catalogue allows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.indexer import load_indexer
from nlp.sections import find_sections, fold
from nlp.text import ClinicalText
from records.catalogue import catalogue

READERS = ("document_type", "identity", "encounter", "lifestyle", "vitals", "labs", "obstetrics")
FRAGMENTS = st.sampled_from(
    [
        "Madame ",
        "Dupré",
        "née le ",
        "du 3 au 12/09/25",
        "Motif : ",
        "Antécédents\n",
        "TA ",
        "13/8",
        "Hb ",
        "9,2 g/dL",
        "CRP",
        " : ",
        "négatif",
        "G2P1 ",
        "39 SA + 4",
        "pertes ",
        "600 mL",
        "tabac ",
        "sevré",
        "\n\n",
        " ",
        "Dr ",
        "12 000/mm3",
        "T° ",
        "38,4",
        "°C",
        "(",
        ")",
        "→ 15",
        "3N",
        "œ",
        "½",
        "\u202f",
        "İ",
    ]
)
TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=40).map("".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS)
def test_fields_stand_where_they_say_and_are_possible(written: str) -> None:
    text = ClinicalText.of(written)
    for field in load_indexer(READERS).index(text.document):
        spec = catalogue()[field.name]
        assert field.evidence is not None
        assert written[field.evidence.start : field.evidence.end] == field.evidence.text
        assert 0 < field.confidence <= 1
        if spec.values:
            assert field.value in spec.values
        if spec.bounds and not isinstance(field.value, str):
            assert spec.allows(float(field.value))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS)
def test_folding_and_sections_keep_every_character(written: str) -> None:
    assert len(fold(written)) == len(written)
    sections = find_sections(written)
    assert "".join(written[section.start : section.end] for section in sections) == written
    assert all(section.start <= section.body <= section.end for section in sections)
