"""Ordinary words, against which a capitalised word is a name or none.

They are the words of the CIM-10, of French verbs and of drugs that EDS-NLP brings, and those of our own lexicons:
read where they lie, nothing is copied.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from nlp.lexicons import lexicon
from nlp.sections import fold
from records.errors import MissingTool

_WORD = re.compile(r"[^\W\d_]{2,}")
_OURS = ("toml", "csv")


@cache
def first_names() -> frozenset[str]:
    """Given names, folded."""
    text = (files("nlp.lexicons") / "identifiers_first_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def not_names() -> frozenset[str]:
    """Words of headings and forms, folded: never a name by themselves."""
    return frozenset(lexicon("identifiers")["not_names"])


@cache
def particles() -> frozenset[str]:
    """Words that join the parts of a name, folded."""
    return frozenset(lexicon("identifiers")["particles"])


@cache
def ordinary_words() -> frozenset[str]:
    """Words of the language and of medicine, folded. Raises MissingTool without EDS-NLP."""
    spec = find_spec("edsnlp")
    if spec is None or not spec.submodule_search_locations:
        raise MissingTool(tool="EDS-NLP", remedy="pip install edsnlp")
    resources = Path(spec.submodule_search_locations[0]) / "resources"
    words = set(_WORD.findall(fold((resources / "drugs.json").read_text(encoding="utf-8"))))
    for name in ("cim10.csv.gz", "verbs.csv.gz", "adicap.json.gz"):
        with gzip.open(resources / name, "rt", encoding="utf-8") as lines:
            words.update(_WORD.findall(fold(lines.read())))
    for entry in files("nlp.lexicons").iterdir():
        if entry.name.endswith(_OURS) and not entry.name.startswith("identifiers"):
            words.update(_WORD.findall(fold(entry.read_text(encoding="utf-8"))))
    return frozenset(words | not_names())
