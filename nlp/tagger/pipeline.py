"""The network of the tagger: a spaCy convolutional NER over our own tokens.

Each token is shown as its folded form, prefix, suffix and shape, and the kind of section it stands in
(carried in spaCy's TAG), so that "appendicite" under "Antécédents" looks different from "appendicite" in the
conclusion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.sections import Section
from nlp.tagger.tokens import LINE_END, Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

WIDTH = 96
DEPTH = 4
_ROWS = {"NORM": 5000, "PREFIX": 2500, "SUFFIX": 2500, "SHAPE": 2500, "TAG": 50}


def blank_pipeline() -> Language:
    """The untrained network."""
    import spacy

    pipeline = spacy.blank("xx")
    pipeline.add_pipe("ner", config={"model": _model()})
    return pipeline


def _model() -> dict[str, object]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": list(_ROWS),
        "rows": list(_ROWS.values()),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": WIDTH,
        "depth": DEPTH,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }


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
