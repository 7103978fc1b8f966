"""A language model of random weights, a few hundred thousand of them: llama.cpp takes it for real."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
MISTRAL = (
    "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% else %}{{ message['content'] + eos_token }}{% endif %}{% endfor %}"
)
"""As Mistral 7B Instruct v0.2 has it: no system role."""
SPECIAL = ("<|bos|>", "<|im_start|>", "<|im_end|>")
_WIDTH, _LAYERS, _HEADS, _FEED_FORWARD = 96, 2, 4, 256


def write_tiny_model(path: Path, *, template: str | None = CHATML, context: int = 512, seed: int = 0) -> Path:
    """Write a GGUF file in the architecture of Llama, whose tokens are single bytes."""
    dice = np.random.default_rng(seed)
    tokens = [*SPECIAL, *_byte_signs()]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(context)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_FEED_FORWARD)
    writer.add_head_count(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL] * len(SPECIAL) + [gguf.TokenType.NORMAL] * 256)
    writer.add_token_merges([f"{_byte_signs()[ord('a')]} {_byte_signs()[0]}"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)

    def add(name: str, *shape: int) -> None:
        weights = np.ones(shape) if name.endswith("norm.weight") else dice.normal(0, 0.3, shape)
        writer.add_tensor(name, weights.astype(np.float32))

    add("token_embd.weight", len(tokens), _WIDTH)
    add("output_norm.weight", _WIDTH)
    add("output.weight", len(tokens), _WIDTH)
    for layer in range(_LAYERS):
        block = f"blk.{layer}"
        for norm in ("attn_norm", "ffn_norm"):
            add(f"{block}.{norm}.weight", _WIDTH)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{part}.weight", _WIDTH, _WIDTH)
        for part in ("ffn_gate", "ffn_up"):
            add(f"{block}.{part}.weight", _FEED_FORWARD, _WIDTH)
        add(f"{block}.ffn_down.weight", _WIDTH, _FEED_FORWARD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _byte_signs() -> list[str]:
    """The printable sign that stands for each byte in vocabularies of this kind."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]
