"""TrOCR (https://arxiv.org/abs/2109.10282) through `transformers`, from a local folder and never from anywhere else.

The folder is one that `anamnese models add` took in: safetensors only, no programs. transformers' own lookups are
switched off before it is imported, and no code of the folder is ever trusted.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from ingestion.ocr.engine import GreyImage

_MOST_TOKENS = 64
"""A written line holds some forty; more is a model that goes round in circles."""
_LOCAL = {"local_files_only": True, "trust_remote_code": False}
"""Left unsaid, the second becomes a question on the terminal when a configuration names a program."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says."""

    text: str
    confidence: float
    """Geometric mean of the probabilities of its tokens, the end included: 0 to 1, not calibrated."""

    def __repr__(self) -> str:
        return f"Reading({len(self.text)} characters, {self.confidence:.2f})"


class TrOcr:
    """A loaded model; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Load it; raises what torch and transformers raise where they, or the model in the folder, are missing."""
        os.environ["HF_HUB_OFFLINE"] = "1"
        import torch
        from transformers import AutoImageProcessor, VisionEncoderDecoderModel
        from transformers.utils import logging

        torch.set_num_threads(1)  # pages are read side by side
        logging.disable_progress_bar()
        self._torch = torch
        self._image_processor = AutoImageProcessor.from_pretrained(folder, **_LOCAL)
        self._tokenizer = _tokenizer(folder)
        self._model = VisionEncoderDecoderModel.from_pretrained(
            folder, use_safetensors=True, dtype=torch.float32, **_LOCAL
        ).eval()
        _restore_positions(self._model)

    def read(self, lines: Sequence[GreyImage]) -> list[Reading]:
        """Each image of one line, read as a batch, greedily."""
        images = [Image.fromarray(line).convert("RGB") for line in lines]
        pixels = self._image_processor(images, return_tensors="pt").pixel_values
        with self._torch.inference_mode():
            answer = self._model.generate(
                pixels,
                max_new_tokens=_MOST_TOKENS,
                do_sample=False,
                num_beams=1,
                use_cache=True,
                return_dict_in_generate=True,
                output_scores=True,
            )
            steps = self._model.compute_transition_scores(answer.sequences, answer.scores, normalize_logits=True)
        return [self._reading(tokens[-len(row) :], row) for tokens, row in zip(answer.sequences, steps, strict=True)]

    def _reading(self, tokens: Any, steps: Any) -> Reading:
        """Of the tokens up to the first end; what follows only fills the batch."""
        end = self._model.generation_config.eos_token_id
        ends = (tokens == end).nonzero()
        length = int(ends[0]) + 1 if len(ends) else len(tokens)
        text = " ".join(self._tokenizer.decode(tokens[:length], skip_special_tokens=True).split())
        return Reading(text, float(steps[:length].mean().exp()))


def _tokenizer(folder: Path) -> Any:
    """Chosen by the files: without a class named in its configuration, transformers 5 finds no tokenizer for TrOCR."""
    from transformers import PreTrainedTokenizerFast, RobertaTokenizer

    if (folder / "tokenizer.json").is_file():
        return PreTrainedTokenizerFast.from_pretrained(folder, **_LOCAL)
    return RobertaTokenizer.from_pretrained(folder, **_LOCAL)


def _restore_positions(model: Any) -> None:
    """Compute the fixed positions of models that have them: transformers 5.23 leaves them empty when loading."""
    from transformers.models.trocr.modeling_trocr import TrOCRSinusoidalPositionalEmbedding

    for module in model.modules():
        if isinstance(module, TrOCRSinusoidalPositionalEmbedding) and module.weights.is_meta:
            module.weights = module.get_embedding(len(module.weights), module.embedding_dim, module.padding_idx)
