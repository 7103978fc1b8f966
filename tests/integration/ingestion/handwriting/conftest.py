"""A tiny TrOCR that has learnt one line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

LINE = "Doliprane 1000 mg"


@pytest.fixture(scope="session")
def tiny_trocr(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as one downloads it, with a model of 60,000 parameters that reads every line as LINE."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from tokenizers import ByteLevelBPETokenizer
    from transformers import (
        TrOCRConfig,
        VisionEncoderDecoderConfig,
        VisionEncoderDecoderModel,
        ViTConfig,
    )
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder = tmp_path_factory.mktemp("tiny-trocr")
    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator([LINE] * 3, vocab_size=280, special_tokens=special, show_progress=False)
    tokenizer.save_model(str(folder))
    size = {"image_size": 32, "patch_size": 16, "hidden_size": 32, "intermediate_size": 64}
    encoder = ViTConfig(num_hidden_layers=1, num_attention_heads=2, qkv_bias=False, **size)
    decoder = TrOCRConfig(
        vocab_size=tokenizer.get_vocab_size(),
        d_model=32,
        decoder_layers=1,
        decoder_attention_heads=2,
        decoder_ffn_dim=64,
        max_position_embeddings=64,
        cross_attention_hidden_size=32,
        use_learned_position_embeddings=False,  # as the small and large models have them
        dropout=0.0,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.eos_token_id, config.pad_token_id = 2, 2, 1
    torch.manual_seed(0)
    model = VisionEncoderDecoderModel(config)
    labels = torch.tensor([[*tokenizer.encode(LINE).ids, 2]])
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(60):
        loss = model(pixel_values=torch.randn(1, 3, 32, 32), labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    model.save_pretrained(folder)
    preprocessor = {"feature_extractor_type": "ViTFeatureExtractor", "size": 32, "resample": 2, "do_resize": True}
    preprocessor |= {"do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor))
    return folder
