"""`anamnese warm`: compile the lexicons once, so that every later start is quick."""

from __future__ import annotations

from cli.messages import say
from cli.reading import loaded_indexer


def command() -> None:
    """Compile the lexicons into the cache. Done by the installation; needed again only when they change."""
    loaded_indexer()
    say("Les lexiques sont compilés.", "The lexicons are compiled.")
