from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from nlp.assertion.context import Mention
from nlp.sections import fold
from nlp.tagger import condition_names, procedure_names
from nlp.tagger.condition_names import heads, singular, term_at, terms
from nlp.tagger.procedure_names import procedure_heads
from nlp.tagger.tokens import Tokens, tokenise


def names(text: str, candidates: Callable[[Tokens], Iterator[Mention]]) -> list[str]:
    tokens = tokenise(fold(text))
    return [text[tokens.starts[m.start] : tokens.ends[m.end - 1]] for m in candidates(tokens)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("HTA, DT2 et BPCO", ["HTA", "DT2", "BPCO"]),
        ("Fracture de la hanche gauche en 2019", ["Fracture de la hanche gauche"]),
        ("insuffisance rénale aiguë sur déshydratation", ["insuffisance rénale aiguë", "déshydratation"]),
        ("fièvre, frissons et sueurs nocturnes", ["fièvre", "frissons", "sueurs nocturnes"]),
        ("Adénocarcinome du côlon", ["Adénocarcinome du côlon"]),
        ("Glycémie, natrémie et kaliémie sans particularité", []),
        ("Patient porteur d'une maladie", []),
        ("La suite de la visite, droite et gauche", []),
    ],
)
def test_a_condition_is_its_shortest_clear_name(sentence: str, expected: list[str]) -> None:
    assert names(sentence, condition_names.rule_candidates) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Appendicectomie par cœlioscopie puis coloscopie", ["Appendicectomie par cœlioscopie", "coloscopie"]),
        ("biopsie hépatique, ponction pleurale", ["biopsie hépatique", "ponction pleurale"]),
        ("ECG, scanner et kinésithérapie", []),
        ("par hypothèse, l'anatomie", []),
    ],
)
def test_a_procedure_is_named_with_its_way_and_site(sentence: str, expected: list[str]) -> None:
    assert names(sentence, procedure_names.rule_candidates) == expected


def test_every_term_of_the_lexicon_is_recognised_whole() -> None:
    for words in terms():
        assert term_at(words, 0) == len(words), words


def test_every_code_of_the_lexicon_stands_in_the_cim10() -> None:
    spec = find_spec("edsnlp")
    assert spec is not None and spec.submodule_search_locations
    table = Path(spec.submodule_search_locations[0]) / "resources" / "cim10.csv.gz"
    with gzip.open(table, "rt", encoding="utf-8") as lines:
        known = {row["code"] for row in csv.DictReader(lines)}
    codes = {term.icd10.replace(".", "") for term in terms().values() if term.icd10}
    assert codes <= known


def test_every_head_opens_a_name_and_every_exception_does_not() -> None:
    for head in heads().heads:
        assert names(f"{head} aigu", condition_names.rule_candidates) == [f"{head} aigu"]
    for word in heads().not_conditions - {words[0] for words in terms()}:
        assert names(word, condition_names.rule_candidates) == [], word
    for head in procedure_heads().heads:
        assert names(head, procedure_names.rule_candidates) == [head]
    for word in procedure_heads().not_procedures:
        assert names(word, procedure_names.rule_candidates) == [], word


def test_singular_leaves_short_words_alone() -> None:
    assert (singular("douleurs"), singular("os"), singular("genoux")) == ("douleur", "os", "genou")
    assert singular("tous") != singular("toux")
