"""What a folder or file holds, told by its content, and which of its files are taken in.

Only known names are taken: weights in safetensors or GGUF, configurations, vocabularies. Python files, pickles and
whatever else lies beside them stay outside, so nothing that is kept can run code when it is loaded.
"""

from __future__ import annotations

import json
import re
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from records.errors import ModelIncomplete, ModelNotSafe, ModelUnknown, PickledWeights


class ModelKind(StrEnum):
    """What a model is for."""

    HANDWRITING = "handwriting"
    NLP = "nlp"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A model before it is taken in."""

    kind: ModelKind
    architecture: str
    """As the model's own configuration names it; `GGUF` for an LLM."""
    files: tuple[Path, ...]


_CONFIGURATIONS = frozenset({
    "config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json",
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "vocab.json", "merges.txt", "vocab.txt", "sentencepiece.bpe.model",
})  # fmt: skip
_WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
_WEIGHTS_INDEX = "model.safetensors.index.json"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")
_GGUF = b"GGUF"
_GGUF_VERSIONS = (2, 3)
_MAX_JSON_BYTES = 64_000_000
_MAX_HEADER_BYTES = 100_000_000
"""The format's own bound: https://github.com/huggingface/safetensors#format"""


def recognise(path: Path) -> Recognised:
    """Tell what `path`, a folder of the Hugging Face form or a GGUF file, is.

    Raises:
        ModelUnknown: it is none of the known kinds.
        ModelNotSafe: a link, a device or damaged weights where a plain file should be.
        PickledWeights: the weights are there only in a form that runs code when it is loaded.
        ModelIncomplete: a file that the model needs is missing.
    """
    if path.is_dir():
        return _folder(path)
    _plain(path)
    with path.open("rb") as file:
        head = file.read(8)
    if head[:4] == _GGUF and len(head) == 8 and struct.unpack("<I", head[4:])[0] in _GGUF_VERSIONS:
        return Recognised(ModelKind.LLM, "GGUF", (path,))
    raise ModelUnknown(name=path.name)


def _folder(folder: Path) -> Recognised:
    names = {path.name for path in folder.iterdir()}
    if "config.json" not in names:
        raise ModelUnknown(name=folder.name)
    config = _json(folder / "config.json")
    architectures = config.get("architectures") or []
    architecture = str(architectures[0]) if isinstance(architectures, list) and architectures else ""
    needed: list[tuple[str, ...]]
    if config.get("model_type") == "vision-encoder-decoder":
        kind = ModelKind.HANDWRITING
        needed = [("preprocessor_config.json", "processor_config.json"), ("tokenizer.json", "vocab.json")]
        if "vocab.json" in names and "tokenizer.json" not in names:
            needed.append(("merges.txt",))
    elif architecture.endswith("ForTokenClassification"):
        kind, needed = ModelKind.NLP, [("tokenizer.json", "vocab.json", "vocab.txt", "sentencepiece.bpe.model")]
    else:
        raise ModelUnknown(name=folder.name)
    for choices in needed:
        if not names.intersection(choices):
            raise ModelIncomplete(file=" | ".join(choices))
    weights = _weights(folder, names)
    kept = [folder / name for name in sorted(_CONFIGURATIONS & names)] + weights
    for path in kept:
        _plain(path)
        if path.suffix == ".json":
            _json(path)
        elif path.suffix == ".safetensors":
            _check_safetensors(path)
    return Recognised(kind, architecture, tuple(kept))


def _weights(folder: Path, names: set[str]) -> list[Path]:
    weights = sorted(name for name in names if _WEIGHTS.fullmatch(name))
    if not weights:
        if any(name.endswith(_PICKLES) for name in names):
            raise PickledWeights(name=folder.name)
        raise ModelIncomplete(file="model.safetensors")
    if "model.safetensors" in weights:
        return [folder / "model.safetensors"]
    if _WEIGHTS_INDEX not in names:
        raise ModelIncomplete(file=_WEIGHTS_INDEX)
    parts = _json(folder / _WEIGHTS_INDEX).get("weight_map")
    for part in sorted(set(parts.values())) if isinstance(parts, dict) else ["weight_map"]:
        if part not in weights:
            raise ModelIncomplete(file=str(part))
    return [folder / name for name in (*weights, _WEIGHTS_INDEX)]


def _plain(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ModelNotSafe(file=path.name)


def _json(path: Path) -> Mapping[str, Any]:
    _plain(path)
    if path.stat().st_size > _MAX_JSON_BYTES:
        raise ModelNotSafe(file=path.name)
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ModelNotSafe(file=path.name)
    return content


def _check_safetensors(path: Path) -> None:
    """The header's length, its JSON, and that the file ends where the last tensor does."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if not 2 <= length <= min(_MAX_HEADER_BYTES, size - 8):
                raise ValueError
            header = json.loads(file.read(length))
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        if max(ends) != size - 8 - length:
            raise ValueError
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error):
        raise ModelNotSafe(file=path.name) from None
