"""From a read document to grounded fields: several readers propose, one merger decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.text import ClinicalText
from records.document import Document
from records.fields import Field

Reader = Callable[[ClinicalText], Sequence[Field]]
"""Proposes fields; never changes the text, never looks at another reader's fields."""


class Indexer:
    """Readers loaded once; `index` may be called for any number of documents, from one thread."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = tuple(readers)

    def index(self, document: Document) -> tuple[Field, ...]:
        """All fields of a document, in reading order within each group."""
        text = ClinicalText(document)
        return tuple(field for reader in self._readers for field in reader(text))
