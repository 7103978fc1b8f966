"""A real llama.cpp on the whole road: a model of random weights says nothing that is true, and nothing comes of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from api.health import find_problems
from nlp import load_indexer
from nlp.llm.engine.local.model import LocalLanguageModel
from nlp.llm.reader import LanguageModelReader
from nlp.text import ClinicalText
from pipeline.language_model import ModelReader, opened
from pipeline.local_models import LocalModels
from pipeline.service import Service
from pipeline.settings import Settings
from records.errors import LanguageModelUnusable
from records.fields import REVIEW_BELOW, Field, Grounding, Method
from records.store.stored import Status, StoredDocument
from tests.tiny_model import write_tiny_model

REPORT = """Compte rendu de consultation du service de cardiologie

Madame Odile Ravenel, 71 ans, est vue en consultation le 12 mars 2026.

Examen clinique : température 38,4 °C, TA 145/80 mmHg, FC 98 bpm. Pas de toux.

Signataire : Dr Anselme Pruvost
"""


_BROKEN = b"GGUF" + b"\x03\x00\x00\x00" + b"\x00" * 64


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tokens are bytes, so the rules alone take some 4,000."""
    return write_tiny_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf", context=8192)


def accepted(fields: tuple[Field, ...]) -> list[Field]:
    return [f for f in fields if f.grounding is not Grounding.NONE and f.confidence >= REVIEW_BELOW]


def test_what_a_model_of_random_weights_says_is_never_accepted(tiny: Path) -> None:
    model = LocalLanguageModel(tiny, "tiny", threads=2)
    try:
        text = ClinicalText.of(REPORT)
        own = load_indexer().index(text.document)
        merged = ModelReader(model).merged(text.document, own)
        again = LanguageModelReader(model).read(text)
    finally:
        model.close()
    proposed = [field for field in merged if field.method is Method.LLM]
    assert proposed
    assert [field for field in accepted(merged) if field.method is Method.LLM] == []
    assert {field.value for field in proposed} <= {field.value for field in again}  # the same question, the same answer


@pytest.mark.parametrize("usable", [True, False])
def test_the_service_reads_with_the_model_that_was_added_and_without_one_that_fails(
    settings: Settings,
    running: Callable[[Settings], AbstractContextManager[Service]],
    finished: Callable[[Service, str], StoredDocument],
    tmp_path: Path,
    tiny: Path,
    usable: bool,
) -> None:
    assert opened(settings) is None
    file = tiny if usable else tmp_path / "broken.gguf"
    if not usable:
        file.write_bytes(_BROKEN)
    LocalModels(settings.home).add(file)
    with running(settings) as service:
        document = finished(service, service.submit(io.BytesIO(REPORT.encode()), "lettre.txt").document.id)
        fields = service.contents.fields(document.id)
        problems = [problem.code for problem in find_problems(service)]
    assert document.status in {Status.INDEXED, Status.TO_REVIEW}
    assert (38.4, Method.RULE) in {(field.value, field.method) for field in fields}
    assert ("language_model_unusable" in problems) is not usable
    assert any(field.method is Method.LLM for field in fields) is usable


def test_a_file_that_is_no_model_costs_its_proposals_only(tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(_BROKEN)
    second = ModelReader(LocalLanguageModel(file, "broken"))
    text = ClinicalText.of(REPORT)
    try:
        with pytest.raises(LanguageModelUnusable):
            second.merged(text.document, ())
        assert second.problem is not None
    finally:
        second.close()
