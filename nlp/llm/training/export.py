"""The trained network as a GGUF file that llama.cpp loads: weights in Q8_0, tokenizer and chat template inside."""

from __future__ import annotations

import json
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from torch import Tensor

from nlp.llm.engine.local.chat import RULES_KNOWN_KEY
from nlp.llm.training.network import Network
from nlp.llm.training.tokenizer import CHAT_TEMPLATE, PAD, PRE_TOKENIZER, SPECIAL, TURN_END

_BLOCK_NAMES = {
    "attention_norm": "attn_norm",
    "query": "attn_q",
    "key": "attn_k",
    "value": "attn_v",
    "out": "attn_output",
    "feed_norm": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
_OTHER_NAMES = {"embedding.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}


def write_gguf(path: Path, network: Network, tokenizer: Tokenizer, *, name: str, version: str, licence: str) -> None:
    """Write the model. Embedding and output share their weights, as in training."""
    shape = network.shape
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_version(version)
    writer.add_license(licence)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    _add_tokenizer(writer, tokenizer, shape.vocabulary)
    for key, tensor in network.state_dict().items():
        _add_tensor(writer, _name(key), tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer, vocabulary: int) -> None:
    pieces = json.loads(tokenizer.to_str())["model"]
    ids = {number: piece for piece, number in tokenizer.get_vocab().items()}
    tokens = [ids.get(number, f"<unused_{number}>") for number in range(vocabulary)]
    kinds = [gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens]
    kinds[len(ids) :] = [gguf.TokenType.UNUSED] * (vocabulary - len(ids))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) if isinstance(pair, list) else pair for pair in pieces["merges"]])
    writer.add_eos_token_id(tokenizer.get_vocab()[TURN_END])
    writer.add_pad_token_id(tokenizer.get_vocab()[PAD])
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)
    writer.add_bool(RULES_KNOWN_KEY, True)


def _add_tensor(writer: gguf.GGUFWriter, name: str, tensor: Tensor) -> None:
    values: npt.NDArray[np.float32] = tensor.detach().float().cpu().numpy()
    if values.ndim == 1:
        writer.add_tensor(name, values)
    else:
        form = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(values, form), raw_dtype=form)


def _name(key: str) -> str:
    if key in _OTHER_NAMES:
        return _OTHER_NAMES[key]
    _, number, part, kind = key.split(".")
    return f"blk.{number}.{_BLOCK_NAMES[part]}.{kind}"
