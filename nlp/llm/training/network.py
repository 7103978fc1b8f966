"""A small network of the Llama architecture, written so that llama.cpp reads its weights as they are.

Source: Touvron et al., LLaMA: Open and Efficient Foundation Language Models, 2023 (RMSNorm before each block, SwiGLU,
rotary positions); position pairs lie side by side, as in the original code and in llama.cpp.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network. `width` is divisible by `heads`, and by 32 for the Q8 form."""

    vocabulary: int
    width: int = 320
    layers: int = 8
    heads: int = 5
    feed_forward: int = 864
    context: int = 3072
    rope_base: float = 20_000.0
    norm_epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        """Numbers in each head."""
        return self.width // self.heads


@dataclass(frozen=True, slots=True)
class Shown:
    """What a batch is, in tensors: after a beginning that all rows share, each row sees what its mask says."""

    beginning: Tensor
    """Token numbers (beginning)."""
    tokens: Tensor
    """(rows, length)"""
    positions: Tensor
    """(rows, length), counted on from the beginning's."""
    seen: Tensor
    """(rows, length, beginning + length): true where a token sees another."""
    wanted: Tensor
    """(rows, length): true where the next token is to be told."""


class Network(nn.Module):  # type: ignore[misc]
    """Token numbers to logits of the next token."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self.register_buffer("turns", turns(shape), persistent=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)
        for block in self.blocks:
            for last in (block.out, block.down):
                nn.init.normal_(last.weight, std=0.02 / (2 * shape.layers) ** 0.5)

    def forward(self, shown: Shown) -> Tensor:
        """Logits (wanted, vocabulary) of the places that are wanted, row after row.

        The beginning goes through the network once for all rows.
        """
        first, state = self.embedding(shown.beginning)[None], self.embedding(shown.tokens)
        first_turns, state_turns = self.turns[: len(shown.beginning)], self.turns[shown.positions][:, None]
        seen = shown.seen[:, None]
        for block in self.blocks:
            first, before = block(first, first_turns, None, None)
            state, _ = block(state, state_turns, seen, before)
        return functional.linear(self.norm(state[shown.wanted]), self.embedding.weight)


class Block(nn.Module):  # type: ignore[misc]
    """Attention, then a gated feed-forward layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention_norm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self.query, self.key, self.value, self.out = (nn.Linear(shape.width, shape.width, bias=False) for _ in range(4))
        self.feed_norm = nn.RMSNorm(shape.width, eps=shape.norm_epsilon)
        self.gate, self.up = (nn.Linear(shape.width, shape.feed_forward, bias=False) for _ in range(2))
        self.down = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(
        self, state: Tensor, turned: Tensor, seen: Tensor | None, before: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """(rows, length, width) to the same, with its keys and values; `before` are those of the shared beginning.

        Without a mask each token sees itself and what comes before it.
        """
        normed = self.attention_norm(state)
        query, key, value = (
            layer(normed).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        query, key = rotated(query, turned), rotated(key, turned)
        keys, values = key, value
        if before is not None:
            keys = torch.cat([before[0].expand(len(state), -1, -1, -1), key], dim=2)
            values = torch.cat([before[1].expand(len(state), -1, -1, -1), value], dim=2)
        mixed = functional.scaled_dot_product_attention(query, keys, values, attn_mask=seen, is_causal=seen is None)
        state = state + self.out(mixed.transpose(1, 2).flatten(-2))
        normed = self.feed_norm(state)
        return state + self.down(functional.silu(self.gate(normed)) * self.up(normed)), (key, value)


def turns(shape: Shape) -> Tensor:
    """Cosine and sine of the angle of each pair at each position: (context, head_width / 2, 2)."""
    pairs = torch.arange(0, shape.head_width, 2) / shape.head_width
    angles = torch.outer(torch.arange(shape.context), shape.rope_base**-pairs)
    return torch.stack([angles.cos(), angles.sin()], dim=-1)


def rotated(vectors: Tensor, turned: Tensor) -> Tensor:
    """Vectors (rows, heads, length, head_width) turned by their positions, pair by pair."""
    one, other = vectors.unflatten(-1, (-1, 2)).unbind(-1)
    cosine, sine = turned.to(vectors.dtype).unbind(-1)
    return torch.stack([one * cosine - other * sine, one * sine + other * cosine], dim=-1).flatten(-2)
