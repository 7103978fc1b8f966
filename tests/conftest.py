"""For all tests: the same examples on every run."""

from __future__ import annotations

import pytest
from hypothesis import settings

from records.terminology.imported import Terminologies
from tests.official_terminologies import import_all

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def terminologies(tmp_path_factory: pytest.TempPathFactory) -> Terminologies:
    """Small official files of every kind, imported."""
    return import_all(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("official"))
