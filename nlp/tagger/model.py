"""The shipped tagger at work: mentions of conditions and procedures in a clinical text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.assertion.context import Contexts, Mention
from nlp.tagger.linear import LinearModel
from nlp.tagger.pipeline import blank_pipeline, make_doc

if TYPE_CHECKING:
    from spacy.language import Language

NETWORK = "network"


@dataclass(frozen=True)
class Tagger:
    """The network and its linear models; from one thread."""

    version: str
    network: Language
    linear: dict[str, LinearModel]

    def __repr__(self) -> str:
        return f"Tagger({self.version})"

    def mentions(self, contexts: Contexts) -> Sequence[Mention]:
        """Mentions in the order of the text, labelled `CONDITION_<assertion>` or `PROCEDURE`."""
        text = contexts.text
        doc = make_doc(self.network.vocab, text.text, contexts.tokens, text.sections)
        self.network.get_pipe("ner")(doc)
        return [Mention(span.start, span.end, span.label_) for span in doc.ents]


def load(folder: Path) -> Tagger:
    """Read an artefact written by `nlp.tagger.train`."""
    network = blank_pipeline()
    network.from_disk(folder / NETWORK, exclude=["tokenizer"])
    linear = {path.stem: LinearModel.load(path) for path in sorted(folder.glob("*.json"))}
    version = folder / "version"
    return Tagger(version.read_text(encoding="utf-8").strip() if version.exists() else "0", network, linear)


@cache
def installed_tagger() -> Tagger | None:
    """The tagger that came with the program; None where models were not installed."""
    folder = Path(str(files("models"))) / "tagger-fr" if _has_models() else None
    return load(folder) if folder is not None and (folder / NETWORK).is_dir() else None


def _has_models() -> bool:
    from importlib.util import find_spec

    return find_spec("models") is not None
