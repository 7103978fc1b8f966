"""The training loop: examples of like length together, loss on the answers alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from nlp.llm.training.examples import Example
from nlp.llm.training.network import Network, Shown

_WARM_UP = 0.04
"""Part of the run in which the steps grow."""
_LAST_STEP = 0.05
"""Of the largest step, at the end of the run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    tokens: int
    """Of all examples shown, in all."""
    batch_tokens: int = 12_000
    step: float = 1.5e-3
    seed: int = 20


def fit(
    network: Network,
    beginning: Tensor,
    examples: Callable[[Random], Iterator[Example]],
    plan: Plan,
    say: Callable[[str], None],
    check: Callable[[], str],
) -> None:
    """Train in place. `examples` goes on for ever, from the dice it is given; `check` is said now and then."""
    torch.manual_seed(plan.seed)
    decayed = [parameter for parameter in network.parameters() if parameter.dim() > 1]
    plain = [parameter for parameter in network.parameters() if parameter.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
        lr=plan.step,
        betas=(0.9, 0.98),
    )
    dice = Random(plan.seed)  # noqa: S311 - a training run, not a secret
    seen, said, start, average = 0, 0, time.monotonic(), 0.0
    network.train()
    for number, batch in enumerate(batches(examples(dice), plan.batch_tokens, dice), start=1):
        for group in optimiser.param_groups:
            group["lr"] = plan.step * _pace(seen / plan.tokens)
        loss = loss_of(network, beginning, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        seen += sum(example.length for example in batch)
        average = loss.item() if number == 1 else 0.98 * average + 0.02 * loss.item()
        if number % 50 == 0:
            say(f"{seen / 1e6:.2f} M tokens, loss {average:.3f}, {seen / (time.monotonic() - start):.0f} tokens/s")
        if (done := int(20 * seen / plan.tokens)) > said:
            said = done
            say(check())
        if seen >= plan.tokens:
            return


def loss_of(network: Network, beginning: Tensor, batch: Sequence[Example]) -> Tensor:
    """Mean negative log probability of the answers' tokens; computed on the device that holds the beginning."""
    shown = shown_of(beginning, batch)
    with torch.autocast(beginning.device.type, torch.bfloat16):
        logits = network(shown)
    return functional.cross_entropy(logits.float(), shown.tokens.roll(-1, dims=1)[shown.wanted])


def shown_of(beginning: Tensor, batch: Sequence[Example]) -> Shown:
    """The batch in tensors: each branch goes on from its document and sees no other branch."""
    rows, length, before = len(batch), max(example.length for example in batch), len(beginning)
    tokens, positions = (torch.zeros(rows, length, dtype=torch.long) for _ in range(2))
    wanted = torch.zeros(rows, length, dtype=torch.bool)
    seen = torch.zeros(rows, length, before + length, dtype=torch.bool)
    seen[:, :, :before] = True
    lower = torch.ones(length, length, dtype=torch.bool).tril()
    for row, example in enumerate(batch):
        told = len(example.document)
        tokens[row, :told] = torch.tensor(example.document)
        positions[row, :told] = torch.arange(before, before + told)
        seen[row, :told, before : before + told] = lower[:told, :told]
        start = told
        for branch in example.branches:
            end = start + len(branch.tokens)
            tokens[row, start:end] = torch.tensor(branch.tokens)
            positions[row, start:end] = torch.arange(before + told, before + told + end - start)
            seen[row, start:end, before : before + told] = True
            seen[row, start:end, before + start : before + end] = lower[: end - start, : end - start]
            wanted[row, start + branch.answer_start - 1 : end - 1] = True
            start = end
    return Shown(beginning, *(part.to(beginning.device) for part in (tokens, positions, seen, wanted)))


def batches(examples: Iterator[Example], tokens: int, dice: Random) -> Iterator[list[Example]]:
    """Batches of about so many tokens: out of some hundred examples, those of like length together, in chance order."""
    while True:
        pool = sorted((next(examples) for _ in range(256)), key=lambda example: example.length)
        ready: list[list[Example]] = [[]]
        for example in pool:
            if ready[-1] and (len(ready[-1]) + 1) * example.length > tokens:
                ready.append([])
            ready[-1].append(example)
        dice.shuffle(ready)
        yield from ready


def _pace(done: float) -> float:
    if done < _WARM_UP:
        return max(0.01, done / _WARM_UP)
    return _LAST_STEP + (1 - _LAST_STEP) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
