"""The settings of the service, from environment variables `ANAMNESE_…`; every one has a sensible default."""

from __future__ import annotations

import os
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from ingestion.limits import Limits
from pipeline.home import DEFAULT_HOME
from records.errors import InvalidSetting
from records.store.database import database_url

_LIMITS = Limits()
# A container may be given fewer cores than the machine has.
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """Use `load_settings`, which says what is wrong with a bad value."""

    model_config = SettingsConfigDict(env_prefix="ANAMNESE_", env_ignore_empty=True, frozen=True)

    home: Path = Path(DEFAULT_HOME)
    """Folder of everything the service keeps; made when it is not there."""
    database_url: str | None = None
    """`postgresql://user@host/name` for a database server; a SQLite file in `home` when not given."""
    host: str = "127.0.0.1"
    """Address to listen on; this machine only unless told."""
    port: int = Field(8000, ge=1, le=65535)
    allowed_hosts: str = ""
    """Further names under which browsers reach the service, without ports, separated by commas."""
    workers: int = Field(_CORES, ge=1, le=256)
    """Documents worked on side by side."""
    max_file_mb: int = Field(_LIMITS.max_file_mb, ge=1)
    max_pages: int = Field(_LIMITS.max_pages, ge=1)
    max_megapixels: int = Field(_LIMITS.max_megapixels, ge=1)
    max_memory_mb: int = Field(_LIMITS.max_memory_mb, ge=500)
    max_seconds: int = Field(_LIMITS.max_seconds, ge=1)
    ipp_system: str | None = Field(None, pattern=r"^(urn:|https?://)\S+$")
    """What the hospital's patient numbers are numbers of, `urn:oid:…`; exports name it with them."""
    llm_url: str | None = None
    """`http://gpu.hospital.example:8080/v1`: a language model's server, asked about every document. Else the GGUF file
    that was added, if one was; else no language model."""
    llm_model: str = "default"
    """As that server calls the model."""
    llm_key_file: Path | None = None
    """File with the key that the server asks for."""
    llm_context: int = Field(8192, ge=2048, le=131_072)
    """Tokens of one question and its answer."""

    @field_validator("home")
    @classmethod
    def _whole_path(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if url is not None:
            try:
                database_url(url)
            except Exception:
                # The URL may hold a password: it is not repeated.
                raise ValueError("neither a sqlite nor a postgresql URL") from None
        return url

    @property
    def records_url(self) -> URL:
        """Where the records are kept."""
        return database_url(self.database_url or f"sqlite:///{self.home / 'records.sqlite3'}")

    @property
    def road_url(self) -> URL:
        """Where the durable road keeps its steps: the same server, or a SQLite file of its own."""
        if self.database_url and self.records_url.get_backend_name() != "sqlite":
            return self.records_url
        return database_url(f"sqlite:///{self.home / 'road.sqlite3'}")

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which the service answers."""
        more = filter(None, (name.strip() for name in self.allowed_hosts.split(",")))
        return frozenset({"localhost", "127.0.0.1", "[::1]", *(_as_in_an_address(name) for name in (self.host, *more))})

    @property
    def limits(self) -> Limits:
        """What reading one file may cost."""
        return Limits(
            max_file_mb=self.max_file_mb,
            max_pages=self.max_pages,
            max_megapixels=self.max_megapixels,
            max_memory_mb=self.max_memory_mb,
            max_seconds=self.max_seconds,
        )


def _as_in_an_address(host: str) -> str:
    """The host as browsers send it: an IPv6 address in brackets and in its shortest form."""
    try:
        return f"[{IPv6Address(host.strip('[]')).compressed}]"
    except AddressValueError:
        return host.lower()


def load_settings(*, host: str | None = None, port: int | None = None) -> Settings:
    """Settings from the environment; what the command line gives overrules them.

    Raises InvalidSetting, naming the environment variable.
    """
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise InvalidSetting(setting=f"ANAMNESE_{first['loc'][0]}".upper(), problem=first["msg"]) from None
