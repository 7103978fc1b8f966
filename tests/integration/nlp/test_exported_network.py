"""The network as trained and the GGUF file made of it say the same: positions, weights, tokenizer and chat template."""

from __future__ import annotations

from pathlib import Path

import llama_cpp
import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from nlp.llm.engine.local.chat import Chat
from nlp.llm.passes import PassName
from nlp.llm.prompt import messages
from nlp.llm.training.examples import Branch, Example
from nlp.llm.training.export import write_gguf
from nlp.llm.training.fitting import shown_of
from nlp.llm.training.network import Network, Shape
from nlp.llm.training.tokenizer import CHAT_TEMPLATE, conversation, learn_tokenizer

Model = tuple[Network, Tokenizer, llama_cpp.Llama]
SENTENCES = [
    "Hémoglobine à 13,1 g/dL le 12/05/2024 ; œdèmes des membres inférieurs.",
    "Bisoprolol 2,5 mg matin et soir.",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    torch.manual_seed(3)
    tokenizer = learn_tokenizer(SENTENCES * 20, 512)
    network = Network(Shape(vocabulary=512, width=64, layers=2, heads=2, feed_forward=96, context=256)).eval()
    for parameter in network.parameters():  # larger than at the start of training: logits that differ clearly
        if parameter.dim() > 1:
            parameter.data *= 6
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    write_gguf(path, network, tokenizer, name="tiny", version="1", licence="Apache-2.0")
    return network, tokenizer, llama_cpp.Llama(str(path), n_ctx=256, logits_all=True, verbose=False, n_threads=1)


def test_the_tokens_are_the_same(model: Model) -> None:
    _, tokenizer, llama = model
    text = conversation([("user", "⟦Créatinine 84 µmol/L\n\nle 3/5⟧")])
    assert llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.encode(text).ids


def test_the_logits_are_the_same(model: Model) -> None:
    network, tokenizer, llama = model
    ids = tokenizer.encode(conversation([("user", SENTENCES[0] * 2)])).ids
    with torch.no_grad():
        ours = network(shown_of(torch.tensor(ids[:3]), [Example([], [Branch(ids[3:], 1)])])).numpy()
    llama.reset()
    llama.eval(ids)
    theirs = np.array(llama.scores[3 : len(ids) - 1])
    assert ours.shape == theirs.shape
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.999  # weights have eight bits there
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).mean() > 0.95


def test_the_chat_template_is_that_of_the_training(model: Model) -> None:
    *_, llama = model
    assert llama.metadata["tokenizer.chat_template"] == CHAT_TEMPLATE
    assert llama.metadata["general.license"] == "Apache-2.0"


def test_the_file_is_small(tmp_path: Path) -> None:
    network = Network(Shape(vocabulary=512, width=64, layers=2, heads=2, feed_forward=96, context=256))
    write_gguf(tmp_path / "m.gguf", network, learn_tokenizer(SENTENCES * 20, 512), name="m", version="1", licence="x")
    weights = sum(parameter.numel() for parameter in network.parameters())
    assert (tmp_path / "m.gguf").stat().st_size < 1.2 * weights + 60_000


def test_the_engine_asks_it_as_it_was_trained_without_the_rules(model: Model) -> None:
    _, tokenizer, llama = model
    asked = messages("Créatinine 84 µmol/L", PassName.MEASURES, "fr")
    trained = conversation([(message.role, message.text) for message in asked])
    assert list(Chat(llama).prompt(asked).tokens) == tokenizer.encode(trained).ids
    assert len(trained) < 100
