"""`anamnese warm`: compile the lexicons once, so that every later start is quick."""

from __future__ import annotations

from cli.messages import say


def command() -> None:
    """Compile the lexicons into the cache. Done by the installation; needed again only when they change."""
    from nlp import load_indexer

    load_indexer()
    say("Les lexiques sont compilés.", "The lexicons are compiled.")
