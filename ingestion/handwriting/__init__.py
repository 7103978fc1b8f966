"""Writing by hand: where it stands on a page, and its reading by a model that the hospital added."""

from ingestion.handwriting.page import Handwriting, marked, read_handwriting
from ingestion.handwriting.reader import HandwritingReader

__all__ = ["Handwriting", "HandwritingReader", "marked", "read_handwriting"]
