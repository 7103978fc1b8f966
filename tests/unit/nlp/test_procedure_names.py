from __future__ import annotations

import pytest

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.procedure_names import procedure_heads, rule_candidates
from nlp.text import ClinicalText


def names(report: str, *conditions: Mention) -> list[str]:
    contexts = Contexts(ClinicalText.of(report))
    tokens = contexts.tokens
    return [report[tokens.starts[m.start] : tokens.ends[m.end - 1]] for m in rule_candidates(contexts, conditions)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Appendicectomie par cœlioscopie puis coloscopie", ["Appendicectomie par cœlioscopie", "coloscopie"]),
        ("biopsie hépatique, ponction pleurale", ["biopsie hépatique", "ponction pleurale"]),
        ("suture du ménisque latéral en ambulatoire", ["suture du ménisque latéral"]),
        ("Pose d'un drain thoracique puis retrait", ["Pose d'un drain thoracique"]),
        ("prise en charge chirurgicale demain", ["prise en charge chirurgicale"]),
        ("prise en charge de la douleur", []),
        ("ECG, scanner et kinésithérapie", []),
        ("par hypothèse, l'anatomie", []),
    ],
)
def test_a_procedure_is_named_with_its_way_and_site(sentence: str, expected: list[str]) -> None:
    assert names(sentence) == expected


def test_what_was_operated_on_is_a_procedure_with_the_disease_before_it() -> None:
    assert names("Plaie suturée") == ["suturée"]
    assert names("Patient opéré de l'appendicite") == ["opéré de l'appendicite"]
    assert names("Cataracte droite opérée", Mention(0, 2)) == ["Cataracte droite opérée"]


def test_items_of_past_operations_are_procedures_and_those_of_other_lists_are_not() -> None:
    report = "Antécédents :\nMédicaux : asthme\nChirurgicaux : dents de sagesse en 2010, hernie\nFamiliaux : diabète"
    assert names(report) == ["dents de sagesse", "hernie"]
    assert names("Conclusion :\nChirurgie le 3 mars, dents de sagesse") == ["Chirurgie"]


def test_every_entry_of_the_lexicon_is_used() -> None:
    parts = procedure_heads()
    for head in parts.heads:
        assert len(names(" ".join(head))) == 1, head
    for head in parts.only_with_more:
        assert names(" ".join(head)) == []
        assert names(" ".join(head) + " du genou") == [" ".join(head) + " du genou"]
    for word in parts.operated:
        assert names(word) == [word]
    for word in parts.qualities:
        assert names(f"biopsie {word}") == [f"biopsie {word}"]
    for word in parts.not_procedures | parts.not_in_names:
        assert names(word) == [], word
        assert names(f"biopsie {word}") == ["biopsie"], word
