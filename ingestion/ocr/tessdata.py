"""Where Tesseract's language models lie on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from ingestion.ocr.engine import LANGUAGES
from records.errors import MissingTool

_USUAL_PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)

REMEDY = (
    "Debian/Ubuntu : apt-get install tesseract-ocr tesseract-ocr-fra "
    "(folder / dossier : TESSDATA_PREFIX, …/fra.traineddata)"
)


def find_tessdata() -> Path:
    """The newest folder that holds both French and English; TESSDATA_PREFIX comes first.

    Raises:
        MissingTool: no such folder.
    """
    places = [Path(prefix) for prefix in [os.environ.get("TESSDATA_PREFIX")] if prefix]
    places += [place / "tessdata" for place in places]
    for pattern in _USUAL_PLACES:
        places += sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)
    for place in places:
        if all((place / f"{language}.traineddata").is_file() for language in LANGUAGES.split("+")):
            return place
    raise MissingTool(tool="Tesseract (fra, eng)", remedy=REMEDY)
