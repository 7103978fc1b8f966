"""A file becomes pages of words with boxes: what is it, is it safe, text layer or optical reading."""

from ingestion.limits import Limits
from ingestion.reading import read_file, unlocked

__all__ = ["Limits", "read_file", "unlocked"]
