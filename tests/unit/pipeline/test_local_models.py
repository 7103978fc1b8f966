"""A model is taken in whole, by what it holds, and never with anything that could run."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.local_models import LocalModels, ModelKind
from records.errors import (
    AnamneseError,
    ModelDamaged,
    ModelIncomplete,
    ModelNameInvalid,
    ModelNameTaken,
    ModelNotSafe,
    ModelUnknown,
    NoSuchModel,
    OtherModelKind,
    PickledWeights,
)

TROCR = {"model_type": "vision-encoder-decoder", "architectures": ["VisionEncoderDecoderModel"]}
CAMEMBERT = {"model_type": "camembert", "architectures": ["CamembertForTokenClassification"]}


def safetensors(values: bytes = b"\0" * 8) -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, len(values)]}}).encode()
    return struct.pack("<Q", len(header)) + header + values


def folder(place: Path, config: dict[str, object], **changes: bytes | None) -> Path:
    """A model's folder; `changes` by file name with `__` for a dot, None to leave a file out."""
    files: dict[str, bytes | None] = {
        "config.json": json.dumps(config).encode(),
        "preprocessor_config.json": b"{}",
        "vocab.json": b"{}",
        "merges.txt": b"",
        "model.safetensors": safetensors(),
        "README.md": b"# A model",
        "modeling_evil.py": b"raise SystemExit('ran')",
    }
    files |= {name.replace("__", "."): content for name, content in changes.items()}
    place.mkdir(parents=True)
    for name, content in files.items():
        if content is not None:
            (place / name).write_bytes(content)
    return place


def test_a_trocr_folder_is_a_reader_of_handwriting_and_comes_without_its_programs(tmp_path: Path) -> None:
    models = LocalModels(tmp_path / "home")
    added = models.add(folder(tmp_path / "TrOCR base (v2)", TROCR))
    assert (added.name, added.kind, added.architecture) == (
        "trocr-base-v2",
        ModelKind.HANDWRITING,
        "VisionEncoderDecoderModel",
    )
    assert {path.name for path in added.folder.iterdir()} == {
        "config.json",
        "preprocessor_config.json",
        "vocab.json",
        "merges.txt",
        "model.safetensors",
    }
    assert models.all() == [added]
    assert models.in_use(ModelKind.HANDWRITING) == added
    assert models.in_use(ModelKind.LLM) is None
    models.verify("trocr-base-v2")


def test_a_token_classification_folder_is_for_nlp(tmp_path: Path) -> None:
    assert LocalModels(tmp_path).add(folder(tmp_path / "drbert", CAMEMBERT)).kind is ModelKind.NLP


def test_a_gguf_file_is_an_llm_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "mistral.model"
    file.write_bytes(b"GGUF" + struct.pack("<I", 3) + b"\0" * 16)
    model = LocalModels(tmp_path / "home").add(file)
    assert (model.name, model.kind, model.files[0].size_bytes) == ("mistral", ModelKind.LLM, 24)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF\x09\0\0\0", b"PK\x03\x04", b"\x80\x04K\x01."])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.gguf").write_bytes(content)
    with pytest.raises(ModelUnknown):
        LocalModels(tmp_path / "home").add(tmp_path / "model.gguf")


@pytest.mark.parametrize(
    ("config", "changes", "error"),
    [
        ({"model_type": "bert", "architectures": ["BertModel"]}, {}, ModelUnknown),
        (TROCR, {"config__json": None}, ModelUnknown),
        (TROCR, {"config__json": b"[" * 100_000}, ModelNotSafe),
        (TROCR, {"model__safetensors": None, "pytorch_model__bin": b"PK"}, PickledWeights),
        (TROCR, {"model__safetensors": None}, ModelIncomplete),
        (TROCR, {"model__safetensors": b"\x80\x04K\x01." * 9}, ModelNotSafe),
        (TROCR, {"model__safetensors": safetensors()[:-1]}, ModelNotSafe),
        (TROCR, {"preprocessor_config__json": None}, ModelIncomplete),
        (TROCR, {"merges__txt": None}, ModelIncomplete),
        (TROCR, {"vocab__json": None}, ModelIncomplete),
        (TROCR, {"vocab__json": b"no JSON"}, ModelNotSafe),
    ],
)
def test_a_folder_that_cannot_serve_is_refused_and_leaves_nothing(
    tmp_path: Path, config: dict[str, object], changes: dict[str, bytes | None], error: type[AnamneseError]
) -> None:
    models = LocalModels(tmp_path / "home")
    with pytest.raises(error):
        models.add(folder(tmp_path / "m", config, **changes))
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["config.json", "vocab.json", "model.safetensors"])
def test_a_link_in_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    source = folder(tmp_path / "m", TROCR)
    elsewhere = tmp_path / "elsewhere"
    (source / name).rename(elsewhere)
    (source / name).symlink_to(elsewhere)
    with pytest.raises(ModelNotSafe):
        LocalModels(tmp_path / "home").add(source)


def test_weights_in_parts_come_whole_or_not_at_all(tmp_path: Path) -> None:
    parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    index = json.dumps({"weight_map": {"a": parts[0], "b": parts[1]}}).encode()
    changes = {"model__safetensors": None, "model.safetensors.index.json": index, parts[0]: safetensors()}
    with pytest.raises(ModelIncomplete) as refused:
        LocalModels(tmp_path / "home").add(folder(tmp_path / "half", TROCR, **changes))
    assert refused.value.details["file"] == parts[1]
    added = LocalModels(tmp_path / "home").add(
        folder(tmp_path / "whole", TROCR, **changes, **{parts[1]: safetensors()})
    )
    assert {*parts, "model.safetensors.index.json"} < {file.name for file in added.files}


def test_an_index_that_leads_outside_the_folder_is_refused(tmp_path: Path) -> None:
    index = json.dumps({"weight_map": {"a": "../../secret.safetensors"}}).encode()
    part = "model-00001-of-00001.safetensors"
    changes = {"model__safetensors": None, "model.safetensors.index.json": index, part: safetensors()}
    with pytest.raises(ModelIncomplete):
        LocalModels(tmp_path / "home").add(folder(tmp_path / "m", TROCR, **changes))


@pytest.mark.parametrize("name", ["..", "a/b", ".hidden", "Été", "x" * 65])
def test_a_name_stays_in_the_folder_of_models(tmp_path: Path, name: str) -> None:
    source = folder(tmp_path / "m", TROCR)
    with pytest.raises(ModelNameInvalid):
        LocalModels(tmp_path / "home").add(source, name=name)
    with pytest.raises(NoSuchModel):
        LocalModels(tmp_path / "home").remove(name)


def test_a_name_is_taken_once_and_free_again_after_removal(tmp_path: Path) -> None:
    models, source = LocalModels(tmp_path / "home"), folder(tmp_path / "m", TROCR)
    models.add(source)
    with pytest.raises(ModelNameTaken):
        models.add(source)
    models.remove("m")
    assert models.all() == []
    models.add(source)
    assert sorted(path.name for path in (tmp_path / "home" / "models").iterdir()) == [".lock", "m"]


def test_another_kind_than_asked_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OtherModelKind):
        LocalModels(tmp_path / "home").add(folder(tmp_path / "m", TROCR), kind=ModelKind.NLP)


def test_the_last_added_whole_model_is_in_use(tmp_path: Path) -> None:
    models, source = LocalModels(tmp_path / "home"), folder(tmp_path / "m", TROCR)
    first, second = models.add(source, name="first"), models.add(source, name="second")
    assert models.in_use(ModelKind.HANDWRITING) == second
    (second.folder / "model.safetensors").chmod(0o600)
    os.truncate(second.folder / "model.safetensors", 10)
    assert models.in_use(ModelKind.HANDWRITING) == first


def test_a_changed_missing_or_added_file_is_damage(tmp_path: Path) -> None:
    models = LocalModels(tmp_path / "home")
    model = models.add(folder(tmp_path / "m", TROCR))
    weights = model.folder / "model.safetensors"
    weights.chmod(0o600)
    weights.write_bytes(safetensors(b"\1" * 8))
    assert model.is_whole
    with pytest.raises(ModelDamaged):
        models.verify("m")
    weights.write_bytes(safetensors())
    models.verify("m")
    (model.folder / "evil.py").touch()
    with pytest.raises(ModelDamaged) as damage:
        models.verify("m")
    assert damage.value.details["file"] == "evil.py"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"files": [{"name": "../x", "size_bytes": 1, "sha256": ""}]}', b"[1]"]
)
def test_a_folder_without_a_sound_manifest_is_no_model(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "models" / "m"
    place.mkdir(parents=True)
    (place / "manifest.json").write_bytes(content)
    assert LocalModels(tmp_path).all() == []


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from pipeline.local_models import LocalModels
left, real = int(sys.argv[1]), os.fsync
def fsync(descriptor):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(descriptor)
os.fsync = fsync
LocalModels(Path(sys.argv[2])).add(Path(sys.argv[3]), name="m")
"""


@pytest.mark.parametrize("calls", [0, 4, 5, 7, 8])
def test_a_kill_while_adding_leaves_a_whole_model_or_none(tmp_path: Path, calls: int) -> None:
    source, home = folder(tmp_path / "m", TROCR), tmp_path / "home"
    run = subprocess.run([sys.executable, "-c", KILLED_AT, str(calls), home, source], check=False)
    assert run.returncode == -9
    models = LocalModels(home)
    for model in models.all():
        models.verify(model.name)
    models.add(source, name="next")
    assert not list((home / "models").glob(".incoming*"))
