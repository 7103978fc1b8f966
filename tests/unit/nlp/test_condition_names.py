from __future__ import annotations

import csv
import gzip
from importlib.util import find_spec
from pathlib import Path

import pytest

from nlp.sections import fold
from nlp.tagger.condition_names import heads, rule_candidates, singular, term_at, terms
from nlp.tagger.tokens import tokenise


def names(text: str) -> list[str]:
    tokens = tokenise(fold(text))
    return [text[tokens.starts[m.start] : tokens.ends[m.end - 1]] for m in rule_candidates(tokens)]


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
    assert names(sentence) == expected


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
        assert names(f"{head} aigu") == [f"{head} aigu"]
    for word in heads().not_conditions - {words[0] for words in terms()}:
        assert names(word) == [], word


def test_singular_leaves_short_words_alone() -> None:
    assert (singular("douleurs"), singular("os"), singular("genoux")) == ("douleur", "os", "genou")
