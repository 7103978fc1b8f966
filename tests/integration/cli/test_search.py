"""`anamnese search` over what the service keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from records.store.contents import Contents
from records.store.database import database_url, migrate, open_engine, session_factories
from records.store.documents import Documents
from tests.integration.records.search.corpus import SAMPLES

ANAMNESE = str(Path(sys.executable).with_name("anamnese"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the service with one document in it."""
    folder = tmp_path_factory.mktemp("home")
    engine = open_engine(database_url(f"sqlite:///{folder / 'records.sqlite3'}"))
    migrate(engine)
    sessions = session_factories(engine)
    documents, contents = Documents(*sessions), Contents(*sessions)
    sample = SAMPLES[0]
    stored, _ = documents.accept(sha256="ab" * 32, name="lettre.txt", media_type="text/plain", size_bytes=1)
    contents.keep_pages(stored.id, "read", "1", sample.document("ab" * 32), {})
    contents.keep_fields(stored.id, "index", "1", sample.fields())
    engine.dispose()
    return folder


def search(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ANAMNESE_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [ANAMNESE, "search", *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_hits_are_printed_with_their_words(home: Path) -> None:
    run = search(home, "find", "hypertension artérielle")
    assert run.returncode == 0
    assert "lettre.txt" in run.stdout
    assert "HTA" in run.stdout
    assert "also HTA" in run.stderr


def test_programs_get_what_the_api_answers(home: Path) -> None:
    answer = json.loads(search(home, "find", "--json", "crp < 50").stdout)
    assert [hit["name"] for hit in answer["hits"]] == ["lettre.txt"]


def test_a_query_that_is_not_understood_is_refused(home: Path) -> None:
    run = search(home, "find", "couleur:bleu")
    assert (run.returncode, run.stdout) == (1, "")
    assert "[unknown_filter]" in run.stderr


def test_the_index_is_built_anew(home: Path) -> None:
    run = search(home, "rebuild")
    assert (run.returncode, run.stderr.strip()) == (0, "1 documents in the search index.")
