"""Tesseract as a command, through pytesseract: works wherever the program is installed."""

from __future__ import annotations

from pathlib import Path

import pytesseract
from PIL import Image

from ingestion.ocr.engine import LANGUAGES, GreyImage, OcrWord, Segmentation, words_of_tsv
from ingestion.ocr.tessdata import REMEDY
from records.errors import MissingTool


class CommandTesseract:
    """One `tesseract` process a page."""

    name = "pytesseract"

    def __init__(self, tessdata: Path) -> None:
        self._tessdata = tessdata
        try:
            pytesseract.get_tesseract_version()
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise MissingTool(tool="Tesseract", remedy=REMEDY) from error

    def read(self, image: GreyImage, *, dpi: int, segmentation: Segmentation = Segmentation.PAGE) -> list[OcrWord]:
        """See `Engine.read`."""
        config = f"--psm {int(segmentation)} --dpi {dpi} --tessdata-dir {self._tessdata}"
        tsv = pytesseract.image_to_data(Image.fromarray(image), lang=LANGUAGES, config=config)
        return words_of_tsv(str(tsv))
