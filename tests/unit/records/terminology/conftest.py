from __future__ import annotations

from pathlib import Path

import pytest

from tests.official_terminologies import write_bdpm


@pytest.fixture
def bdpm(tmp_path: Path) -> Path:
    """A folder with the files of the drug database."""
    return write_bdpm(tmp_path / "bdpm")
