"""The shipped tagger at work: mentions of conditions and procedures in a clinical text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.decoding import entities
from nlp.tagger.linear import LinearModel
from nlp.tagger.pipeline import make_doc, recogniser
from records.artefacts import models_folder, require_intact

if TYPE_CHECKING:
    from spacy.pipeline import EntityRecognizer

ARTEFACT = "tagger-fr"
NETWORK = "network"
NOT_KEPT = ("vocab",)
"""Words seen in training are no part of the artefact: the network knows them by their hash."""


@dataclass(frozen=True)
class Tagger:
    """The network and its linear models; from one thread."""

    version: str
    """Such as `tagger-fr-1`."""
    network: EntityRecognizer
    linear: Mapping[str, LinearModel]
    """`assertion` and `status`, `condition` and `procedure` (belongs in the record), `main`."""

    def __repr__(self) -> str:
        return f"Tagger({self.version})"

    def mentions(self, contexts: Contexts) -> Sequence[Mention]:
        """Mentions in the order of the text, labelled `CONDITION_<assertion>` or `PROCEDURE`."""
        text = contexts.text
        if not len(contexts.tokens):
            return []
        doc = make_doc(self.network.vocab, text.text, contexts.tokens, text.sections)
        return [Mention(*entity) for entity in entities(self.network, doc, contexts.tokens.words)]


def load(folder: Path) -> Tagger:
    """Read an artefact, or a network with whatever linear models lie beside it, written by `nlp.tagger.train`."""
    network = recogniser()
    network.from_disk(folder / NETWORK, exclude=NOT_KEPT)
    linear = {path.stem: LinearModel.load(path) for path in sorted(folder.glob("*.json"))}
    version = folder / "version"
    number = version.read_text(encoding="utf-8").strip() if version.exists() else "0"
    return Tagger(f"{ARTEFACT}-{number}", network, linear)


@cache
def installed_tagger() -> Tagger | None:
    """The tagger that came with the program; None where models were not installed.

    Raises ServiceNotReady where its files are not those of the manifest.
    """
    models = models_folder()
    if models is None or not (models / ARTEFACT).is_dir():
        return None
    require_intact(models, ARTEFACT)
    return load(models / ARTEFACT)
