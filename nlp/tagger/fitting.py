"""Training the network: batches, averaged weights, a start from FRASIMED."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from nlp.tagger.data import Annotation, Example, without_overlap
from nlp.tagger.pipeline import make_doc, network
from nlp.tagger.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc, Span
    from spacy.training import Example as Pair
    from thinc.api import Model
    from thinc.types import Floats2d

LEARNING_RATE = 0.001
DROPOUT = 0.3
BATCH_TOKENS = 1500


def as_pair(pipeline: Language, example: Example, annotations: Sequence[Annotation]) -> Pair:
    """An example in spaCy's form: the bare document and the annotated one."""
    from spacy.training import Example as Pair

    tokens = tokenise(example.text.folded)
    bare = make_doc(pipeline.vocab, example.text.text, tokens, example.text.sections)
    told = bare.copy()
    named = _spans(told, tokens, without_overlap(annotations))
    told.set_ents(named, missing=_said_again(told, tokens, named))
    return Pair(bare, told)


def _said_again(doc: Doc, tokens: Tokens, named: Sequence[Span]) -> list[Span]:
    """The same words elsewhere. The record wants each condition once, so their annotation leaves them out, which
    says nothing about how a condition looks: the network is not to learn from them that it is none."""
    from spacy.util import filter_spans

    places: dict[str, list[int]] = {}
    for index, word in enumerate(tokens.words):
        places.setdefault(word, []).append(index)
    taken = {index for span in named for index in range(span.start, span.end)}
    again = []
    for span in named:
        words = tokens.words[span.start : span.end]
        for index in places[words[0]]:
            end = index + len(words)
            if tokens.words[index:end] == words and taken.isdisjoint(range(index, end)):
                again.append(doc[index:end])
    return filter_spans(again)


def _spans(doc: Doc, tokens: Tokens, annotations: Iterable[Annotation]) -> list[Span]:
    from spacy.tokens import Span
    from spacy.util import filter_spans

    spans = []
    for one in annotations:
        start, end = tokens.first_from(one.start), tokens.last_before(one.end)
        if start < end:
            spans.append(Span(doc, start, end, label=one.label))
    return filter_spans(spans)


def fit_network(
    examples: Sequence[Example],
    *,
    epochs: int,
    seed: int,
    start_from: bytes | None = None,
    dropout: float = DROPOUT,
    batch_tokens: int = BATCH_TOKENS,
    on_epoch: Callable[[int], None] | None = None,
) -> EntityRecognizer:
    """A network trained on the examples, with the average of its weights along the way.

    `start_from` holds the lower layers of another one (`lower_layers`). `on_epoch` is told each epoch that ended.
    """
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(seed)
    shuffle = random.Random(seed)  # noqa: S311
    pipeline, learner = _pipeline()
    pairs = [as_pair(pipeline, example, example.annotations) for example in examples]
    optimizer = Adam(LEARNING_RATE, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    pipeline.initialize(lambda: pairs, sgd=optimizer)
    if start_from is not None:
        _reading_layers(learner).from_bytes(start_from)
    for epoch in range(epochs):
        shuffle.shuffle(pairs)
        for batch in _batches(pairs, batch_tokens):
            pipeline.update(batch, drop=dropout, sgd=optimizer)
        if on_epoch is not None:
            on_epoch(epoch + 1)
    with pipeline.use_params(optimizer.averages):
        averaged = learner.to_bytes()
    return learner.from_bytes(averaged)


def lower_layers(learner: EntityRecognizer) -> bytes:
    """The weights that read the words, without those that decide on labels."""
    return _reading_layers(learner).to_bytes()


def _pipeline() -> tuple[Language, EntityRecognizer]:
    """A spaCy pipeline around the network, which only training needs."""
    import spacy

    pipeline = spacy.blank("xx")
    learner = cast("EntityRecognizer", pipeline.add_pipe("ner"))
    learner.model = network()
    return pipeline, learner


def _reading_layers(learner: EntityRecognizer) -> Model[list[Doc], list[Floats2d]]:
    layers: Model[list[Doc], list[Floats2d]] = learner.model.get_ref("tok2vec")
    return layers


def _batches(pairs: Sequence[Pair], tokens: int) -> Iterable[list[Pair]]:
    batch: list[Pair] = []
    held = 0
    for pair in pairs:
        batch.append(pair)
        held += len(pair)
        if held >= tokens:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
