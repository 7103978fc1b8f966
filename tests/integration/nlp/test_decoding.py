"""Our own decoding of the network decides what spaCy's decides, on texts of any shape."""

from __future__ import annotations

import random

import pytest

from nlp.assertion.context import Contexts
from nlp.tagger.decoding import entities
from nlp.tagger.model import Tagger, installed_tagger
from nlp.tagger.pipeline import make_doc
from nlp.text import ClinicalText

_WORDS = (
    "fièvre", "hypertension artérielle", "sans", "pas de", "embolie pulmonaire", "suspicion de", "appendicectomie",
    "diabète de type 2", ",", ".", "\n", "\n\n", "antécédents :", "mère :", "cancer du sein", "en 2014", "biopsie",
    "prothèse totale de hanche", "douleur", "et", "ou", "avec", "12", "mg", "(", ")", "-",
)  # fmt: skip


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    tagger = installed_tagger()
    assert tagger is not None
    return tagger


def both(tagger: Tagger, report: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    text = ClinicalText.of(report)
    words = Contexts(text).tokens
    doc = make_doc(tagger.network.vocab, text.text, words, text.sections)
    ours = list(entities(tagger.network, doc, words.words))
    tagger.network(doc)
    return ours, [(span.start, span.end, span.label_) for span in doc.ents]


def test_the_same_entities_on_random_texts(tagger: Tagger) -> None:
    choose = random.Random(11)
    found = 0
    for length in range(1, 120, 2):
        ours, theirs = both(tagger, " ".join(choose.choices(_WORDS, k=length)))
        assert ours == theirs
        found += len(ours)
    assert found > 100


@pytest.mark.parametrize("report", ["fièvre", "\n", "douleur\n", "Embolie pulmonaire bilatérale"])
def test_the_last_token_ends_what_is_open(tagger: Tagger, report: str) -> None:
    ours, theirs = both(tagger, report)
    assert ours == theirs
