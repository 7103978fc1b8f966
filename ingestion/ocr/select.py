"""The fast engine where it works, the portable one elsewhere."""

from __future__ import annotations

from functools import cache

from ingestion.ocr.engine import Engine
from ingestion.ocr.tessdata import find_tessdata


@cache
def load_engine() -> Engine:
    """The engine of this process.

    Raises:
        MissingTool: no Tesseract, or none that knows French.
    """
    tessdata = find_tessdata()
    try:
        from ingestion.ocr.in_process import InProcessTesseract

        return InProcessTesseract(tessdata)
    except (ImportError, RuntimeError):
        from ingestion.ocr.by_command import CommandTesseract

        return CommandTesseract(tessdata)
