"""Models that a hospital adds itself: a reader of handwriting, a clinical tagger, an LLM."""

from pipeline.local_models.recognise import ModelKind
from pipeline.local_models.store import LocalModel, LocalModels

__all__ = ["LocalModel", "LocalModels", "ModelKind"]
