"""Pages become grounded fields."""

from __future__ import annotations

from nlp.indexer import Indexer, load_indexer

__all__ = ["Indexer", "load_indexer"]
