"""Settings come from the environment, and the manual names each."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from ingestion.limits import Limits
from pipeline.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ANAMNESE_{name.upper()}", raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.records_url.get_backend_name() == "sqlite"
    assert settings.records_url.database == str(Path.home() / ".local/share/anamnese/records.sqlite3")
    assert settings.limits == Limits()
    assert settings.hosts == {"localhost", "127.0.0.1", "[::1]"}


def test_the_command_line_overrules_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAMNESE_PORT", "8100")
    assert load_settings().port == 8100
    assert load_settings(port=8200).port == 8200


def test_the_service_answers_under_the_names_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAMNESE_ALLOWED_HOSTS", "Anamnese.chu.example, dossier.chu.example")
    assert {"anamnese.chu.example", "dossier.chu.example", "localhost"} <= load_settings().hosts


@pytest.mark.parametrize("written", ["2001:db8::7", "2001:DB8:0:0:0:0:0:7", "[2001:db8::7]"])
@pytest.mark.parametrize("variable", ["ANAMNESE_HOST", "ANAMNESE_ALLOWED_HOSTS"])
def test_it_answers_under_an_ipv6_address_as_browsers_write_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, written: str
) -> None:
    monkeypatch.setenv(variable, written)
    assert "[2001:db8::7]" in load_settings().hosts


def test_as_many_documents_side_by_side_as_the_process_has_cores() -> None:
    cores = os.sched_getaffinity(0)
    assert load_settings().workers == len(cores)
    bound = f"import os; os.sched_setaffinity(0, [{min(cores)}])"
    command = f"{bound}; from pipeline.settings import Settings; print(Settings().workers)"
    one = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True, encoding="ascii")
    assert one.stdout.strip() == "1"


def test_on_a_database_server_the_road_uses_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAMNESE_DATABASE_URL", "postgresql://anamnese@db.example/anamnese")
    settings = load_settings()
    assert settings.records_url.drivername == settings.road_url.drivername == "postgresql+psycopg"


def test_with_sqlite_the_road_has_a_file_of_its_own() -> None:
    settings = load_settings()
    assert settings.road_url.database != settings.records_url.database


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_manual_names_every_setting(name: str) -> None:
    manual = (Path(str(files("pipeline"))).parent / "docs" / "api.md").read_text(encoding="utf-8")
    assert f"`ANAMNESE_{name.upper()}`" in manual
