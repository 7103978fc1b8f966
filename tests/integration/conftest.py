"""Databases that the store and the road are tested on: SQLite always, a real PostgreSQL where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _programs() -> Path | None:
    """The folder of PostgreSQL's own programs, which distributions keep off the PATH."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server that lives as long as the tests."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not below pytest's own folder: a socket's path may have 107 characters, and the server must be able to enter it.
    folder = Path(tempfile.mkdtemp(prefix="anamnese-pg-"))
    owner: dict[str, str] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        owner = {"user": "postgres"}
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--auth", "trust", "--username", "anamnese", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **owner,  # type: ignore[call-overload]
    )
    control = [programs / "pg_ctl", "--pgdata", data, "--wait"]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run(
        [*control, "--log", folder / "log", "--options", options, "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **owner,  # type: ignore[call-overload]
    )
    yield str(folder)
    subprocess.run(
        [*control, "--mode", "immediate", "stop"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **owner,  # type: ignore[call-overload]
    )
    shutil.rmtree(folder)


@pytest.fixture
def postgresql_url(postgresql: str) -> str:
    """An empty database on that server."""
    name = f"test_{uuid.uuid4().hex}"
    server = create_engine(f"postgresql+psycopg://anamnese@/postgres?host={postgresql}", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return f"postgresql://anamnese@/{name}?host={postgresql}"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite3'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url
