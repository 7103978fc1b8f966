"""The network's reading of a text, its moves scored together: what spaCy decides token by token, decided at once.

spaCy asks its network for a score of every move at every token, in tiny products that take longer to call than to
compute. Outside an entity a token's scores depend on that token alone, so they are one product for the whole text;
only the few tokens inside an entity are left to be asked one by one.
The moves, their order and what is allowed are those of `spacy.pipeline._parser_internals.ner` (spaCy 3.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nlp.tagger.tokens import LINE_END

if TYPE_CHECKING:
    import numpy as np
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

_BEGIN, _IN, _LAST, _UNIT = "B-", "I-", "L-", "U-"


def entities(network: EntityRecognizer, doc: Doc, words: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """First token, one past the last, and label of each entity, as `network(doc)` would set them."""
    import numpy as np

    seen, bias = _seen(network, doc)
    upper = network.model.get_ref("upper")
    weights, offsets = upper.get_param("W"), upper.get_param("b")
    moves = [network.moves.get_class_name(index) for index in range(network.moves.n_moves)]
    place = {move: index for index, move in enumerate(moves)}

    nobody = seen[0, 1] + seen[0, 2]
    hidden = (seen[1:, 0] + nobody + bias).max(axis=2)
    scores = hidden @ weights.T + offsets
    scores[:, [not _opens(move) for move in moves]] = -np.inf
    spaces = [index for index, word in enumerate(words) if word == LINE_END]
    scores[np.ix_(spaces, [move != "O" for move in moves])] = -np.inf
    scores[-1, [move.startswith(_BEGIN) for move in moves]] = -np.inf
    chosen = scores.argmax(axis=1)

    index = 0
    while index < len(words):
        start, move = index, moves[chosen[index]]
        index += 1
        if move == "O":
            continue
        label = move[2:]
        if move.startswith(_BEGIN):
            pair = [place[_IN + label], place[_LAST + label]]
            goes_on, ends = weights[pair], offsets[pair]
            while index < len(words) - 1:
                inside = (seen[index + 1, 0] + seen[start + 1, 1] + seen[index, 2] + bias).max(axis=1)
                stay, stop = goes_on @ inside + ends
                if stop > stay:
                    break
                index += 1
            index += 1
        yield start, index, label


def _opens(move: str) -> bool:
    """Whether the move is one that may be made outside an entity."""
    return move == "O" or (move.startswith((_BEGIN, _UNIT)) and len(move) > len(_UNIT))


def _seen(network: EntityRecognizer, doc: Doc) -> tuple[np.ndarray, np.ndarray]:
    """What each token adds to a state as its next, as its entity's first and as its last; row 0 is no token."""
    lower = network.model.get_ref("lower")
    return lower.predict(network.model.get_ref("tok2vec").predict([doc])), lower.get_param("b")
