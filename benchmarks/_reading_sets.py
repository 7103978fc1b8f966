"""Read a folder of page images and write what was read, one `{"id", "text"}` a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingestion import read_file


def read_images(images: Iterable[Path]) -> Iterator[dict[str, str]]:
    """Each image's stem and text."""
    for image in images:
        yield {"id": image.stem, "text": read_file(image).text}


def write_jsonl(rows: Iterable[dict[str, str]], path: Path) -> None:
    """One object a line."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
