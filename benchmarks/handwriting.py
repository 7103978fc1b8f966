"""What handwriting costs: TrOCR at the size of microsoft/trocr-base-handwritten, and what tells writing from print.

    python -m benchmarks.handwriting [--lines 4]

Speed does not depend on what a model has learnt, so weights are random (1.3 GB in a temporary folder); every line is
read to 20 tokens, about forty letters. One thread, as in the reading child. Needs torch and transformers
(docs/models.md). The lines to tell apart are drawn as the tests draw them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np

from ingestion.handwriting.ink import alignment, looks_handwritten
from ingestion.handwriting.spots import unsure_spots
from tests.integration.ingestion.handwriting.strokes import handwritten, page_with, printed, worn

TOKENS = 20


def main() -> None:
    """Measure and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=4, help="lines a batch")
    options = parser.parse_args()
    tell_apart()
    with tempfile.TemporaryDirectory() as name:
        make_base(Path(name))
        measure(Path(name), options.lines)


def tell_apart() -> None:
    """Alignment of drawn writing and print, and how many of them are called handwriting."""
    print("| lines | wear | n | alignment, 5 % | median | 95 % | called handwriting |")
    print(f"|---|---|{'---:|' * 5}")
    for name, drawn in (("written", handwritten), ("printed", printed)):
        for wear in range(4):
            found = []
            for seed in range(40):
                x_height = (14.0, 20.0, 28.0)[seed % 3]
                page = page_with(worn(drawn(860, x_height, seed), wear, seed))
                found += [
                    (alignment(spot.ink, x_height), looks_handwritten(spot, x_height))
                    for spot in unsure_spots(page, [], x_height)
                ]
            low, middle, high = np.percentile([share for share, _ in found], (5, 50, 95))
            called = np.mean([yes for _, yes in found])
            print(f"| {name} | {wear} | {len(found)} | {low:.2f} | {middle:.2f} | {high:.2f} | {called:.3f} |")


def make_base(folder: Path) -> None:
    """A model of the shape of microsoft/trocr-base-handwritten (334 million parameters), with random weights."""
    from transformers import TrOCRConfig, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig
    from transformers.utils import logging

    logging.disable_progress_bar()
    decoder = TrOCRConfig(cross_attention_hidden_size=768)  # its other defaults are those of the base model
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(ViTConfig(image_size=384, qkv_bias=False), decoder)
    config.decoder_start_token_id, config.eos_token_id, config.pad_token_id = 2, 2, 1
    VisionEncoderDecoderModel(config).save_pretrained(folder)


def measure(folder: Path, lines: int) -> None:
    """Loading, and seconds a line, of the model alone: random words need no tokenizer."""
    import torch
    from transformers import VisionEncoderDecoderModel

    torch.set_num_threads(1)
    began = time.perf_counter()
    model = VisionEncoderDecoderModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()
    print(f"\nloaded in {time.perf_counter() - began:.1f} s, libraries not counted")
    for count in (1, lines):
        began, cpu = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            pixels = torch.randn(count, 3, 384, 384)
            model.generate(pixels, min_new_tokens=TOKENS, max_new_tokens=TOKENS, do_sample=False, use_cache=True)
        wall, busy = time.perf_counter() - began, time.process_time() - cpu
        print(f"{count} lines at once: {wall / count:.1f} s a line, {busy / count:.1f} s of processor")
    print(f"resident memory at most {getrusage(RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
