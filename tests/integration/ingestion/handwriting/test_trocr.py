"""The real transformers, on a model made here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ingestion.handwriting.reader import HandwritingReader
from ingestion.handwriting.trocr import Reading, TrOcr
from ingestion.ocr.engine import GreyImage

LINES: list[GreyImage] = [np.full((40, 300), 255, np.uint8), np.zeros((25, 90), np.uint8)]


def test_lines_are_read_as_a_batch_with_the_probability_of_their_tokens(tiny_trocr: Path) -> None:
    together = TrOcr(tiny_trocr).read(LINES)
    assert [reading.text for reading in together] == ["Doliprane 1000 mg"] * 2
    assert all(0.8 < reading.confidence <= 1 for reading in together)
    alone = TrOcr(tiny_trocr).read(LINES[:1])
    assert alone[0].confidence == pytest.approx(together[0].confidence, abs=1e-4)


def test_an_untrained_model_is_unsure_of_what_it_says(tiny_trocr: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(tiny_trocr, tmp_path / "untrained"))
    weights = load_file(folder / "model.safetensors")
    torch.manual_seed(1)
    noise = {name: torch.randn_like(tensor) * 0.1 for name, tensor in weights.items()}
    save_file(noise, folder / "model.safetensors", {"format": "pt"})
    assert TrOcr(folder).read(LINES)[0].confidence < 0.3


def test_a_tokenizer_in_one_file_does_as_well(tiny_trocr: Path, tmp_path: Path) -> None:
    from transformers import RobertaTokenizer

    folder = Path(shutil.copytree(tiny_trocr, tmp_path / "one-file"))
    RobertaTokenizer.from_pretrained(folder).backend_tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "vocab.json").unlink()
    (folder / "merges.txt").unlink()
    assert TrOcr(folder).read(LINES)[0].text == "Doliprane 1000 mg"


def test_programs_in_the_folder_are_never_run(tiny_trocr: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_trocr, tmp_path / "evil"))
    ran = tmp_path / "ran"
    (folder / "evil.py").write_text(f"open({str(ran)!r}, 'w')\nclass Evil: pass\n")
    for name in ("config.json", "preprocessor_config.json"):
        content = json.loads((folder / name).read_text())
        content["auto_map"] = dict.fromkeys(("AutoConfig", "AutoModel", "AutoImageProcessor"), "evil.Evil")
        (folder / name).write_text(json.dumps(content))
    assert HandwritingReader(folder, 900).read(LINES[:1]) == [None]
    assert not ran.exists()


def test_a_model_that_does_not_load_leaves_lines_unread(tiny_trocr: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_trocr, tmp_path / "broken"))
    (folder / "config.json").write_text("{}")
    reader = HandwritingReader(folder, 900)
    assert reader.read(LINES) == [None, None]


class Counting:
    """Reads nothing, and says how often it was asked."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def read(self, lines: list[GreyImage]) -> list[Reading]:
        self.batches.append(len(lines))
        return [Reading("x", 1.0)] * len(lines)


def test_lines_beyond_the_time_stay_unread(tmp_path: Path) -> None:
    model = Counting()
    assert HandwritingReader(tmp_path, 0, lambda _: model).read(LINES) == [None, None]
    assert model.batches == []
    assert HandwritingReader(tmp_path, 900, lambda _: model).read(LINES * 3) == [Reading("x", 1.0)] * 6
    assert model.batches == [4, 2]


def test_the_room_of_a_model_grows_with_its_weights(tiny_trocr: Path) -> None:
    small, weights = HandwritingReader(tiny_trocr, 900).room_bytes, (tiny_trocr / "model.safetensors").stat().st_size
    assert small == 1_100_000_000 + 2 * weights
