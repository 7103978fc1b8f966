"""The network of the tagger: a spaCy convolutional NER over our own tokens.

Each token is shown as its folded form, prefix, suffix and shape, and the kind of section it stands in
(carried in spaCy's TAG), so that "appendicite" under "Antécédents" looks different from "appendicite" in the
conclusion.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nlp.sections import Section
from nlp.tagger.tokens import LINE_END, Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
    from thinc.api import Model
    from thinc.types import Floats2d

WIDTH = 96
DEPTH = 4
_ROWS = {"NORM": 5000, "PREFIX": 2500, "SUFFIX": 2500, "SHAPE": 2500, "TAG": 50}


def recogniser() -> EntityRecognizer:
    """The network, untrained.

    Built from spaCy's parts directly: `spacy.blank` would load the plug-ins of every installed package, and with
    EDS-NLP installed that is pandas and half a second.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when NumPy is first imported: a report is too small to share

    from spacy.language import BaseDefaults
    from spacy.pipeline import EntityRecognizer
    from spacy.vocab import create_vocab

    return EntityRecognizer(create_vocab("xx", BaseDefaults), network())


def network() -> Model[list[Doc], list[Floats2d]]:
    """The layers, uninitialised. Products of matrices are NumPy's, twice as quick here as those of thinc's BLIS."""
    from spacy.ml.models.parser import build_tb_parser_model
    from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
    from thinc.api import NumpyOps

    embed = MultiHashEmbed(WIDTH, attrs=list(_ROWS), rows=list(_ROWS.values()), include_static_vectors=False)
    encode = MaxoutWindowEncoder(width=WIDTH, window_size=1, maxout_pieces=3, depth=DEPTH)
    model = build_tb_parser_model(
        tok2vec=build_Tok2Vec_model(embed, encode),
        state_type="ner",
        extra_state_tokens=False,
        hidden_width=64,
        maxout_pieces=2,
        use_upper=True,
    )
    numpy_only = NumpyOps(use_blis=False)
    for layer in model.walk():
        layer.ops = numpy_only
    return model


def make_doc(vocab: Vocab, text: str, tokens: Tokens, sections: Sequence[Section]) -> Doc:
    """The spaCy document of a text, one spaCy token a token of ours."""
    from spacy.tokens import Doc

    words = [
        LINE_END if word == LINE_END else text[start:end]
        for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True)
    ]
    spaces = [tokens.gap_after(index) for index in range(len(tokens))]
    doc = Doc(vocab, words=words, spaces=spaces, tags=_section_of_each(tokens, sections))
    for token, word in zip(doc, tokens.words, strict=True):
        token.norm_ = word
    return doc


def _section_of_each(tokens: Tokens, sections: Sequence[Section]) -> list[str]:
    kinds, current = [], 0
    for start in tokens.starts:
        while current + 1 < len(sections) and sections[current].end <= start:
            current += 1
        kinds.append(sections[current].kind.value)
    return kinds
