"""The language model that this hospital names: a server by its address, else the GGUF file that was added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from records.document import Document
from records.errors import InvalidSetting, LanguageModelUnusable
from records.fields import Field, Grounding

if TYPE_CHECKING:
    from nlp.llm.model import LanguageModel
    from nlp.llm.narrative import Sentence
    from nlp.llm.reader import LanguageModelReader
    from pipeline.settings import Settings
    from records.terminology.imported import Terminologies


def opened(settings: Settings) -> LanguageModel | None:
    """The model that the settings or the added models name; None where there is none. Nothing is loaded yet."""
    if settings.llm_url is not None:
        from nlp.llm.engine.server.model import ServedLanguageModel

        return ServedLanguageModel(
            settings.llm_url,
            settings.llm_model,
            key=_key(settings.llm_key_file),
            context_tokens=settings.llm_context,
        )
    from pipeline.local_models import LocalModels, ModelKind

    added = LocalModels(settings.home).in_use(ModelKind.LLM)
    if added is None:
        return None
    from nlp.llm.engine.local.model import LocalLanguageModel

    return LocalLanguageModel(
        added.folder / added.files[0].name,
        f"{added.name}@{added.files[0].sha256[:8]}",
        context_tokens=settings.llm_context,
        max_waiting=settings.workers,
    )


def _key(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidSetting(setting="ANAMNESE_LLM_KEY_FILE", problem="not a readable file") from None


class ModelReader:
    """The language model beside the house's own readers. Usable from any thread."""

    def __init__(
        self, model: LanguageModel, terminologies: Terminologies | None = None, home: Path | None = None
    ) -> None:
        """`home`: where it is kept how often this model is right; None counts as never measured."""
        from nlp.llm.reader import LanguageModelReader

        self._home = home
        self._model = model
        self._reader: LanguageModelReader = LanguageModelReader(model)
        self._terminologies = terminologies
        self.problem: LanguageModelUnusable | None = None
        """Why documents are read without it, until one is read with it again."""

    @property
    def model(self) -> str:
        """Its version, for what is kept under it."""
        return self._reader.model

    def merged(self, document: Document, own: Sequence[Field]) -> tuple[Field, ...]:
        """The house's fields and the model's proposals as one record. Raises LanguageModelError."""
        return self.merge(own, self.proposed(document))

    def proposed(self, document: Document) -> tuple[Field, ...]:
        """What the model alone says. Raises LanguageModelError."""
        from nlp.text import ClinicalText

        try:
            proposed = self._reader.read(ClinicalText(document))
        except LanguageModelUnusable as error:
            self.problem = error
            raise
        self.problem = None
        return self._coded(proposed)

    def merge(self, own: Sequence[Field], proposed: Sequence[Field]) -> tuple[Field, ...]:
        """Both as one record, each counting for as much as it was measured to be right."""
        from nlp.llm.measuring import useless, with_measured
        from nlp.merging import merge
        from pipeline.measured import measured

        known = measured(self._home, self.model) if self._home is not None else {}
        return merge(own, with_measured(proposed, known), useless(known))

    def narrate(self, lines: Sequence[str], language: str) -> tuple[Sentence, ...]:
        """A record's lines in sentences, each with its lines or struck out. Raises LanguageModelError."""
        from nlp.llm.narrative import narrate

        return narrate(self._model, lines, language)

    def close(self) -> None:
        """End the model's process, where it has one."""
        close = getattr(self._model, "close", None)
        if close is not None:
            close()

    def _coded(self, fields: Iterable[Field]) -> tuple[Field, ...]:
        """With codes for what has a place; what has none is not to look surer than it is."""
        if self._terminologies is None:
            return tuple(fields)
        from nlp.coding import with_codes

        return tuple(
            with_codes(field, self._terminologies) if field.grounding is not Grounding.NONE else field
            for field in fields
        )
