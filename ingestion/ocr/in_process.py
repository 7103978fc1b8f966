"""Tesseract inside this process, through tesserocr: models are loaded once a thread, not once a page."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

import numpy as np
import tesserocr

from ingestion.ocr.engine import LANGUAGES, GreyImage, OcrWord, Segmentation, words_of_tsv


class InProcessTesseract:
    """As many loaded Tesseracts as threads have asked for at once."""

    name = "tesserocr"

    def __init__(self, tessdata: Path) -> None:
        self._tessdata = tessdata
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._idle.put(self._load())

    def _load(self) -> Any:
        return tesserocr.PyTessBaseAPI(path=str(self._tessdata), lang=LANGUAGES)

    def prepare(self, count: int) -> None:
        """Load models for `count` threads now."""
        while self._idle.qsize() < count:
            self._idle.put(self._load())

    def read(self, image: GreyImage, *, dpi: int, segmentation: Segmentation = Segmentation.PAGE) -> list[OcrWord]:
        """See `Engine.read`."""
        try:
            api = self._idle.get_nowait()
        except queue.Empty:
            api = self._load()
        try:
            rows, columns = image.shape
            api.SetPageSegMode(int(segmentation))
            api.SetImageBytes(np.ascontiguousarray(image).tobytes(), columns, rows, 1, columns)
            api.SetSourceResolution(dpi)
            return words_of_tsv(api.GetTSVText(0))
        finally:
            api.Clear()
            self._idle.put(api)
