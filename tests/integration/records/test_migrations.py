"""The tables grow from nothing by migrations alone, and end up as the models say."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from records.store.database import HEAD, database_url, migrate, open_engine
from records.store.models import Base


@pytest.fixture
def engine(any_database: str) -> Iterator[Engine]:
    engine = open_engine(database_url(any_database))
    yield engine
    engine.dispose()


def of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """All but the words of the search, which each database keeps in tables of its own."""
    return kind != "table" or not str(name).startswith("search_text")


def test_migrations_build_what_the_models_say(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": of_the_models})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_keeps_what_is_there(engine: Engine) -> None:
    migrate(engine)
    step = "INSERT INTO documents (id, sha256, name, media_type, size_bytes, status, pages_done, run, attempts,"
    with engine.begin() as connection:
        connection.execute(
            text(f"{step} received_at) VALUES ('a', 'b', 'c', 'd', 1, 'received', 0, 1, 0, '2026-03-12 10:00:00')")
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM documents")).scalars().all() == ["a"]


def test_the_code_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("records.store") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_migration_that_fails_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE fields (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="fields"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["fields"]


def test_sqlite_is_opened_for_many_readers_and_no_loss(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = open_engine(database_url(f"sqlite:///{tmp_path_factory.mktemp('db') / 'records.sqlite3'}"))
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.parametrize("url", ["mysql://localhost/x", "oracle://localhost/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        database_url(url)
