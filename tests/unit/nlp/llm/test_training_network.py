"""A document told once for its four questions teaches the same as four conversations told whole."""

from __future__ import annotations

from random import Random

import torch

from nlp.llm.training.examples import Branch, Example
from nlp.llm.training.fitting import Plan, fit, loss_of, shown_of
from nlp.llm.training.network import Network, Shape
from nlp.llm.training.tokenizer import learn_tokenizer

SHAPE = Shape(vocabulary=64, width=64, layers=2, heads=2, feed_forward=96, context=128)


def test_branches_see_the_beginning_and_the_document_and_no_other_branch() -> None:
    torch.manual_seed(1)
    network = Network(SHAPE).eval()
    dice = Random(1)
    rules, document, *answers = ([dice.randrange(64) for _ in range(length)] for length in (9, 17, 8, 12))
    together = network(shown_of(torch.tensor(rules), [Example(document, [Branch(answer, 3) for answer in answers])]))
    alone = [
        network(
            shown_of(
                torch.tensor([*rules, *document[:5]]), [Example([*document[5:], *answer[:3]], [Branch(answer[3:], 0)])]
            )
        )
        for answer in answers
    ]
    assert torch.allclose(together, torch.cat(alone), atol=1e-5)


def test_what_is_shown_often_is_learnt() -> None:
    torch.manual_seed(1)
    network, rules = Network(SHAPE), torch.tensor([1, 2, 3])
    example = Example([5, 6, 7, 8], [Branch([9, 10, 11, 12], 1)])

    def always(_: Random):  # type: ignore[no-untyped-def]
        while True:
            yield example

    before = loss_of(network, rules, [example]).item()
    fit(network, rules, always, Plan(tokens=2400, batch_tokens=64, step=5e-3), lambda _: None, lambda: "")
    assert loss_of(network, rules, [example]).item() < before / 10


def test_the_tokenizer_takes_digits_one_by_one_and_loses_nothing() -> None:
    tokenizer = learn_tokenizer(["Hémoglobine à 13,1 g/dL le 12/05/2024 ; œdèmes des membres inférieurs."] * 20, 400)
    text = "Œdèmes 12345 µmol/L\n\n⟦ été ⟧"
    ids = tokenizer.encode(text).ids
    assert tokenizer.decode(ids) == text
    assert [tokenizer.id_to_token(number) for number in tokenizer.encode("12345").ids] == list("12345")
