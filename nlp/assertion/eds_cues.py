"""The cues of EDS-NLP, read from its installed files.

Its qualifier modules import pandas and take seconds. Their `patterns.py` files are plain lists, so they are run
on their own; the conjugations come from its verb table. Nothing is copied into this project.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import runpy
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from records.errors import MissingTool

_QUALIFIERS = ("negation", "hypothesis", "family", "history")
_PARTICIPLE = "Participe"


def eds_cues() -> Mapping[str, list[str]]:
    """Cues by class and side, such as `negation.before`; from the user's cache after the first time.

    Raises MissingTool without EDS-NLP: "pas de fièvre" must never silently become fever.
    """
    cache = _cache_file()
    try:
        found: dict[str, list[str]] = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = _compile()
        _keep(cache, found)
    return found


def _compile() -> dict[str, list[str]]:
    spec = find_spec("edsnlp")
    if spec is None or not spec.submodule_search_locations:
        raise MissingTool(tool="EDS-NLP", remedy="pip install edsnlp")
    root = Path(spec.submodule_search_locations[0])
    lists = {q: runpy.run_path(str(root / "pipes" / "qualifiers" / q / "patterns.py")) for q in _QUALIFIERS}
    negation, hypothesis = lists["negation"], lists["hypothesis"]
    forms = _conjugations(root / "resources" / "verbs.csv.gz", {*negation["verbs"], *hypothesis["verbs_hyp"]})
    participles = {verb: [term for term, mode in terms if mode == _PARTICIPLE] for verb, terms in forms.items()}

    def conjugated(verbs: Iterable[str]) -> list[str]:
        return [term for verb in verbs for term, _ in forms.get(verb, ())]

    def passive(verbs: Iterable[str]) -> list[str]:
        return [term for verb in verbs for term in participles.get(verb, ())]

    return {
        "negation.before": negation["preceding"] + conjugated(negation["verbs"]),
        "negation.after": negation["following"] + passive(negation["verbs"]),
        "possible.before": hypothesis["preceding"] + conjugated(hypothesis["verbs_hyp"]),
        "possible.after": hypothesis["following"] + passive(hypothesis["verbs_hyp"]),
        "possible.not_a_cue": hypothesis["pseudo"],
        "family.before": lists["family"]["family"],
        "history.before": lists["history"]["history"],
    }


def _conjugations(table: Path, verbs: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Forms of each verb with their mode."""
    forms: dict[str, list[tuple[str, str]]] = {}
    with gzip.open(table) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8")):
            if row["verb"] in verbs and row["term"]:
                forms.setdefault(row["verb"], []).append((row["term"], row["mode"]))
    return forms


def _cache_file() -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "anamnese" / f"assertion-cues-1-edsnlp-{version('edsnlp')}.json"


def _keep(cache: Path, cues: Mapping[str, list[str]]) -> None:
    """A cache that cannot be written is only slower."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        waiting = cache.with_suffix(f".{os.getpid()}")
        waiting.write_text(json.dumps(cues, ensure_ascii=False), encoding="utf-8")
        waiting.replace(cache)
    except OSError:
        return
