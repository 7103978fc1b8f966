"""The database behind the records: SQLite in one file, or PostgreSQL by URL; the same code for both."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session, sessionmaker

HEAD = "0002"
"""The newest migration. Known here so that a start on an up-to-date database need not import Alembic (0.3 s)."""
BUSY_TIMEOUT_S = 30
"""How long a SQLite writer waits for another."""


def database_url(text_url: str) -> URL:
    """The URL with its driver named: psycopg for PostgreSQL.

    Raises ValueError for what is neither SQLite nor PostgreSQL.
    """
    url = make_url(text_url)
    match url.get_backend_name():
        case "sqlite":
            return url
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"{other} is neither sqlite nor postgresql")


def open_engine(url: URL) -> Engine:
    """An engine on the database. SQLite: write-ahead log, every commit on disk, foreign keys enforced.

    Its errors do not repeat the values of a statement: they are patient data.
    """
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's `begin` below opens transactions, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer in the middle of a deferred transaction is refused at once instead of waiting.
        writes = connection.get_execution_options().get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def session_factories(engine: Engine) -> tuple[sessionmaker[Session], sessionmaker[Session]]:
    """Sessions that write and sessions that only read: on SQLite, readers never wait for a writer."""
    reading = engine.execution_options(writes=False)
    return sessionmaker(engine, expire_on_commit=False), sessionmaker(reading, expire_on_commit=False)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date, from nothing or from any earlier version; several processes may try at once."""
    if _current(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("records.store") / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x616E616D})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return str(version) if version else None
