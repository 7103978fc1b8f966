"""Names and labels that look like conditions."""

from __future__ import annotations

import re

import pytest

from nlp.assertion.context import Contexts, Mention
from nlp.readers.no_conditions import without_lookalikes
from nlp.tagger.condition_names import rule_candidates
from nlp.text import ClinicalText


def kept(marked: str) -> list[str]:
    """What is left of the stretches in brackets, as if the tagger had taken each of them for a condition."""
    contexts = Contexts(ClinicalText.of(re.sub(r"[\[\]]", "", marked)))
    mentions, removed = [], 0
    for match in re.finditer(r"\[([^\]]*)\]", marked):
        start = match.start() - removed
        removed += 2
        place = contexts.tokens.first_from(start)
        mentions.append(Mention(place, contexts.tokens.last_before(start + len(match[1])), "CONDITION_present"))
    text, tokens = contexts.text.text, contexts.tokens
    return [text[tokens.starts[one.start] : tokens.ends[one.end - 1]] for one in without_lookalikes(contexts, mentions)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Biologiste responsable : Dr N. [CARDEVAUX]", []),
        ("Mme DE LA [TOUSSERIE] Anne\n\nMotif : [TOUX]", ["TOUX"]),
        ("[Pr] Paul [ANGINEAU]\nSuivi : [PR], [HTA]", ["PR", "HTA"]),
        ("Monsieur [GRIPPE] consulte pour une [grippe]", ["grippe"]),
        ("Nom : [CARIERE]   Prénom : Luc\n\n[CARIERE] Luc, page 2 : [CARIE]", ["CARIE"]),
        ("Monsieur Jean DURAND [HTA] connue", ["HTA"]),
        ("suivi d'un [diabète de type 2 Madame Lortanval]", ["diabète de type 2"]),
        ("[Madame Lortanval], [diabète]", ["diabète"]),
        ("[Gestité] - [parité] : G1 P0, [Gestité - parité]", []),
        ("[Hématies 4,80 T/L 4,28 - 5,79 4,97]\n[Document] édité le 3 mai", []),
        (
            "[Fracture de L1 et L2], [diabète de type 2], [hernie de 2,5 cm]",
            ["Fracture de L1 et L2", "diabète de type 2", "hernie de 2,5 cm"],
        ),
        ("[Pneumopathie] sans [signe de gravité], [évolution favorable]", ["Pneumopathie"]),
        ("Pas de [critères de gravité] ni de [complications], [signe de Murphy] absent", ["signe de Murphy"]),
        ("[MALADIE DE CROHN], suivie par le Dr Crohnier", ["MALADIE DE CROHN"]),
    ],
)
def test_people_and_labels_are_no_conditions(marked: str, expected: list[str]) -> None:
    assert kept(marked) == expected


def test_every_day_is_no_cough() -> None:
    tokens = Contexts(ClinicalText.of("Marche tous les jours. Toux tous les soirs, toux grasse.")).tokens
    assert [tokens.words[one.start] for one in rule_candidates(tokens)] == ["toux", "toux"]
