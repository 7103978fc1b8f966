"""From a read document to grounded fields: several readers propose, one merger decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from nlp.confidence import with_confidence
from nlp.readers.medications.lexicon import learn
from nlp.text import ClinicalText
from records.document import Document
from records.fields import Field

if TYPE_CHECKING:
    from records.terminology.imported import Terminologies

Reader = Callable[[ClinicalText], Sequence[Field]]
"""Proposes fields; never changes the text, never looks at another reader's fields."""

READERS = (
    "document_type",
    "identity",
    "encounter",
    "lifestyle",
    "vitals",
    "labs",
    "obstetrics",
    "medications",
    "allergies",
    "conditions",
    "procedures",
)
"""The modules of `nlp.readers` whose `read` is called, in this order."""


class Indexer:
    """Readers loaded once; `index` may be called for any number of documents, from one thread."""

    def __init__(self, readers: Sequence[Reader], terminologies: Terminologies | None = None) -> None:
        self._readers = tuple(readers)
        self._terminologies = terminologies

    def index(self, document: Document) -> tuple[Field, ...]:
        """All fields of a document, reader after reader, each with the measured confidence of its rule."""
        text = ClinicalText(document)
        fields = (with_confidence(field) for reader in self._readers for field in reader(text))
        if self._terminologies is None:
            return tuple(fields)
        from nlp.coding import with_codes

        return tuple(with_codes(field, self._terminologies) for field in fields)


_REHEARSAL = "Compte rendu de consultation\n\nPas de fièvre. Paracétamol 1 g si besoin. Créatinine 80 µmol/L."


def load_indexer(readers: Sequence[str] = READERS, terminologies: Terminologies | None = None) -> Indexer:
    """The indexer with these readers, all of the house unless told; they are imported here, not with this module.

    With imported terminologies their drugs are recognised too, and fields carry their codes. Names are learnt here,
    once; codes follow a later import by themselves.

    It has indexed a line before it is handed over, so its lexicons and models are loaded, compiled and known to
    work. Raises MissingTool or ServiceNotReady where they are not there or not the ones that were shipped.
    """
    drugs = terminologies.drugs if terminologies is not None else None
    learn(drugs.names() if drugs is not None else ())
    indexer = Indexer([import_module(f"nlp.readers.{name}").read for name in readers], terminologies)
    indexer.index(ClinicalText.of(_REHEARSAL).document)
    return indexer
